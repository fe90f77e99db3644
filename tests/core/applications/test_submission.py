"""Handing in: in time, whole, with documents that count; the receipt proves what and when."""

from __future__ import annotations

import asyncio
from datetime import date, datetime
from typing import Any

import pytest
from tests.core.programs.conftest import ANSWERS, DOCUMENTS, MORNING, Office

from majung import clock
from majung.access.actor import system
from majung.applications.errors import (
    AnswersRefused,
    DocumentDateNeeded,
    DocumentExpired,
    DocumentsMissing,
    DocumentUnreadable,
    StepNotPossible,
)
from majung.applications.models import Application, ApplicationTransition
from majung.applications.rules import receipt_hash
from majung.applications.writes import move_application, save_draft, submit_application
from majung.errors import NotFound, Refusal, ResidentNumberRefused, VersionConflict
from majung.events.log import read_after
from majung.programs.errors import CallNotOpen
from majung.programs.models import Call
from majung.programs.writes import close_call
from majung.storage.ids import uuid7

OPENS = datetime(2026, 3, 1, 9, tzinfo=clock.SEOUL)
CLOSES = datetime(2026, 3, 31, 18, tzinfo=clock.SEOUL)


async def filled(office: Office, call: Call | None = None) -> tuple[Any, Application]:
    agent, draft = await office.draft(call=call)
    return agent, await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS)


async def test_receipt_proves_time_content_and_documents(office: Office) -> None:
    agent, draft = await filled(office)

    await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)

    stored = await Application.get(id=draft.id)
    assert stored.submitted_at is not None
    assert (stored.state, stored.spine, stored.submitted_by) == ("SUBMITTED", "SUBMITTED", agent.name)
    assert stored.submitted_at == MORNING
    assert stored.receipt_number is not None
    assert stored.receipt_number.startswith("20260310-")
    assert stored.receipt_hash == receipt_hash(
        stored.id,
        form_version=stored.form_version,
        answers=stored.answers,
        documents=stored.documents,
        submitted_at=stored.submitted_at,
    )
    assert [(d["kind"], d["issued_on"]) for d in stored.documents] == [("brn", None), ("tax", "2026-03-01")]


def test_receipt_hash_changes_with_each_part_and_not_with_the_order_of_answers() -> None:
    about = uuid7()
    given: dict[str, Any] = {
        "form_version": 1, "answers": {"a": 1, "b": "나"}, "documents": [{"kind": "brn"}], "submitted_at": OPENS
    }  # fmt: skip
    changes: list[dict[str, Any]] = [
        {"form_version": 2},
        {"answers": {"a": 1, "b": "다"}},
        {"documents": []},
        {"submitted_at": CLOSES},
    ]

    same = receipt_hash(about, **{**given, "answers": {"b": "나", "a": 1}})
    others = {receipt_hash(about, **{**given, **change}) for change in changes}

    assert receipt_hash(about, **given) == same
    assert len(others - {same}) == 4


async def test_submission_is_logged_and_told(office: Office) -> None:
    _, application = await office.submitted()

    [step] = await ApplicationTransition.filter(application_id=application.id)
    told = [e["type"] for e in await read_after(system("test"), 0) if e["subject_id"] == application.id]
    assert (step.action, step.from_state, step.to_state) == ("submit", "DRAFT", "SUBMITTED")
    assert told == ["core.ApplicationStarted", "core.ApplicationMoved", "core.ApplicationSubmitted"]


@pytest.mark.parametrize(
    "moment",
    [datetime(2026, 2, 28, 23, 59, tzinfo=clock.SEOUL), datetime(2026, 3, 31, 18, 0, 0, 1, tzinfo=clock.SEOUL)],
)
async def test_refuses_outside_the_period_and_shows_it(office: Office, moment: datetime) -> None:
    agent, draft = await filled(office)

    with clock.clock_at(moment), pytest.raises(CallNotOpen) as refused:
        await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)

    assert refused.value.details["opens"] == "2026-03-01T09:00+09:00"
    assert refused.value.details["closes"] == "2026-03-31T18:00+09:00"
    assert (await Application.get(id=draft.id)).state == "DRAFT"


@pytest.mark.parametrize("moment", [OPENS, CLOSES])
async def test_first_and_last_moment_count(office: Office, moment: datetime) -> None:
    agent, draft = await filled(office)
    papers = [{**d, "issued_on": moment.date().isoformat()} for d in DOCUMENTS]

    with clock.clock_at(moment):
        handed_in = await submit_application(agent, application_id=draft.id, version=2, documents=papers)

    assert handed_in.submitted_at == moment


@pytest.mark.parametrize("kind", ["UNTIL_BUDGET", "ALWAYS", "FIRST_COME", "UNTIL_FILLED", "TBA", "VARIES", "OTHER"])
async def test_call_without_an_end_date_takes_applications_until_it_is_closed(office: Office, kind: str) -> None:
    call = await office.call(closing_kind=kind, closes_at=None, closing_text="예산 소진시까지")
    first, early = await filled(office, call)
    other = await office.agent(await office.firm("다른기업"))
    _, late = await office.draft(other, call)
    late = await save_draft(other, application_id=late.id, version=1, answers=ANSWERS)

    with clock.clock_at(datetime(2027, 3, 1, 9, tzinfo=clock.SEOUL)):
        papers = [{**d, "issued_on": "2027-03-01"} for d in DOCUMENTS]
        handed_in = await submit_application(first, application_id=early.id, version=2, documents=papers)
        await close_call(office.manager, call_id=call.id, version=call.version)
        with pytest.raises(CallNotOpen, match="CLOSED"):
            await submit_application(other, application_id=late.id, version=2, documents=papers)

    assert handed_in.state == "SUBMITTED"


async def test_refuses_answers_that_are_missing(office: Office) -> None:
    agent, draft = await office.draft()

    with pytest.raises(AnswersRefused) as refused:
        await submit_application(agent, application_id=draft.id, version=1, documents=DOCUMENTS)

    assert [part.path for part in refused.value.parts] == [("answers", "amount"), ("answers", "plan")]


@pytest.mark.parametrize(
    ("documents", "refusal"),
    [
        ([], DocumentsMissing),
        ([{"kind": "brn"}], DocumentsMissing),
        ([{"kind": "brn"}, {"kind": "tax"}], DocumentDateNeeded),
        ([{"kind": "brn"}, {"kind": "tax", "issued_on": "2026-03-11"}], DocumentDateNeeded),
        ([{"kind": "brn"}, {"kind": "tax", "issued_on": "2026-02-07"}], DocumentExpired),
        ([{"kind": "brn"}, {"kind": "tax", "issued_on": "어제"}], DocumentUnreadable),
        ([{"kind": "brn", "file": "x.pdf"}], DocumentUnreadable),
        ([{"kind": "가" * 301}], DocumentUnreadable),
        ([{"kind": "brn"}] * 101, DocumentUnreadable),
        ([{"kind": "brn", "title": "\x00"}], DocumentUnreadable),
        ([{"kind": "brn", "reference": "\ud800"}], DocumentUnreadable),
        ([{"kind": "brn", "title": "900101-1234567"}], ResidentNumberRefused),
    ],
)
async def test_refuses_documents_that_do_not_do(
    office: Office, documents: list[dict[str, Any]], refusal: type[Refusal]
) -> None:
    agent, draft = await filled(office)

    with pytest.raises(refusal):
        await submit_application(agent, application_id=draft.id, version=2, documents=documents)

    assert (await Application.get(id=draft.id)).state == "DRAFT"


async def test_certificate_counts_through_its_last_day(office: Office) -> None:
    agent, draft = await filled(office)
    papers: list[dict[str, Any]] = [{"kind": "brn"}, {"kind": "tax", "issued_on": date(2026, 2, 8)}]

    handed_in = await submit_application(agent, application_id=draft.id, version=2, documents=papers)

    assert handed_in.state == "SUBMITTED"


async def test_call_may_ask_for_other_documents_than_the_program(office: Office) -> None:
    agent, draft = await filled(office, await office.call(documents=("catalogue",)))

    with pytest.raises(DocumentsMissing, match="catalogue"):
        await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)
    handed_in = await submit_application(
        agent, application_id=draft.id, version=2, documents=[{"kind": "catalogue", "reference": "2026-03"}]
    )

    assert handed_in.state == "SUBMITTED"


async def test_documents_saved_with_the_draft_are_handed_in(office: Office) -> None:
    agent, draft = await office.draft()
    await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS, documents=DOCUMENTS)

    handed_in = await submit_application(agent, application_id=draft.id, version=2)

    assert [d["kind"] for d in handed_in.documents] == ["brn", "tax"]


async def test_refuses_to_hand_in_twice(office: Office) -> None:
    agent, application = await office.submitted()

    with pytest.raises(StepNotPossible, match="withdraw"):
        await submit_application(agent, application_id=application.id, version=None, documents=DOCUMENTS)


async def test_double_click_hands_in_once(office: Office) -> None:
    agent, draft = await filled(office)

    answers = await asyncio.gather(
        *(submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS) for _ in range(4)),
        return_exceptions=True,
    )

    assert sum(isinstance(a, Application) for a in answers) == 1
    assert sum(isinstance(a, VersionConflict) for a in answers) == 3
    assert await ApplicationTransition.filter(application_id=draft.id).count() == 1


async def test_agent_of_another_firm_finds_nothing_to_hand_in(office: Office) -> None:
    _, draft = await filled(office)
    stranger = await office.agent(await office.firm("다른기업"))

    with pytest.raises(NotFound):
        await submit_application(stranger, application_id=draft.id, version=2, documents=DOCUMENTS)


async def test_supplement_is_handed_in_only_whole(office: Office) -> None:
    agent, application = await office.submitted()
    application = await office.move(application, "begin_screening")
    application = await office.move(application, "request_supplement")
    application = await save_draft(agent, application_id=application.id, version=None, answers={"plan": None})

    with pytest.raises(AnswersRefused):
        await office.move(application, "answer_supplement", agent)
    application = await save_draft(
        agent,
        application_id=application.id,
        version=None,
        answers={"plan": "보완한 계획"},
        documents=[*DOCUMENTS, {"kind": "catalogue", "title": "카탈로그"}],
    )
    answered = await move_application(
        agent, application_id=application.id, version=application.version, action="answer_supplement"
    )

    assert (answered.state, len(answered.documents)) == ("SCREENING", 3)


async def test_handing_in_is_one_version_of_the_application(office: Office) -> None:
    agent, draft = await filled(office)

    handed_in = await submit_application(agent, application_id=draft.id, version=2, documents=DOCUMENTS)

    stored = await Application.get(id=draft.id)
    assert handed_in.version == stored.version == 3
    assert (stored.state, stored.receipt_hash) == ("SUBMITTED", handed_in.receipt_hash)
