"""Evidence used once, and what happens when it is used again."""

from __future__ import annotations

import asyncio
from datetime import date
from decimal import Decimal
from uuid import UUID

import pytest
from tests.core.evidence.conftest import OFFICE, Rule, claimed, invoice, use

from majung.access.actor import Actor
from majung.errors import InvalidValue, NotAllowed, VersionConflict
from majung.events.log import read_after
from majung.events.sequencer import sweep
from majung.evidence.errors import (
    EvidenceNotReviewed,
    EvidenceResembles,
    EvidenceUsed,
    NothingToReview,
    RateEntered,
    RateMissing,
    SamePeriodRuled,
    TreatmentUnknown,
)
from majung.evidence.models import EvidencePiece, EvidenceRule, EvidenceUse
from majung.evidence.rule_writes import NewRule, enter_exchange_rate, set_evidence_rule
from majung.evidence.writes import Used, release_evidence, require_reviewed, review_evidence, use_evidence
from majung.storage.transaction import transaction


def agent(firm_id: UUID) -> Actor:
    return Actor(kind="firm", name="대리인", firm_ids=frozenset({firm_id}))


async def test_refuses_the_same_evidence_in_another_program_and_shows_one_s_own_earlier_use(firm: UUID) -> None:
    first = claimed(firm)
    await use(invoice(), first)

    with pytest.raises(EvidenceUsed) as refused:
        await use(
            invoice(number="２０２６０３０５ 10000000 12345678"), claimed(firm, program_code="FAIRS"), agent(firm)
        )

    assert refused.value.details["earlier"] == f"claim_{first.about_id}"
    assert "EXPORT_COSTS" in refused.value.message("ko")
    assert await EvidenceUse.all().count() == 1


async def test_another_firm_learns_only_that_it_was_used(firm: UUID, other: UUID) -> None:
    first = claimed(firm)
    await use(invoice(), first)

    with pytest.raises(EvidenceUsed) as refused:
        await use(invoice(), claimed(other), agent(other))

    told = refused.value.message("ko") + refused.value.message("en")
    assert refused.value.details["earlier"] is None
    assert "EXPORT_COSTS" not in told
    assert str(first.about_id) not in told


async def test_refuses_the_number_of_used_evidence_with_another_amount(firm: UUID) -> None:
    await use(invoice(), claimed(firm))

    with pytest.raises(EvidenceResembles):
        await use(invoice(amount=Decimal(2_000_000)), claimed(firm))
    with pytest.raises(EvidenceResembles):
        await use(invoice(issuer="한빛물류"), claimed(firm))


async def test_one_number_of_two_issuers_on_two_days_is_two_pieces(firm: UUID) -> None:
    await use(invoice(number="1"), claimed(firm))
    again = await use(invoice(number="1", issuer="한빛물류", amount=Decimal(5)), claimed(firm))
    assert again.flag is None


async def test_the_most_exact_rule_in_force_decides(firm: UUID, rule: Rule) -> None:
    await rule(on_same="REFUSE")
    await rule(on_same="ALLOW", kind="TAX_INVOICE")
    await rule(on_same="FLAG", program_code="FAIRS")
    await rule(on_same="REFUSE", program_code="FAIRS", valid_from=date(2090, 1, 1))
    await use(invoice(), claimed(firm))

    allowed = await use(invoice(), claimed(firm))
    flagged = await use(invoice(), claimed(firm, program_code="FAIRS"))

    assert (allowed.flag, flagged.flag) == (None, "SAME")
    assert await EvidencePiece.all().count() == 1


async def test_flagged_evidence_waits_for_a_review_and_officials_hear_of_it(firm: UUID, rule: Rule) -> None:
    await rule(on_similar="FLAG")
    await use(invoice(), claimed(firm))
    later = claimed(firm)
    used = await use(invoice(amount=Decimal(7)), later)

    async with transaction(OFFICE):
        with pytest.raises(EvidenceNotReviewed):
            await require_reviewed(about_type="claim", about_id=later.about_id)
    reviewed = await review_evidence(OFFICE, use_id=used.use_id, version=1, accepted=True, note="수정 발행")
    async with transaction(OFFICE):
        await require_reviewed(about_type="claim", about_id=later.about_id)
    await sweep()

    assert (reviewed.flag, reviewed.verdict) == ("SIMILAR", "ACCEPTED")
    heard = [event["type"] for event in await read_after(OFFICE, 0)]
    assert heard == ["core.EvidenceFlagged", "core.EvidenceReviewed"]


async def test_a_review_needs_its_permission_and_happens_once(firm: UUID, rule: Rule) -> None:
    await rule(on_same="FLAG")
    new = await use(invoice(), claimed(firm))
    again = await use(invoice(), claimed(firm))
    reader = Actor(kind="official", name="조회")

    with pytest.raises(NotAllowed):
        await review_evidence(reader, use_id=again.use_id, version=1, accepted=True)
    with pytest.raises(NothingToReview):
        await review_evidence(OFFICE, use_id=new.use_id, version=1, accepted=True)
    rejected = await review_evidence(OFFICE, use_id=again.use_id, version=1, accepted=False)
    with pytest.raises(VersionConflict):
        await review_evidence(OFFICE, use_id=again.use_id, version=1, accepted=True)

    assert rejected.released_at is not None


async def test_evidence_that_was_taken_back_may_be_used_again(firm: UUID) -> None:
    first = claimed(firm)
    await use(invoice(), first)
    await release_evidence(OFFICE, about_id=first.about_id)

    again = await use(invoice(), claimed(firm))

    assert again.flag is None


async def test_evidence_of_money_may_also_prove_an_outcome_once(firm: UUID) -> None:
    await use(invoice(), claimed(firm))
    await use(invoice(), claimed(firm, purpose="OUTCOME"))
    with pytest.raises(EvidenceUsed):
        await use(invoice(), claimed(firm, purpose="OUTCOME"))


async def test_of_eight_at_once_one_wins_also_when_amounts_differ(firm: UUID) -> None:
    pieces = [invoice(amount=Decimal(100 + n % 2)) for n in range(8)]

    answers = await asyncio.gather(*(use(piece, claimed(firm)) for piece in pieces), return_exceptions=True)

    assert len([a for a in answers if isinstance(a, Used)]) == 1
    assert len([a for a in answers if isinstance(a, EvidenceUsed | EvidenceResembles)]) == 7
    assert await EvidenceUse.all().count() == 1


async def test_lists_in_opposite_order_do_not_block_each_other(firm: UUID) -> None:
    pieces = [invoice(number=str(n), dated_on=date(2026, 3, n)) for n in range(1, 20)]

    answers = await asyncio.gather(
        use_evidence(OFFICE, pieces=pieces, used_for=claimed(firm)),
        use_evidence(OFFICE, pieces=pieces[::-1], used_for=claimed(firm)),
        return_exceptions=True,
    )

    assert sorted(type(a).__name__ for a in answers) == ["EvidenceUsed", "list"]
    assert await EvidenceUse.all().count() == len(pieces)


async def test_one_refused_piece_stores_none(firm: UUID) -> None:
    await use(invoice(), claimed(firm))
    with pytest.raises(EvidenceUsed) as refused:
        await use_evidence(OFFICE, pieces=[invoice(number="2"), invoice()], used_for=claimed(firm))
    assert refused.value.path == ("evidence", 1)
    assert await EvidencePiece.all().count() == 1


async def test_foreign_amounts_are_worth_the_rate_of_their_day(firm: UUID, dollar: Decimal) -> None:
    used = await use(invoice(kind="COMMERCIAL_INVOICE", currency="USD", amount=Decimal("12.34")), claimed(firm))
    stored = await EvidenceUse.get(id=used.use_id)
    assert (used.amount_krw, stored.amount_krw) == (17_282, 17_282)
    assert stored.rate_id is not None


@pytest.mark.parametrize(
    ("currency", "day"), [("EUR", date(2026, 3, 5)), ("USD", date(2026, 3, 1)), ("USD", date(2026, 3, 10))]
)
async def test_refuses_a_currency_without_a_rate_of_its_days(
    firm: UUID, dollar: Decimal, currency: str, day: date
) -> None:
    with pytest.raises(RateMissing):
        await use(invoice(currency=currency, dated_on=day), claimed(firm))
    assert await EvidencePiece.all().count() == 0


async def test_a_new_rule_ends_the_one_before(firm: UUID, rule: Rule) -> None:
    first = await rule()
    await rule(on_same="FLAG", valid_from=date(2026, 6, 1))

    with pytest.raises(SamePeriodRuled):
        await rule(valid_from=date(2026, 6, 1))
    assert (await EvidenceRule.get(id=first.id)).valid_to == date(2026, 5, 31)


async def test_rules_and_rates_are_data_of_those_who_may(dollar: Decimal) -> None:
    reader = Actor(kind="official", name="조회")
    new = NewRule(on_same="FLAG", on_similar="FLAG", rate_days=1, valid_from=date(2026, 1, 1))
    with pytest.raises(NotAllowed):
        await set_evidence_rule(reader, rule=new)
    with pytest.raises(TreatmentUnknown):
        await set_evidence_rule(OFFICE, rule=NewRule(**{**vars(new), "on_same": "IGNORE"}))
    with pytest.raises(NotAllowed):
        await enter_exchange_rate(reader, currency="USD", on=date(2026, 3, 3), rate_krw=dollar, source="하나은행")
    with pytest.raises(InvalidValue):
        await enter_exchange_rate(OFFICE, currency="KRW", on=date(2026, 3, 3), rate_krw=dollar, source="하나은행")
    with pytest.raises(RateEntered):
        await enter_exchange_rate(OFFICE, currency="USD", on=date(2026, 3, 2), rate_krw=dollar, source="하나은행")
