"""Consultations: who enters them, with which words, who sees them, what comes next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.deadlines.conftest import MORNING, Desk

from majung.consultations.declared import use_consultation_kinds
from majung.consultations.errors import (
    CentreNotYours,
    ConsultationOfOne,
    ConsultationWordUnknown,
    HeldInTheFuture,
    NextStepNeedsWords,
    NoNextStep,
    NotACentre,
    NotYourConsultation,
)
from majung.consultations.models import Consultation
from majung.consultations.rules import check_words, words_of
from majung.consultations.writes import ConsultationDraft, change_consultation, finish_next_step, hold_consultation
from majung.deadlines.models import DueDate
from majung.errors import NotAllowed, NotFound, ResidentNumberRefused, VersionConflict
from majung.plugin.contract import ConsultationKind
from majung.testing import agent_of, make_firm, make_institution, make_official, make_person, person_self
from majung.texts import Text

FTA = ConsultationKind(code="FTA", title=Text("FTA 상담", "FTA advice"), channels=(("LETTER", Text("서면", "letter")),))


def draft(**more: Any) -> ConsultationDraft:
    return ConsultationDraft(**{"kind": "GENERAL", "channel": "PHONE", "held_at": MORNING, **more})


async def held(desk: Desk, **more: Any) -> Consultation:
    return await hold_consultation(desk.adviser, draft=draft(**{"person_id": desk.person.id, **more}))


def test_words_of_a_program_are_its_own() -> None:
    check_words(words_of([FTA], "FTA"), channel="LETTER", outcome="INFORMED")
    with pytest.raises(ConsultationWordUnknown):
        check_words(words_of([FTA], "GENERAL"), channel="LETTER", outcome=None)
    with pytest.raises(ConsultationWordUnknown):
        check_words(words_of([FTA], "FTA"), channel="PHONE", outcome="CURED")


async def test_an_adviser_enters_what_was_said(desk: Desk) -> None:
    made = await held(desk, summary="이력서를 고치기로 함", confidential="건강 문제로 시간제 희망", minutes=40)

    [row] = await desk.database.fetch("select * from consultation")
    assert (made.centre_id, made.adviser, row["account_id"]) == (desk.east.id, desk.adviser.name, made.account_id)
    assert "건강" not in row["confidential"]
    assert await desk.events() == [("core.ConsultationHeld", {"kind": "GENERAL", "channel": "PHONE", "outcome": None})]


async def test_a_kind_needs_a_program_that_declares_it(desk: Desk) -> None:
    asked = draft(kind="FTA", channel="LETTER", firm_id=desk.firm.id)
    with pytest.raises(ConsultationWordUnknown):
        await hold_consultation(desk.adviser, draft=asked)
    with use_consultation_kinds([FTA]):
        assert (await hold_consultation(desk.adviser, draft=asked)).channel == "LETTER"


@pytest.mark.parametrize(
    ("more", "refusal"),
    [
        ({}, ConsultationOfOne),
        ({"person": True, "firm": True}, ConsultationOfOne),
        ({"person": True, "held_at": MORNING + timedelta(minutes=1)}, HeldInTheFuture),
        ({"person": True, "next_step_due_on": date(2026, 4, 1)}, NextStepNeedsWords),
        ({"person": True, "confidential": "900101-1234567"}, ResidentNumberRefused),
        ({"person": True, "program_code": "NOTHING"}, NotFound),
    ],
)
async def test_what_cannot_be_entered(desk: Desk, more: dict[str, Any], refusal: type[Exception]) -> None:
    given = dict(more)
    given |= {"person_id": desk.person.id} if given.pop("person", False) else {}
    given |= {"firm_id": desk.firm.id} if given.pop("firm", False) else {}
    with pytest.raises(refusal):
        await hold_consultation(desk.adviser, draft=draft(**given))
    assert await desk.database.fetch("select 1 from consultation") == []


async def test_only_at_a_centre_of_ones_own(desk: Desk) -> None:
    bank = await make_institution()
    with pytest.raises(CentreNotYours):
        await held(desk, centre_id=desk.west.id)
    asked = draft(person_id=desk.person.id, centre_id=bank.id)
    with pytest.raises(NotACentre):
        await hold_consultation(replace(desk.adviser, centre_ids=frozenset()), draft=asked)


async def test_needs_the_permission(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await hold_consultation(await make_official("persons.read"), draft=draft(person_id=desk.person.id))


async def test_consultations_of_persons_are_seen_at_their_centre(desk: Desk) -> None:
    made = await held(desk)
    other = await person_self(await make_person("박바다"))
    seen = [
        await desk.seen(Consultation, actor)
        for actor in (desk.adviser, desk.colleague, desk.manager, await person_self(desk.person))
    ]
    assert seen == [[made.id]] * 4
    unseen = [desk.stranger, other, await agent_of(desk.firm)]
    assert [await desk.seen(Consultation, actor) for actor in unseen] == [[]] * 3


async def test_consultations_of_firms_are_seen_by_all_who_see_the_firm(desk: Desk) -> None:
    made = await held(desk, person_id=None, firm_id=desk.firm.id)
    seen = [await desk.seen(Consultation, actor) for actor in (desk.stranger, await agent_of(desk.firm))]
    assert seen == [[made.id]] * 2
    assert await desk.seen(Consultation, await agent_of(await make_firm("다른회사"))) == []


async def test_confidential_notes_are_not_shown_to_those_advised(desk: Desk) -> None:
    column = Consultation.access.personal["confidential"]
    person, official = await person_self(desk.person), replace(desk.adviser, scopes=frozenset({"personal.unmask"}))
    assert column.open_to(person, desk.person.id, None) is False
    assert column.open_to(await agent_of(desk.firm), None, desk.firm.id) is False
    assert column.open_to(official, desk.person.id, None) is False
    assert column.open_to(official.for_purpose("사후 상담"), desk.person.id, None) is True
    assert Consultation.access.personal["summary"].open_to(person, desk.person.id, None) is True


async def test_next_step_is_a_due_date_until_it_is_done(desk: Desk) -> None:
    made = await held(desk, next_step="이력서 확인", next_step_due_on=date(2026, 3, 17))
    due = await DueDate.get(subject_id=made.id)
    assert (due.due_on, due.account_id, due.person_id) == (date(2026, 3, 17), desk.adviser.account_id, desk.person.id)

    moved = await change_consultation(
        desk.adviser, consultation_id=made.id, version=1, changes={"next_step_due_on": date(2026, 3, 20)}
    )
    assert (await DueDate.get(subject_id=made.id)).due_on == date(2026, 3, 20)
    done = await finish_next_step(desk.adviser, consultation_id=made.id, version=moved.version)

    assert (await DueDate.get(subject_id=made.id)).done_at == MORNING
    with pytest.raises(NoNextStep):
        await finish_next_step(desk.adviser, consultation_id=made.id, version=done.version)


async def test_only_the_adviser_or_a_manager_changes_it(desk: Desk) -> None:
    made = await held(desk)
    with pytest.raises(NotYourConsultation):
        await change_consultation(desk.colleague, consultation_id=made.id, version=1, changes={"outcome": "CLOSED"})
    with pytest.raises(NotFound):
        await change_consultation(desk.stranger, consultation_id=made.id, version=1, changes={"outcome": "CLOSED"})
    changed = await change_consultation(desk.manager, consultation_id=made.id, version=1, changes={"outcome": "CLOSED"})
    assert (changed.outcome, changed.version) == ("CLOSED", 2)
    with pytest.raises(VersionConflict):
        await change_consultation(desk.adviser, consultation_id=made.id, version=1, changes={"outcome": "INFORMED"})
    with pytest.raises(ConsultationWordUnknown):
        await change_consultation(desk.adviser, consultation_id=made.id, version=2, changes={"outcome": "CURED"})
