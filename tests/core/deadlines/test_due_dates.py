"""Due dates: opened by a rule or for a day, extended, met, reminded of once, passed once."""

from __future__ import annotations

import asyncio
from datetime import date, timedelta

import pytest
from tests.core.deadlines.conftest import MORNING, Desk

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.deadlines.errors import DueAlready, DueInThePast, DueOver, NotLonger, PeriodUnknown
from majung.deadlines.models import DueDate, PeriodRule
from majung.deadlines.passing import DueDatesLeft, due_dates_work, watch_due_dates
from majung.deadlines.rules import Period
from majung.deadlines.writes import Due, enter_period, extend_due, meet_due, open_due
from majung.duties.runner import run_due
from majung.errors import NotAllowed
from majung.records import about
from majung.storage.transaction import current, write

CLERK = system("test")
VISIT = Due(kind="visit.report", waits_for="OFFICIAL")


class Heard:
    """Notes which due dates passed."""

    def __init__(self) -> None:
        self.passed: list[DueDate] = []

    async def hear(self, actor: Actor, due: DueDate) -> None:
        await current().fetch("select 1")  # runs in the transaction that marks it
        self.passed.append(due)


async def test_the_day_follows_from_the_rule(desk: Desk) -> None:
    await desk.period("visit.report", 10, remind_days=3)

    due = await open_due(CLERK, about=about(desk.firm), due=VISIT)

    assert (due.started_on, due.due_on, due.remind_on) == (date(2026, 3, 10), date(2026, 3, 20), date(2026, 3, 17))
    assert (due.rule, due.firm_id, due.subject_id) == ("10 DAYS", desk.firm.id, desk.firm.id)


async def test_without_a_rule_the_day_must_be_given(desk: Desk) -> None:
    with pytest.raises(PeriodUnknown):
        await open_due(CLERK, about=about(desk.firm), due=VISIT)
    given = Due(kind="visit.report", waits_for="OFFICIAL", on=date(2026, 3, 12))
    assert (await open_due(CLERK, about=about(desk.firm), due=given)).rule == "GIVEN"


async def test_a_day_in_the_past_is_refused(desk: Desk) -> None:
    with pytest.raises(DueInThePast):
        await open_due(CLERK, about=about(desk.firm), due=Due(kind="x", waits_for="OFFICIAL", on=date(2026, 3, 9)))


async def test_one_record_has_one_due_date_of_a_kind(desk: Desk) -> None:
    await desk.period("visit.report", 10)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    with pytest.raises(DueAlready):
        await open_due(CLERK, about=about(desk.firm), due=VISIT)


async def test_extension_must_be_longer_and_reminds_again(desk: Desk) -> None:
    await desk.period("visit.report", 10, remind_days=3)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    with pytest.raises(NotLonger):
        await extend_due(CLERK, subject_id=desk.firm.id, kind="visit.report", until=date(2026, 3, 20))

    longer = await extend_due(CLERK, subject_id=desk.firm.id, kind="visit.report", until=date(2026, 3, 27))

    assert (longer.due_on, longer.remind_on, longer.extensions) == (date(2026, 3, 27), date(2026, 3, 24), 1)


async def test_what_is_met_is_not_extended(desk: Desk) -> None:
    await desk.period("visit.report", 10)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    await meet_due(CLERK, subject_id=desk.firm.id, kind="visit.report")
    assert await meet_due(CLERK, subject_id=desk.firm.id, kind="visit.report") is None
    with pytest.raises(DueOver):
        await extend_due(CLERK, subject_id=desk.firm.id, kind="visit.report", until=date(2026, 4, 1))


async def test_reminder_comes_once(desk: Desk) -> None:
    await desk.period("visit.report", 10, remind_days=3)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    with clock_at(MORNING + timedelta(days=6)):
        assert await watch_due_dates(CLERK, {}) == 0
    with clock_at(MORNING + timedelta(days=7)):
        assert [await watch_due_dates(CLERK, {}) for _ in range(2)] == [1, 0]
    [(kind, facts)] = await desk.events()
    assert (kind, facts["kind"], facts["due_on"]) == ("core.DueDateNear", "visit.report", "2026-03-20")


async def test_passes_once_after_its_last_day(desk: Desk) -> None:
    heard = Heard()
    await desk.period("visit.report", 10)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    with clock_at(MORNING.replace(day=20, hour=23, minute=59)):
        assert await watch_due_dates(CLERK, {"visit.report": heard.hear}) == 0
    with clock_at(MORNING.replace(day=21, hour=0, minute=0)):
        assert [await watch_due_dates(CLERK, {"visit.report": heard.hear}) for _ in range(2)] == [1, 0]
    assert [due.kind for due in heard.passed] == ["visit.report"]
    assert [kind for kind, _ in await desk.events()] == ["core.DueDatePassed"]


async def test_what_was_met_in_time_does_not_pass(desk: Desk) -> None:
    heard = Heard()
    await desk.period("visit.report", 10)
    await open_due(CLERK, about=about(desk.firm), due=VISIT)
    await meet_due(CLERK, subject_id=desk.firm.id, kind="visit.report")
    with clock_at(MORNING + timedelta(days=30)):
        assert await watch_due_dates(CLERK, {"visit.report": heard.hear}) == 0
    assert heard.passed == []


async def test_several_runners_at_once_let_it_pass_once(desk: Desk) -> None:
    heard = Heard()
    await desk.period("visit.report", 10)
    for subject in (desk.firm, desk.person):
        await open_due(CLERK, about=about(subject), due=VISIT)
    work = due_dates_work({"visit.report": heard.hear})
    with clock_at(MORNING + timedelta(days=30)):
        await asyncio.gather(*(run_due(work, CLERK) for _ in range(4)))
        await asyncio.gather(*(watch_due_dates(CLERK, {"visit.report": heard.hear}) for _ in range(4)))
    assert len(heard.passed) == 2


async def test_one_that_fails_is_left_open_and_the_others_pass(desk: Desk) -> None:
    heard = Heard()

    @write
    async def fail_for_the_firm(actor: Actor, due: DueDate) -> None:
        if due.firm_id is not None:
            raise ValueError("broken")
        await heard.hear(actor, due)

    await desk.period("visit.report", 10)
    for subject in (desk.firm, desk.person):
        await open_due(CLERK, about=about(subject), due=VISIT)
    with clock_at(MORNING + timedelta(days=30)):
        with pytest.raises(DueDatesLeft):
            await watch_due_dates(CLERK, {"visit.report": fail_for_the_firm})
        assert [due.person_id for due in heard.passed] == [desk.person.id]
        assert await watch_due_dates(CLERK, {"visit.report": heard.hear}) == 1


async def test_a_new_period_ends_the_one_before(desk: Desk) -> None:
    await desk.period("visit.report", 10)
    later = Period(kind="visit.report", days=5, unit="BUSINESS_DAYS", valid_from=date(2026, 4, 1))

    with pytest.raises(NotAllowed):
        await enter_period(desk.adviser, period=later, source="규정")
    await enter_period(CLERK, period=later, source="규정")

    found = await PeriodRule.filter(kind="visit.report").order_by("valid_from")
    assert [(rule.days, rule.valid_to) for rule in found] == [(10, date(2026, 3, 31)), (5, None)]
    with pytest.raises(DueInThePast):
        await enter_period(CLERK, period=later, source="규정")
