"""Drafts: opened by who may, for a call that takes applications, and filled in bit by bit."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest
from tests.core.programs.conftest import ANSWERS, DOCUMENTS, MARKETING, Office

from majung import clock
from majung.access.actor import ANONYMOUS, Actor, system
from majung.applications.errors import (
    AnswersRefused,
    AppliedElsewhere,
    DocumentUnreadable,
    NotADraft,
    NotYourFirm,
    PlaceOfAnother,
    SubProgramUnknown,
    WrongApplicant,
)
from majung.applications.models import AlreadyApplied, Application
from majung.applications.writes import Applicant, save_draft, start_application
from majung.errors import NotAllowed, NotFound, ResidentNumberRefused, VersionConflict
from majung.events.log import read_after
from majung.firms.models import Establishment
from majung.persons.models import Person
from majung.programs.declared import use_declarations
from majung.programs.errors import CallNotOpen, PluginNotEnabled
from majung.programs.models import Call, Program
from majung.programs.writes import create_edition, sync_programs
from majung.storage.ids import uuid7

PLATFORM = system("test")


async def test_agent_opens_a_draft_for_its_firm(office: Office) -> None:
    firm = await office.firm()
    agent = await office.agent(firm)
    call = await office.call()

    draft = await start_application(agent, call_id=call.id, applicant=Applicant(firm_id=firm.id))

    stored = await Application.get(id=draft.id)
    assert (stored.state, stored.spine, stored.program_code) == ("DRAFT", "DRAFT", "marketing")
    assert (stored.firm_id, stored.district_code, stored.form_version) == (firm.id, "12790", 3)
    [event] = [e for e in await read_after(PLATFORM, 0) if e["type"] == "core.ApplicationStarted"]
    assert (event["subject_id"], event["firm_ids"], event["program"]) == (draft.id, [firm.id], "marketing")


async def test_official_enters_an_application_for_a_firm(office: Office) -> None:
    firm, call = await office.firm(), await office.call()

    draft = await start_application(office.clerk, call_id=call.id, applicant=Applicant(firm_id=firm.id))

    assert draft.firm_id == firm.id


@pytest.mark.parametrize("kind", ["official", "firm", "person", "partner", "anonymous"])
async def test_refuses_to_apply_for_a_firm_of_others(office: Office, kind: str) -> None:
    firm, call = await office.firm(), await office.call()
    held = frozenset() if kind == "official" else frozenset({"applications.enter"})
    stranger = Actor(kind=kind, name="다른 사람", scopes=held)  # type: ignore[arg-type]

    with pytest.raises(NotYourFirm):
        await start_application(stranger, call_id=call.id, applicant=Applicant(firm_id=firm.id))


async def test_firm_out_of_sight_looks_like_none(office: Office) -> None:
    firm, call = await office.firm(), await office.call()
    elsewhere = Actor(
        kind="official", name="목포시", scopes=frozenset({"applications.enter"}), districts=frozenset({"12110"})
    )

    with pytest.raises(NotFound):
        await start_application(elsewhere, call_id=call.id, applicant=Applicant(firm_id=firm.id))


async def test_refuses_applicant_of_the_wrong_kind(office: Office) -> None:
    call = await office.call()
    person = Actor(kind="person", name="홍길동", person_id=(await Person.create(name="홍길동")).id)
    firm = await office.firm()

    with pytest.raises(WrongApplicant):
        await start_application(person, call_id=call.id, applicant=Applicant(person_id=person.person_id))
    with pytest.raises(WrongApplicant):
        await start_application(office.clerk, call_id=call.id, applicant=Applicant())
    both = Applicant(firm_id=firm.id, person_id=person.person_id)
    with pytest.raises(WrongApplicant):
        await start_application(office.clerk, call_id=call.id, applicant=both)


async def test_refuses_second_live_application_to_the_same_call(office: Office) -> None:
    agent, first = await office.draft()

    with pytest.raises(AlreadyApplied):
        await start_application(agent, call_id=first.call_id, applicant=Applicant(firm_id=first.firm_id))

    await office.move(first, "withdraw", agent)
    again = await start_application(agent, call_id=first.call_id, applicant=Applicant(firm_id=first.firm_id))
    assert again.id != first.id


async def test_eight_at_once_make_one_draft(office: Office) -> None:
    firm, call = await office.firm(), await office.call()
    agent, applicant = await office.agent(firm), Applicant(firm_id=firm.id)

    answers = await asyncio.gather(
        *(start_application(agent, call_id=call.id, applicant=applicant) for _ in range(8)), return_exceptions=True
    )

    assert sum(isinstance(a, Application) for a in answers) == 1
    assert sum(isinstance(a, AlreadyApplied) for a in answers) == 7


async def test_refuses_call_that_is_not_published(office: Office) -> None:
    draft_call = await office.call(publish=False)
    agent = await office.agent()

    with pytest.raises(NotFound):
        await office.draft(agent, draft_call)
    firm = await office.firm()
    with pytest.raises(CallNotOpen):
        await start_application(office.clerk, call_id=draft_call.id, applicant=Applicant(firm_id=firm.id))


async def test_refuses_call_of_a_program_that_is_only_announced(office: Office) -> None:
    program = await Program.create(code="bizinfo", title_ko="타 기관 사업", benefit="GRANT")
    call = await Call.create(
        program_id=program.id, title="공고", status="OPEN", closing_kind="ALWAYS", url="https://example.kr/apply"
    )

    with pytest.raises(AppliedElsewhere, match=r"https://example\.kr/apply"):
        await office.draft(call=call)


async def test_refuses_when_the_plugin_of_the_program_is_not_enabled(office: Office) -> None:
    agent, draft = await office.draft()
    call = await office.call()

    with use_declarations({}):
        with pytest.raises(PluginNotEnabled, match="sales"):
            await office.draft(agent, call)
        with pytest.raises(PluginNotEnabled, match="marketing"):
            await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS)


async def test_sub_program_is_one_of_the_call_or_of_the_program(office: Office) -> None:
    firm, call, fairs = await office.firm(), await office.call(), await office.call(sub_program_code="fair")
    agent, applicant = await office.agent(firm), Applicant(firm_id=firm.id)

    with pytest.raises(SubProgramUnknown, match="fair"):
        await start_application(agent, call_id=call.id, applicant=applicant, sub_program_code="freight")
    chosen = await start_application(agent, call_id=call.id, applicant=applicant, sub_program_code="fair")
    given = await start_application(agent, call_id=fairs.id, applicant=applicant)

    assert (chosen.sub_program_code, given.sub_program_code) == ("fair", "fair")


async def test_establishment_is_one_of_the_applicant(office: Office) -> None:
    firm, other, call = await office.firm(), await office.firm("다른기업"), await office.call()
    own = await Establishment.create(firm_id=firm.id, name="2공장", district_code="12110")
    foreign = await Establishment.create(firm_id=other.id, name="본사")
    agent = Actor(kind="firm", name="두 기업 대리인", firm_ids=frozenset({firm.id, other.id}))

    applicant = Applicant(firm_id=firm.id, establishment_id=foreign.id)
    with pytest.raises(PlaceOfAnother):
        await start_application(agent, call_id=call.id, applicant=applicant)
    applicant = Applicant(firm_id=firm.id, establishment_id=own.id)
    draft = await start_application(agent, call_id=call.id, applicant=applicant)

    assert (draft.establishment_id, draft.district_code) == (own.id, "12110")


async def test_autosave_merges_answers_and_null_removes_one(office: Office) -> None:
    agent, draft = await office.draft()

    saved = await save_draft(agent, application_id=draft.id, version=1, answers={"amount": 5, "plan": "초안"})
    saved = await save_draft(agent, application_id=draft.id, version=saved.version, answers={"amount": 7})
    saved = await save_draft(agent, application_id=draft.id, version=None, answers={"plan": None})

    stored = await Application.get(id=draft.id)
    assert (stored.answers, stored.version) == ({"amount": 7}, saved.version)


async def test_autosave_keeps_documents_until_others_are_given(office: Office) -> None:
    agent, draft = await office.draft()

    saved = await save_draft(agent, application_id=draft.id, version=1, answers={}, documents=DOCUMENTS)
    saved = await save_draft(agent, application_id=draft.id, version=saved.version, answers={"amount": 7})

    assert [d["kind"] for d in saved.documents] == ["brn", "tax"]


async def test_refuses_wrong_answers_and_keeps_the_draft_as_it_was(office: Office) -> None:
    agent, draft = await office.draft()

    with pytest.raises(AnswersRefused):
        await save_draft(agent, application_id=draft.id, version=1, answers={"plan": "900101-1234567"})
    listed = [{"kind": "brn", "reference": "900101-1234567"}]
    with pytest.raises(ResidentNumberRefused):
        await save_draft(agent, application_id=draft.id, version=1, answers={}, documents=listed)
    with pytest.raises(DocumentUnreadable):
        await save_draft(agent, application_id=draft.id, version=1, answers={}, documents=[{"sort": "brn"}])

    stored = await Application.get(id=draft.id)
    assert (stored.answers, stored.documents, stored.version) == ({}, [], 1)


async def test_refuses_edit_of_an_older_version(office: Office) -> None:
    agent, draft = await office.draft()
    await save_draft(agent, application_id=draft.id, version=1, answers={"amount": 5})

    with pytest.raises(VersionConflict) as refused:
        await save_draft(agent, application_id=draft.id, version=1, answers={"amount": 6})

    assert refused.value.details["current"] == 2


async def test_draft_of_another_firm_looks_like_none(office: Office) -> None:
    _, draft = await office.draft()
    stranger = await office.agent(await office.firm("다른기업"))

    with pytest.raises(NotFound) as refused:
        await save_draft(stranger, application_id=draft.id, version=1, answers=ANSWERS)
    with pytest.raises(NotFound) as absent:
        await save_draft(stranger, application_id=uuid7(), version=1, answers=ANSWERS)
    with pytest.raises(NotFound):
        await save_draft(ANONYMOUS, application_id=draft.id, version=1, answers=ANSWERS)

    assert refused.value.code == absent.value.code


async def test_official_edits_a_draft_only_with_the_permission_to_enter(office: Office) -> None:
    _, draft = await office.draft()

    with pytest.raises(NotAllowed, match=r"applications\.enter"):
        await save_draft(office.screener, application_id=draft.id, version=1, answers=ANSWERS)
    saved = await save_draft(office.clerk, application_id=draft.id, version=1, answers=ANSWERS)

    assert saved.answers == ANSWERS


async def test_refuses_edit_after_it_was_handed_in(office: Office) -> None:
    agent, application = await office.submitted()

    with pytest.raises(NotADraft):
        await save_draft(agent, application_id=application.id, version=None, answers={"amount": 50_000_000})


async def test_refuses_draft_before_and_after_the_period(office: Office) -> None:
    call = await office.call()
    before = datetime(2026, 3, 1, 8, 59, tzinfo=clock.SEOUL)
    after = datetime(2026, 3, 31, 18, 0, 1, tzinfo=clock.SEOUL)

    with clock.clock_at(before), pytest.raises(CallNotOpen, match=r"2026-03-01T09:00\+09:00"):
        await office.draft(call=call)
    with clock.clock_at(after), pytest.raises(CallNotOpen, match=r"2026-03-31T18:00\+09:00"):
        await office.draft(call=call)


async def test_person_applies_for_themself_and_is_told(office: Office) -> None:
    jobs = replace(MARKETING, code="jobs", applicant="person", sub_programs=(), rules=None)
    person = await Person.create(name="홍길동", district_code="12790")
    seeker = Actor(kind="person", name="홍길동", person_id=person.id)
    other = Actor(kind="person", name="김영희", person_id=(await Person.create(name="김영희")).id)

    with use_declarations({"jobs": jobs}):
        await sync_programs(PLATFORM, declarations=[("work", jobs)])
        edition = await create_edition(office.manager, program_code="jobs", year=2026)
        call = await office.call(edition_id=edition.id)
        draft = await start_application(seeker, call_id=call.id, applicant=Applicant(person_id=person.id))
        with pytest.raises(NotYourFirm):
            await start_application(other, call_id=call.id, applicant=Applicant(person_id=person.id))

    assert (draft.person_id, draft.firm_id, draft.district_code) == (person.id, None, "12790")
    [event] = [e for e in await read_after(seeker, 0) if not e["public"]]
    assert (event["type"], event["person_ids"], event["firm_ids"]) == ("core.ApplicationStarted", [person.id], [])
    assert [e for e in await read_after(other, 0) if not e["public"]] == []
