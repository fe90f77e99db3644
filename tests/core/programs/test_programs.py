"""Programs follow what plugins declare; editions and their rule data are entered by officials."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

import msgspec
import pytest
from tests.core.programs.conftest import MARKETING, Office, Rates, official

from majung import clock
from majung.access.actor import system
from majung.applications.models import Decision
from majung.errors import NotAllowed, NotFound
from majung.events.log import read_after
from majung.korean import search_columns
from majung.plugin.contract import SubProgram
from majung.programs.declared import declaration_of, declared, exclusions_of, use_declarations
from majung.programs.errors import (
    EditionExists,
    PluginNotEnabled,
    ProgramHasNoRules,
    ProgramUnknown,
    RulesAlreadyUsed,
    RulesInvalid,
    RulesMissing,
    RulesOfAnotherProgram,
    RulesPeriodReversed,
)
from majung.programs.models import EditionRules, Program
from majung.programs.models import SubProgram as SubProgramRow
from majung.programs.writes import create_edition, rules_in_force, set_edition_rules, sync_programs
from majung.storage.ids import uuid7
from majung.storage.transaction import transaction
from majung.texts import Text

PLATFORM = system("test")
HALF = {"rate_pct": "50", "cap_krw": 5_000_000}
MORE = {"rate_pct": "62.5", "cap_krw": 8_000_000, "bands": [1, 2]}
JANUARY, JULY = date(2026, 1, 1), date(2026, 7, 1)


async def in_force(office: Office, on: date) -> tuple[EditionRules, Rates]:
    async with transaction(PLATFORM):
        return await rules_in_force(office.edition.id, on, Rates)


async def enter(office: Office, data: object, valid_from: date, valid_to: date | None = None) -> EditionRules:
    return await set_edition_rules(
        office.manager, edition_id=office.edition.id, data=data, valid_from=valid_from, valid_to=valid_to
    )


async def decided_with(office: Office, rules: EditionRules, at: datetime) -> None:
    _, application = await office.draft()
    await Decision.create(
        application_id=application.id, outcome="SELECTED", rules_id=rules.id, officer="박결정", decided_at=at
    )


async def test_declared_program_is_found_by_its_name(office: Office) -> None:
    program = await Program.get(code="marketing")
    [sub] = await SubProgramRow.filter(program_id=program.id)
    expected = search_columns("판로 지원 Sales support")

    assert (program.title_ko, program.benefit, program.applicant, program.plugin) == (
        "판로 지원", "SALES", "firm", "sales",
    )  # fmt: skip
    assert (program.search_jamo, program.search_grams) == (expected.jamo, expected.grams)
    assert (sub.code, sub.title_ko) == ("fair", "박람회")


async def test_second_start_changes_nothing(office: Office) -> None:
    await sync_programs(PLATFORM, declarations=[("sales", MARKETING)])

    assert (await Program.get(code="marketing")).version == 1
    assert [sub.version for sub in await SubProgramRow.all()] == [1]


async def test_new_titles_are_taken_over_and_nothing_is_removed(office: Office) -> None:
    renamed = replace(
        MARKETING,
        title=Text("국내외 판로", "Markets"),
        sub_programs=(SubProgram(code="fair", title=Text("전시회", "Exhibitions")),),
    )

    await sync_programs(PLATFORM, declarations=[("sales", renamed)])
    await sync_programs(PLATFORM, declarations=[])

    program = await Program.get(code="marketing")
    assert (program.title_ko, program.version) == ("국내외 판로", 2)
    assert program.search_initials == search_columns("국내외 판로 Markets").initials
    assert [(sub.title_ko, sub.version) for sub in await SubProgramRow.all()] == [("전시회", 2)]


async def test_refuses_sync_by_an_official_without_permission(office: Office) -> None:
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await sync_programs(office.reader, declarations=[("sales", MARKETING)])


def test_two_platforms_in_one_process_do_not_see_each_other_s_programs() -> None:
    with use_declarations({"marketing": MARKETING}):
        with use_declarations({}):
            assert declaration_of("marketing") is None
        assert declared("marketing") is MARKETING
        assert exclusions_of("marketing") == ()
    with pytest.raises(PluginNotEnabled, match="growth_fund"):
        declared("fund", plugin="growth_fund")


async def test_refuses_edition_of_an_unknown_program_or_a_known_year(office: Office) -> None:
    with pytest.raises(ProgramUnknown, match="marketing"):
        await create_edition(office.manager, program_code="fund", year=2026)
    with pytest.raises(EditionExists, match="2026"):
        await create_edition(office.manager, program_code="marketing", year=2026)
    with pytest.raises(NotFound):
        await create_edition(office.manager, program_code="marketing", year=2027, department_id=uuid7())
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await create_edition(office.reader, program_code="marketing", year=2027)


async def test_edition_is_told_and_named_after_its_program(office: Office) -> None:
    [event] = await read_after(PLATFORM, 0)

    assert (event["type"], event["subject_id"]) == ("core.EditionCreated", office.edition.id)
    assert (office.edition.title_ko, office.edition.title_en) == ("2026 판로 지원", "Sales support 2026")


async def test_rules_are_numbered_and_end_where_the_next_begin(office: Office) -> None:
    first = await enter(office, HALF, JANUARY)
    second = await enter(office, MORE, JULY)

    assert (first.number, second.number, second.entered_by) == (1, 2, "김공고")
    assert (await EditionRules.get(id=first.id)).valid_to == JULY - timedelta(days=1)
    assert (await in_force(office, date(2026, 6, 30)))[1] == Rates(rate_pct=Decimal(50), cap_krw=5_000_000)
    row, rates = await in_force(office, JULY)
    assert (row.id, rates.rate_pct, rates.bands) == (second.id, Decimal("62.5"), [1, 2])


async def test_refuses_day_without_rules(office: Office) -> None:
    await enter(office, HALF, JANUARY, JULY)

    with pytest.raises(RulesMissing, match="2025-12-31"):
        await in_force(office, JANUARY - timedelta(days=1))
    with pytest.raises(RulesMissing, match="2026-07-02"):
        await in_force(office, JULY + timedelta(days=1))
    assert (await in_force(office, JULY))[0].number == 1


async def test_rules_of_another_program_are_refused(office: Office) -> None:
    class Others(msgspec.Struct, forbid_unknown_fields=True):
        interest_pct: Decimal

    await enter(office, HALF, JANUARY)
    async with transaction(office.reader):
        with pytest.raises(RulesOfAnotherProgram):
            await rules_in_force(office.edition.id, JULY, Others)


async def test_wrong_version_is_replaced_for_the_same_days_while_nobody_used_it(office: Office) -> None:
    await enter(office, HALF, JULY)
    await enter(office, MORE, JANUARY)

    assert (await in_force(office, JULY))[0].number == 2
    assert (await in_force(office, JANUARY))[0].number == 2


@pytest.mark.parametrize(
    ("data", "path"),
    [
        ({**HALF, "cap_krw": "many"}, ("data", "cap_krw")),
        ({**HALF, "rate_pct": "x"}, ("data", "rate_pct")),
        ({**HALF, "rate_pct": "NaN"}, ("data", "rate_pct")),
        ({**HALF, "rate_pct": "sNaN"}, ("data", "rate_pct")),
        ({**HALF, "rate_pct": "-Infinity"}, ("data", "rate_pct")),
        ({**HALF, "rate_pct": "1E+999999"}, ("data", "rate_pct")),
        ({**HALF, "bands": [1, "two"]}, ("data", "bands", "1")),
        ({"rate_pct": "50"}, ("data",)),
        ([], ("data",)),
    ],
)
async def test_refuses_data_of_another_shape_and_says_where(office: Office, data: Any, path: tuple[str, ...]) -> None:
    with pytest.raises(RulesInvalid) as refused:
        await enter(office, data, JANUARY)

    assert refused.value.path == path
    assert await EditionRules.all().count() == 0


async def test_refuses_rules_that_change_what_a_decision_was_based_on(office: Office) -> None:
    rules = await enter(office, HALF, JANUARY)
    await decided_with(office, rules, datetime(2026, 3, 10, 15, tzinfo=clock.SEOUL))

    with pytest.raises(RulesAlreadyUsed, match="2026-03-10"):
        await enter(office, MORE, date(2026, 3, 10))
    await enter(office, MORE, date(2026, 3, 11))

    assert (await EditionRules.get(id=rules.id)).valid_to == date(2026, 3, 10)


async def test_day_of_a_decision_is_the_day_in_seoul(office: Office) -> None:
    rules = await enter(office, HALF, JANUARY)
    await decided_with(office, rules, datetime(2026, 3, 10, 8, tzinfo=clock.SEOUL))  # the day before in UTC

    with pytest.raises(RulesAlreadyUsed, match="2026-03-10"):
        await enter(office, MORE, date(2026, 3, 10))


async def test_refuses_rules_that_end_before_they_begin(office: Office) -> None:
    with pytest.raises(RulesPeriodReversed):
        await enter(office, HALF, JULY, JANUARY)


async def test_refuses_rules_of_programs_without_any_and_of_plugins_not_enabled(office: Office) -> None:
    with use_declarations({"marketing": replace(MARKETING, rules=None)}), pytest.raises(ProgramHasNoRules):
        await enter(office, HALF, JANUARY)
    with use_declarations({}), pytest.raises(PluginNotEnabled, match="sales"):
        await enter(office, HALF, JANUARY)


async def test_refuses_rules_from_an_official_without_permission(office: Office) -> None:
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await set_edition_rules(official("정조회"), edition_id=office.edition.id, data=HALF, valid_from=JANUARY)


async def test_two_officials_entering_rules_at_once_make_two_numbers(office: Office) -> None:
    await asyncio.gather(enter(office, HALF, JANUARY), enter(office, MORE, JANUARY))

    versions = await EditionRules.filter(edition_id=office.edition.id).order_by("number")
    assert [rules.number for rules in versions] == [1, 2]
    assert (await in_force(office, JULY))[0].number == 2


async def test_rules_with_an_end_leave_those_that_begin_later(office: Office) -> None:
    await enter(office, HALF, JANUARY, JULY - timedelta(days=1))
    later = await enter(office, HALF, JULY)
    spring = await enter(office, MORE, date(2026, 3, 1), date(2026, 3, 31))

    assert [(await in_force(office, on))[0].number for on in (date(2026, 2, 28), date(2026, 3, 31), JULY)] == [1, 3, 2]
    assert (await EditionRules.get(id=later.id)).version == 1
    assert spring.valid_to == date(2026, 3, 31)


async def test_rules_that_begin_meanwhile_begin_after_the_new_ones(office: Office) -> None:
    open_ended = await enter(office, HALF, JULY)
    await decided_with(office, open_ended, datetime(2026, 9, 1, 12, tzinfo=clock.SEOUL))

    with pytest.raises(RulesAlreadyUsed, match="2026-09-01"):
        await enter(office, MORE, JANUARY, date(2026, 9, 1))
    await enter(office, MORE, JANUARY, date(2026, 8, 31))

    assert [(await in_force(office, on))[0].number for on in (date(2026, 8, 31), date(2026, 9, 1))] == [2, 1]
