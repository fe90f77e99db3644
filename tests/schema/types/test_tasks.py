"""`viewer { tasks }` in the graph: what waits for whom, across programs, for a constant number of statements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from tests.core.programs.conftest import MORNING, Office
from tests.schema.types.test_allowed_actions import Desk, desk
from tests.statements import reads

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.consultations.writes import ConsultationDraft, hold_consultation
from majung.deadlines.rules import Period
from majung.deadlines.writes import enter_period
from majung.referrals.writes import ReferralDraft, send_referral
from majung.testing import make_firm, make_institution, make_official

__all__ = ["desk", "reads"]

TASKS = """query ($first: Int = 50, $until: Date) { viewer { tasks(first: $first, until: $until) {
  totalCount nodes { source label dueOn overdue programCode subject { __typename id } firm { name } } } } }"""


@pytest.fixture
async def adviser(office: Office) -> Actor:
    """An official of a centre who screens, advises and refers."""
    centre = await make_institution("동부센터", kind="CENTRE")
    days = Period(kind="referral.answer", days=5, unit="DAYS", valid_from=MORNING.date())
    await enter_period(system("test"), period=days, source="test")
    made = await make_official("applications.screen", "consultations.write", "referrals.send", name="상담사")
    return replace(made, centre_ids=frozenset({centre.id}))


async def listed(desk: Desk, actor: Actor, **variables: Any) -> Any:
    return (await desk.ask(actor, TASKS, **variables))["viewer"]["tasks"]


async def fill(office: Office, adviser: Actor, count: int) -> None:
    """As many of everything that waits for the adviser."""
    sender = await make_official("referrals.send", name="보낸이")
    for number in range(count):
        await office.submitted(await office.agent(await office.firm(f"신청기업{number}")))
        firm = await make_firm(f"상담기업{number}")
        due_on = (MORNING + timedelta(days=number + 1)).date()
        held = ConsultationDraft(
            kind="GENERAL", channel="PHONE", held_at=MORNING, firm_id=firm.id, next_step="확인", next_step_due_on=due_on
        )
        await hold_consultation(adviser, draft=held)
        [centre] = adviser.centre_ids
        await send_referral(sender, draft=ReferralDraft(firm_id=firm.id, to_institution_id=centre, reason="채용 상담"))


def sources(tasks: Sequence[dict[str, Any]]) -> list[str]:
    return [task["source"] for task in tasks]


async def test_what_is_due_first_comes_first(office: Office, desk: Desk, adviser: Actor) -> None:
    await fill(office, adviser, 1)
    found = await listed(desk, adviser)
    assert found["totalCount"] == 3
    assert sources(found["nodes"]) == ["core.next_steps", "core.referrals_to_answer", "core.applications"]
    step, referral, application = found["nodes"]
    assert (step["dueOn"], step["overdue"], step["subject"]["__typename"]) == ("2026-03-11", False, "Consultation")
    assert (referral["dueOn"], referral["firm"]) == ("2026-03-16", {"name": "상담기업0"})
    assert (application["label"], application["programCode"]) == ("SUBMITTED", "marketing")
    with clock_at(MORNING + timedelta(days=3)):
        assert (await listed(desk, adviser))["nodes"][0]["overdue"] is True


async def test_only_what_is_due_by_a_day(office: Office, desk: Desk, adviser: Actor) -> None:
    await fill(office, adviser, 2)
    assert sources((await listed(desk, adviser, until="2026-03-12"))["nodes"]) == ["core.next_steps"] * 2


async def test_each_sees_what_waits_for_them(office: Office, desk: Desk, adviser: Actor) -> None:
    await fill(office, adviser, 1)
    agent, _ = await office.draft(await office.agent(await office.firm("초안기업")))
    assert sources((await listed(desk, office.screener))["nodes"]) == ["core.applications"]
    assert sources((await listed(desk, office.reader))["nodes"]) == []
    assert [task["label"] for task in (await listed(desk, agent))["nodes"]] == ["DRAFT"]
    assert (await listed(desk, Actor(kind="anonymous")))["totalCount"] == 0


async def test_an_application_of_a_colleague_by_name_is_theirs(office: Office, desk: Desk, adviser: Actor) -> None:
    _, application = await office.submitted()
    colleague = await make_official("applications.screen")
    application.assigned_account_id = colleague.account_id
    await application.save()
    assert (await listed(desk, adviser))["totalCount"] == 0
    assert (await listed(desk, colleague))["totalCount"] == 1


async def test_ten_times_the_tasks_cost_as_many_statements(
    office: Office, desk: Desk, adviser: Actor, reads: list[str]
) -> None:
    counted = []
    for more in (1, 9):
        await fill(office, adviser, more)
        reads.clear()
        assert (await listed(desk, adviser))["totalCount"] == 3 * (1 if more == 1 else 10)
        counted.append(len(reads))
    assert counted == [5, 5]  # the list, three kinds of subjects, the firms


async def test_a_page_is_bounded(office: Office, desk: Desk, adviser: Actor) -> None:
    await fill(office, adviser, 2)
    found = await listed(desk, adviser, first=2)
    assert (found["totalCount"], len(found["nodes"])) == (6, 2)
    nothing = await listed(desk, adviser, first=0)
    assert (nothing["totalCount"], nothing["nodes"]) == (6, [])
    for first, code in ((-1, "PAGE_ARGUMENTS"), (101, "PAGE_TOO_LARGE")):
        with pytest.raises(AssertionError, match=code):
            await listed(desk, adviser, first=first)
