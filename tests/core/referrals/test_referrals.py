"""Referrals: sent with consent where it must be, seen by both sides only, answered, ended, or expired."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from tests.core.deadlines.conftest import MORNING, Desk

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.consultations.models import Consultation
from majung.consultations.writes import ConsultationDraft, hold_consultation
from majung.deadlines.passing import watch_due_dates
from majung.errors import NotAllowed, NotFound, Refusal, VersionConflict
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.persons.models import Person
from majung.persons.writes import withdraw_consent
from majung.referrals.errors import (
    DeclineNeedsWords,
    NotTheReceivingSide,
    NotTheSendingSide,
    OutcomeUnknown,
    ReferralConsentMissing,
    ReferralOfOne,
    ReferralOpenAlready,
    ReferralReasonMissing,
    ReferralStepNotPossible,
    ReferralToOne,
)
from majung.referrals.lifecycle import REFERRAL
from majung.referrals.models import Referral
from majung.referrals.writes import (
    ReferralDraft,
    answer_referral,
    complete_referral,
    send_referral,
    withdraw_referral,
)
from majung.tasks.passed import PASSED
from majung.testing import agent_of, make_institution, partner_of, person_self


@pytest.fixture(autouse=True)
async def _period(desk: Desk) -> None:
    await desk.period("referral.answer", 5, "BUSINESS_DAYS")


@pytest.fixture
async def guarantor(desk: Desk) -> Institution:
    """A body outside the agency."""
    return await make_institution("신용보증재단", kind="GUARANTOR")


async def sent(desk: Desk, **to: Any) -> Referral:
    given = {"firm_id": desk.firm.id, "reason": "보증 상담 요청", **to}
    return await send_referral(desk.adviser, draft=ReferralDraft(**given))


def test_the_lifecycle_is_sound() -> None:
    assert REFERRAL.problems() == []


async def test_a_firm_is_referred_and_the_other_side_sees_it_and_only_it(desk: Desk, guarantor: Institution) -> None:
    partner, other = await partner_of(guarantor), await partner_of(await make_institution())
    visit = ConsultationDraft(kind="GENERAL", channel="VISIT", held_at=MORNING, firm_id=desk.firm.id)
    await hold_consultation(desk.adviser, draft=visit)
    elsewhere = await make_institution("다른기관", kind="GUARANTOR")
    await sent(desk, to_institution_id=elsewhere.id)

    made = await sent(desk, to_institution_id=guarantor.id)

    assert made.answer_due_on == date(2026, 3, 17)
    assert await desk.seen(Referral, partner) == [made.id]
    assert await desk.seen(Firm, partner) == [desk.firm.id]
    assert await desk.seen(Consultation, partner) == []
    assert await desk.seen(Referral, other) == []


async def test_a_person_is_told_of_outside_only_with_consent(desk: Desk, guarantor: Institution) -> None:
    to = {"firm_id": None, "person_id": desk.person.id, "to_institution_id": guarantor.id}
    with pytest.raises(ReferralConsentMissing):
        await sent(desk, **to)
    await desk.consent(await make_institution("다른기관", kind="GUARANTOR"))
    with pytest.raises(ReferralConsentMissing):
        await sent(desk, **to)
    consent_id = await desk.consent(guarantor)

    made = await sent(desk, **to)

    partner = await partner_of(guarantor)
    assert made.consent_id == consent_id
    assert await desk.seen(Person, partner) == [desk.person.id]


async def test_no_consent_is_needed_within_the_agency(desk: Desk) -> None:
    made = await sent(desk, firm_id=None, person_id=desk.person.id, to_institution_id=desk.west.id)
    assert (made.consent_id, made.disclosure_id) == (None, None)
    assert await desk.seen(Referral, desk.stranger) == [made.id]


async def test_withdrawing_the_consent_ends_it_at_once(desk: Desk, guarantor: Institution) -> None:
    consent_id = await desk.consent(guarantor)
    made = await sent(desk, firm_id=None, person_id=desk.person.id, to_institution_id=guarantor.id)

    await withdraw_consent(await person_self(desk.person), consent_id=consent_id)

    ended = await Referral.get(id=made.id)
    assert (ended.state, ended.ended_at) == ("WITHDRAWN", MORNING)
    assert await desk.seen(Person, await partner_of(guarantor)) == []


async def test_programs_see_what_comes_and_goes(desk: Desk) -> None:
    made = await sent(desk, to_program_code="LOANS", from_program_code="FAIRS")
    lender, seller = [
        replace(desk.stranger, scopes=frozenset({f"{room}.work", "referrals.send"})) for room in ("loans", "fairs")
    ]
    assert [await desk.seen(Referral, a) for a in (lender, seller, desk.stranger)] == [[made.id], [made.id], []]
    with pytest.raises(NotTheReceivingSide):
        await answer_referral(seller, referral_id=made.id, version=1, accept=True)
    accepted = await answer_referral(lender, referral_id=made.id, version=1, accept=True)
    assert (accepted.state, accepted.answered_by) == ("ACCEPTED", lender.name)


async def test_an_answer_comes_back_and_then_an_outcome(desk: Desk, guarantor: Institution) -> None:
    partner = await partner_of(guarantor)
    made = await sent(desk, to_institution_id=guarantor.id)
    with pytest.raises(ReferralStepNotPossible):
        await complete_referral(partner, referral_id=made.id, version=1, outcome="SERVED")

    await answer_referral(partner, referral_id=made.id, version=1, accept=True, answer="담당자 배정")
    with pytest.raises(OutcomeUnknown):
        await complete_referral(partner, referral_id=made.id, version=2, outcome="FINE")
    ended = await complete_referral(partner, referral_id=made.id, version=2, outcome="SERVED", note="보증서 발급")

    assert (ended.state, ended.outcome) == ("COMPLETED", "SERVED")
    assert await desk.seen(Firm, partner) == []
    assert await desk.seen(Referral, partner) == [made.id]
    told = [facts["action"] for kind, facts in await desk.events() if kind == "core.ReferralMoved"]
    assert told == ["accept", "complete"]


async def test_declining_needs_words_and_ends_the_view(desk: Desk, guarantor: Institution) -> None:
    partner = await partner_of(guarantor)
    made = await sent(desk, to_institution_id=guarantor.id)
    with pytest.raises(DeclineNeedsWords):
        await answer_referral(partner, referral_id=made.id, version=1, accept=False)
    declined = await answer_referral(partner, referral_id=made.id, version=1, accept=False, answer="관할 아님")
    assert declined.state == "DECLINED"
    assert await desk.seen(Firm, partner) == []


async def test_expires_when_nobody_answers(desk: Desk, guarantor: Institution) -> None:
    partner, made = await partner_of(guarantor), await sent(desk, to_institution_id=guarantor.id)
    with clock_at(MORNING.replace(day=18)):
        assert await watch_due_dates(system("test"), PASSED) == 1
        with pytest.raises(ReferralStepNotPossible):
            await answer_referral(partner, referral_id=made.id, version=2, accept=True)
        assert await desk.seen(Firm, partner) == []
    assert (await Referral.get(id=made.id)).state == "EXPIRED"


async def test_what_was_answered_does_not_expire(desk: Desk, guarantor: Institution) -> None:
    made = await sent(desk, to_institution_id=guarantor.id)
    await answer_referral(await partner_of(guarantor), referral_id=made.id, version=1, accept=True)
    with clock_at(MORNING + timedelta(days=30)):
        assert await watch_due_dates(system("test"), PASSED) == 0
    assert (await Referral.get(id=made.id)).state == "ACCEPTED"


async def test_only_the_sending_side_takes_it_back(desk: Desk, guarantor: Institution) -> None:
    made = await sent(desk, to_institution_id=guarantor.id)
    with pytest.raises(NotTheSendingSide):
        await withdraw_referral(await partner_of(guarantor), referral_id=made.id, version=1)
    with pytest.raises(NotFound):
        await withdraw_referral(desk.stranger, referral_id=made.id, version=1)
    assert (await withdraw_referral(desk.colleague, referral_id=made.id, version=1)).state == "WITHDRAWN"


async def test_two_answers_at_once_one_wins(desk: Desk, guarantor: Institution) -> None:
    made = await sent(desk, to_institution_id=guarantor.id)
    partner = await partner_of(guarantor)

    async def answer(accept: bool) -> str:
        try:
            return (await answer_referral(partner, referral_id=made.id, version=1, accept=accept, answer="답변")).state
        except Refusal as refusal:
            return refusal.code

    answers = await asyncio.gather(answer(True), answer(False))
    assert "VERSION_CONFLICT" in answers
    assert len(set(answers) & {"ACCEPTED", "DECLINED"}) == 1


async def test_two_officials_at_once_refer_it_once(desk: Desk, guarantor: Institution) -> None:
    async def refer(actor: Actor) -> str:
        draft = ReferralDraft(firm_id=desk.firm.id, to_institution_id=guarantor.id, reason="보증")
        try:
            return (await send_referral(actor, draft=draft)).state
        except ReferralOpenAlready as refusal:
            return refusal.code

    assert sorted(await asyncio.gather(refer(desk.adviser), refer(desk.colleague))) == [
        "REFERRAL_OPEN_ALREADY", "SENT",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ({"reason": " "}, ReferralReasonMissing),
        ({"firm_id": None}, ReferralOfOne),
        ({}, ReferralToOne),
        ({"to_program_code": "NOTHING"}, NotFound),
    ],
)
async def test_what_cannot_be_sent(desk: Desk, given: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await sent(desk, **given)
    assert await desk.database.fetch("select 1 from referral") == []


async def test_needs_the_permission(desk: Desk) -> None:
    draft = ReferralDraft(firm_id=desk.firm.id, to_program_code="LOANS", reason="융자 상담")
    with pytest.raises(NotAllowed):
        await send_referral(replace(desk.adviser, scopes=frozenset()), draft=draft)
    with pytest.raises(NotAllowed):
        await send_referral(await agent_of(desk.firm), draft=draft)


async def test_a_stale_version_is_refused(desk: Desk, guarantor: Institution) -> None:
    made = await sent(desk, to_institution_id=guarantor.id)
    await answer_referral(await partner_of(guarantor), referral_id=made.id, version=1, accept=True)
    with pytest.raises(VersionConflict):
        await withdraw_referral(desk.adviser, referral_id=made.id, version=1)
