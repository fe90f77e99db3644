"""Steps: taken by who may, as the lifecycle and the program's guards allow; refusals say why."""

from __future__ import annotations

from dataclasses import replace

import pytest
from tests.core.programs.conftest import ANSWERS, EXCLUSIONS, MARKETING, Office, official

from majung import clock
from majung.access.actor import Actor, system
from majung.applications.errors import (
    AnswersRefused,
    StepNeedsItsOwnWrite,
    StepNotForYou,
    StepNotPossible,
)
from majung.applications.models import Application, ApplicationTransition
from majung.applications.steps import AllowedAction, allowed_actions
from majung.applications.writes import move_application, save_draft
from majung.errors import NotAllowed, NotFound, Refusal, ResidentNumberRefused, VersionConflict
from majung.events.log import read_after
from majung.plugin.lifecycle import Lifecycle
from majung.programs.declared import use_declarations
from majung.programs.errors import CallNotOpen


class VisitNotPlanned(Refusal):
    """The site was not visited.

    ko: 현장 실사를 하지 않았습니다.
    """


async def not_visited(actor: Actor, application: Application) -> Refusal | None:
    return VisitNotPlanned()


def found(actions: list[AllowedAction]) -> dict[str, type[Refusal] | None]:
    return {a.action: type(a.refusal) if a.refusal else None for a in actions}


async def test_step_moves_logs_and_tells(office: Office) -> None:
    _, application = await office.submitted()

    moved = await move_application(
        office.screener,
        application_id=application.id,
        version=application.version,
        action="begin_screening",
        note="담당 배정",
    )

    step = await ApplicationTransition.filter(application_id=application.id).order_by("-at", "-id").first()
    [*_, event] = await read_after(system("test"), 0)
    assert step is not None
    assert (step.from_state, step.to_state, step.by, step.note) == ("SUBMITTED", "SCREENING", "이검토", "담당 배정")
    assert step.account_id == office.screener.account_id
    assert (event["type"], event["firm_ids"]) == ("core.ApplicationMoved", [application.firm_id])
    assert moved.version == application.version + 1


async def test_refuses_step_that_does_not_leave_the_state_and_names_those_that_do(office: Office) -> None:
    _, application = await office.submitted()

    with pytest.raises(StepNotPossible, match="begin_screening, withdraw"):
        await office.move(application, "begin_evaluation")
    with pytest.raises(StepNotPossible):
        await office.move(application, "fly")


async def test_refuses_official_without_the_permission_of_the_step(office: Office) -> None:
    _, application = await office.submitted()

    with pytest.raises(NotAllowed, match=r"applications\.screen"):
        await office.move(application, "begin_screening", office.reader)
    with pytest.raises(NotAllowed, match=r"applications\.enter"):
        await office.move(application, "withdraw", office.screener)


async def test_refuses_applicant_a_step_of_officials(office: Office) -> None:
    agent, application = await office.submitted()

    with pytest.raises(StepNotForYou, match="official"):
        await office.move(application, "begin_screening", agent)


@pytest.mark.parametrize("action", ["select", "reserve", "reject"])
async def test_decision_is_never_a_bare_step(office: Office, action: str) -> None:
    _, application = await office.evaluating()

    with pytest.raises(StepNeedsItsOwnWrite):
        await office.move(application, action, office.decider)


async def test_draft_is_never_handed_in_by_a_bare_step_whatever_the_program_declares(office: Office) -> None:
    unmarked = replace(
        MARKETING.lifecycle, transitions=tuple(replace(t, automatic=False) for t in MARKETING.lifecycle.transitions)
    )

    with use_declarations({"marketing": replace(MARKETING, lifecycle=unmarked)}, EXCLUSIONS):
        agent, draft = await office.draft()
        with pytest.raises(StepNeedsItsOwnWrite):
            await office.move(draft, "submit", agent)
        _, application = await office.evaluating(await office.agent(await office.firm("다른기업")))
        with pytest.raises(StepNeedsItsOwnWrite):
            await office.move(application, "reject", office.decider)


async def test_refuses_step_at_an_older_version(office: Office) -> None:
    _, application = await office.submitted()

    with pytest.raises(VersionConflict):
        await move_application(office.screener, application_id=application.id, version=1, action="begin_screening")


async def test_refuses_resident_number_in_a_note(office: Office) -> None:
    _, application = await office.submitted()

    with pytest.raises(ResidentNumberRefused):
        await move_application(
            office.screener,
            application_id=application.id,
            version=application.version,
            action="begin_screening",
            note="대표자 900101-1234567 확인",
        )


async def test_official_of_another_district_finds_nothing(office: Office) -> None:
    _, application = await office.submitted()
    elsewhere = replace(office.screener, districts=frozenset({"12110"}))
    here = replace(office.screener, districts=frozenset({"12790"}))

    with pytest.raises(NotFound):
        await office.move(application, "begin_screening", elsewhere)
    moved = await office.move(application, "begin_screening", here)

    assert moved.state == "SCREENING"


async def test_guard_of_the_program_refuses_in_the_step_and_in_the_list(office: Office) -> None:
    _, application = await office.submitted()
    application = await office.move(application, "begin_screening")

    with use_declarations({"marketing": replace(MARKETING, guards={"begin_evaluation": not_visited})}):
        with pytest.raises(VisitNotPlanned):
            await office.move(application, "begin_evaluation")
        listed = found(await allowed_actions(office.screener, application))

    assert listed["begin_evaluation"] is VisitNotPlanned
    assert listed["plan_site_visit"] is None


async def test_end_of_the_application_lets_the_firm_apply_again(office: Office) -> None:
    agent, application = await office.submitted()

    withdrawn = await office.move(application, "withdraw", agent)

    stored = await Application.get(id=withdrawn.id)
    assert (stored.state, stored.live_key) == ("WITHDRAWN", None)
    assert await allowed_actions(agent, stored) == []


async def test_lists_what_each_may_do_and_why_not(office: Office) -> None:
    agent, application = await office.submitted()
    application = await office.move(application, "begin_screening")

    assert found(await allowed_actions(office.screener, application)) == {
        "request_supplement": None,
        "reject_ineligible": None,
        "plan_site_visit": None,
        "begin_evaluation": None,
        "withdraw": NotAllowed,
    }
    assert found(await allowed_actions(agent, application)) == {
        "request_supplement": StepNotForYou,
        "reject_ineligible": StepNotForYou,
        "plan_site_visit": StepNotForYou,
        "begin_evaluation": StepNotForYou,
        "withdraw": None,
    }


async def test_list_marks_steps_that_need_a_write_of_their_own(office: Office) -> None:
    _, application = await office.evaluating()

    listed = await allowed_actions(office.decider, application)

    assert {a.action for a in listed if a.automatic} == {"select", "reserve", "reject"}
    assert {a.action for a in listed if a.allowed} == {"select", "reserve", "reject"}


async def test_list_says_why_a_draft_cannot_be_handed_in(office: Office) -> None:
    agent, draft = await office.draft()

    empty = found(await allowed_actions(agent, draft))
    saved = await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS)
    whole = found(await allowed_actions(agent, saved))
    with clock.clock_at(clock.now().replace(year=2027)):
        late = found(await allowed_actions(agent, saved))

    assert (empty["submit"], whole["submit"], late["submit"]) == (AnswersRefused, None, CallNotOpen)


async def test_nothing_is_offered_when_the_plugin_is_not_enabled(office: Office) -> None:
    agent, draft = await office.draft()

    with use_declarations({}):
        assert await allowed_actions(agent, draft) == []


async def test_program_keeps_its_own_state_beside_the_core_s(office: Office) -> None:
    def own(lifecycle: Lifecycle) -> Lifecycle:
        scored = replace(lifecycle.state("EVALUATING"), code="SCORED", spine="EVALUATING")
        leave = replace(lifecycle.transitions[0], action="score", source="EVALUATING", target="SCORED",
                        automatic=False, scope="applications.decide", kinds=frozenset({"official"}))  # fmt: skip
        end = replace(leave, action="reject", source="SCORED", target="REJECTED")
        return replace(lifecycle, states=(*lifecycle.states, scored), transitions=(*lifecycle.transitions, leave, end))

    with use_declarations({"marketing": replace(MARKETING, lifecycle=own(MARKETING.lifecycle))}):
        _, application = await office.evaluating()
        scored = await office.move(application, "score", official("채점", "applications.decide"))

    assert (scored.state, scored.spine) == ("SCORED", "EVALUATING")
