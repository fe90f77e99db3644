"""Decisions: outcome, reasons, facts, rule version and officer, with the support they give, in one transaction."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date

import pytest
from tests.core.programs.conftest import Office

from majung.access.actor import Actor, system
from majung.applications.errors import (
    NotGrantedBy,
    ReasonsNeeded,
    RulesOfAnotherEdition,
    StepNotPossible,
)
from majung.applications.models import Application, ApplicationTransition, Decision
from majung.applications.writes import FactUsed, Ruling, SupportGiven, decide, decide_application
from majung.errors import NotAllowed, ResidentNumberRefused, VersionConflict
from majung.events.log import latest_position, read_after
from majung.programs.writes import create_edition, set_edition_rules
from majung.storage.transaction import OutsideLimits, load_for_change, write
from majung.support.models import SupportRecord
from majung.support.writes import grant_support
from majung.testing import make_person

SALES = FactUsed(name="sales_krw", value=1_200_000_000, source="FirmYear 2025 tax_office", on=date(2026, 3, 2))
YES = Ruling(outcome="SELECTED", facts=(SALES,), note="적합")
NO = Ruling(outcome="REJECTED", reason_codes=("LOW_SCORE",))
GIVEN = SupportGiven(decided_krw=5_000_000, own_share_krw=1_000_000, purpose="박람회 참가", title="하노이 박람회")


async def test_decision_keeps_reasons_facts_rules_and_officer(office: Office) -> None:
    _, application = await office.evaluating()
    rules = await set_edition_rules(
        office.manager,
        edition_id=office.edition.id,
        data={"rate_pct": "50", "cap_krw": 5_000_000},
        valid_from=date(2026, 1, 1),
    )
    ruling = replace(NO, facts=(SALES,), rules_id=rules.id, note="점수 미달")

    made = await decide_application(
        office.decider, application_id=application.id, version=application.version, ruling=ruling, action="reject"
    )

    stored = await Decision.get(id=made.id)
    assert (stored.outcome, stored.reason_codes, stored.rules_id) == ("REJECTED", ["LOW_SCORE"], rules.id)
    assert (stored.officer, stored.officer_account_id) == ("박결정", office.decider.account_id)
    assert stored.facts == [
        {"name": "sales_krw", "value": 1_200_000_000, "source": "FirmYear 2025 tax_office", "on": "2026-03-02"}
    ]
    assert (await Application.get(id=application.id)).live_key is None
    assert await SupportRecord.all().count() == 0


async def test_selection_writes_the_support_record_with_it(office: Office) -> None:
    _, application = await office.evaluating()

    made = await decide_application(
        office.decider,
        application_id=application.id,
        version=application.version,
        ruling=YES,
        action="select",
        support=GIVEN,
    )

    record = await SupportRecord.get(decision_id=made.id)
    assert (record.firm_id, record.application_id) == (application.firm_id, application.id)
    assert (record.program_code, record.benefit, record.year, record.origin) == ("marketing", "SALES", 2026, "OURS")
    assert (record.decided_krw, record.own_share_krw, record.paid_krw) == (5_000_000, 1_000_000, 0)
    assert (record.title, record.purpose, record.status) == ("하노이 박람회", "박람회 참가", "ACTIVE")
    told = [e for e in await read_after(system("test"), 0) if e["firm_ids"] == [application.firm_id]]
    assert [e["type"] for e in told[-3:]] == ["core.ApplicationMoved", "core.ApplicationDecided", "core.SupportGranted"]


async def test_a_person_may_benefit_from_the_decision_on_a_firm_s_application(office: Office) -> None:
    _, application = await office.evaluating()
    made = await decide_application(
        office.decider,
        application_id=application.id,
        version=application.version,
        ruling=YES,
        action="select",
        support=GIVEN,
    )
    worker = await make_person("김하나")

    @write
    async def hire(actor: Actor) -> SupportRecord:
        return await grant_support(
            actor, application=application, decision_id=made.id, given=GIVEN, to_person=worker.id
        )

    record = await hire(office.decider)

    assert (record.person_id, record.firm_id, record.application_id) == (worker.id, None, None)
    assert (record.decision_id, record.program_code, record.year) == (made.id, "marketing", 2026)
    of_firm = await SupportRecord.get(application_id=application.id)
    assert of_firm.person_id is None
    told = [e["type"] for e in await read_after(system("test"), 0) if e["person_ids"] == [worker.id]]
    assert told[-1] == "core.SupportGranted"


async def test_support_belongs_to_the_fiscal_year_of_the_call(office: Office) -> None:
    next_year = await create_edition(office.manager, program_code="marketing", year=2027)
    _, application = await office.submitted(call=await office.call(edition_id=next_year.id))
    application = await office.move(await office.move(application, "begin_screening"), "begin_evaluation")

    made = await decide_application(
        office.decider,
        application_id=application.id,
        version=application.version,
        ruling=YES,
        action="select",
        support=GIVEN,
    )

    assert (await SupportRecord.get(decision_id=made.id)).year == 2027


async def test_two_officials_at_once_make_one_decision(office: Office) -> None:
    _, application = await office.evaluating()

    answers = await asyncio.gather(
        decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=YES,
            action="select",
            support=GIVEN,
        ),
        decide_application(
            office.decider, application_id=application.id, version=application.version, ruling=NO, action="reject"
        ),
        return_exceptions=True,
    )

    assert [type(a) for a in answers if isinstance(a, Exception)] == [VersionConflict]
    assert await Decision.filter(application_id=application.id).count() == 1


async def test_refuses_official_without_the_permission_to_decide(office: Office) -> None:
    _, application = await office.evaluating()

    with pytest.raises(NotAllowed, match=r"applications\.decide"):
        await decide_application(
            office.screener, application_id=application.id, version=application.version, ruling=NO, action="reject"
        )

    assert await Decision.all().count() == 0


async def test_refuses_rejection_without_a_reason(office: Office) -> None:
    _, application = await office.evaluating()

    with pytest.raises(ReasonsNeeded, match="REJECTED"):
        await decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=Ruling(outcome="REJECTED"),
            action="reject",
        )


async def test_refuses_support_without_a_selection(office: Office) -> None:
    _, application = await office.evaluating()

    with pytest.raises(NotGrantedBy, match="RESERVE"):
        await decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=Ruling(outcome="RESERVE"),
            action="reserve",
            support=GIVEN,
        )

    assert await SupportRecord.all().count() == 0


async def test_refuses_rules_of_another_year(office: Office) -> None:
    _, application = await office.evaluating()
    other = await create_edition(office.manager, program_code="marketing", year=2025)
    rules = await set_edition_rules(
        office.manager, edition_id=other.id, data={"rate_pct": "50", "cap_krw": 1}, valid_from=date(2025, 1, 1)
    )

    with pytest.raises(RulesOfAnotherEdition):
        await decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=Ruling(outcome="SELECTED", rules_id=rules.id),
            action="select",
        )


async def test_refuses_resident_number_among_the_facts(office: Office) -> None:
    _, application = await office.evaluating()
    fact = FactUsed(name="owner", value="900101-1234567", source="신청서")

    with pytest.raises(ResidentNumberRefused):
        await decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=Ruling(outcome="SELECTED", facts=(fact,)),
            action="select",
        )


async def test_refuses_decision_before_the_evaluation(office: Office) -> None:
    _, application = await office.submitted()

    with pytest.raises(StepNotPossible):
        await decide_application(
            office.decider, application_id=application.id, version=application.version, ruling=YES, action="select"
        )


async def test_reserve_may_be_selected_later(office: Office) -> None:
    _, application = await office.evaluating()

    await decide_application(
        office.decider,
        application_id=application.id,
        version=application.version,
        ruling=Ruling(outcome="RESERVE"),
        action="reserve",
    )
    application = await Application.get(id=application.id)
    await decide_application(
        office.decider, application_id=application.id, version=application.version, ruling=YES, action="select"
    )

    decisions = await Decision.filter(application_id=application.id).order_by("id")
    assert [decision.outcome for decision in decisions] == ["RESERVE", "SELECTED"]


async def test_nothing_remains_of_a_decision_whose_support_cannot_be_stored(office: Office) -> None:
    _, application = await office.evaluating()
    before = await latest_position()

    with pytest.raises(OutsideLimits):
        await decide_application(
            office.decider,
            application_id=application.id,
            version=application.version,
            ruling=YES,
            action="select",
            support=SupportGiven(decided_krw=2**63),
        )

    stored = await Application.get(id=application.id)
    assert (stored.state, stored.version) == ("EVALUATING", application.version)
    assert await Decision.all().count() == await SupportRecord.all().count() == 0
    assert await ApplicationTransition.filter(application_id=application.id, to_state="SELECTED").count() == 0
    assert await latest_position() == before


async def test_two_selections_at_once_give_support_once(office: Office) -> None:
    _, application = await office.evaluating()

    @write
    async def select(actor: Actor, /) -> Decision:
        locked = await load_for_change(Application, actor, application.id, None)
        return await decide(actor, application=locked, ruling=YES, action="select", support=GIVEN)

    answers = await asyncio.gather(select(office.decider), select(office.decider), return_exceptions=True)

    assert [type(a) for a in answers if isinstance(a, Exception)] == [StepNotPossible]
    assert await Decision.all().count() == await SupportRecord.all().count() == 1
