"""Results of support: their grade follows from evidence."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from tests.core.evidence.conftest import OFFICE, invoice

from majung.access.actor import Actor
from majung.errors import InvalidValue, NotAllowed, NotFound
from majung.evidence.errors import EvidenceUsed
from majung.evidence.models import EvidenceUse
from majung.evidence.rules import Evidence
from majung.outcomes.errors import OutcomeKindUnknown, OutcomeOfNobody, OutcomeUnit, OutcomeWithdrawn
from majung.outcomes.models import Outcome
from majung.outcomes.writes import OutcomeDraft, record_outcome, withdraw_outcome


def export(firm_id: UUID, **changes: Any) -> OutcomeDraft:
    usual: dict[str, Any] = {
        "program_code": "EXPORT_COSTS", "kind": "EXPORT", "happened_on": date(2026, 3, 5), "amount": Decimal(40_000),
        "unit": "USD", "firm_id": firm_id, "counterpart": "Sunrise Trading",
    }  # fmt: skip
    return OutcomeDraft(**{**usual, **changes})


def declaration(**changes: Any) -> Evidence:
    return invoice(**{"kind": "EXPORT_DECLARATION", "number": "12345-26-1234567X", **changes})


async def test_the_strongest_evidence_gives_the_grade(firm: UUID) -> None:
    told = await record_outcome(OFFICE, draft=export(firm))
    shown = await record_outcome(OFFICE, draft=export(firm), evidence=[invoice(), declaration()])
    assert (told.grade, shown.grade) == ("STATED", "CUSTOMS")


async def test_a_proven_deal_with_the_same_customer_is_a_repeat(firm: UUID, other: UUID) -> None:
    await record_outcome(OFFICE, draft=export(firm), evidence=[declaration()])
    later = {"happened_on": date(2026, 5, 5)}

    again = await record_outcome(
        OFFICE,
        draft=export(firm, counterpart="SUNRISE TRADING Co., Ltd.", **later),
        evidence=[declaration(number="12345-26-7654321X")],
    )
    promised = await record_outcome(OFFICE, draft=export(firm, **later), evidence=[invoice(kind="MOU", number="")])
    theirs = await record_outcome(
        OFFICE, draft=export(other, **later), evidence=[declaration(number="12345-26-1111111X")]
    )

    assert (again.grade, promised.grade, theirs.grade) == ("REPEAT", "MOU", "CUSTOMS")


async def test_evidence_counts_for_one_outcome_until_it_is_withdrawn(firm: UUID) -> None:
    first = await record_outcome(OFFICE, draft=export(firm), evidence=[declaration()])
    with pytest.raises(EvidenceUsed):
        await record_outcome(OFFICE, draft=export(firm, program_code="FAIRS"), evidence=[declaration()])
    await withdraw_outcome(OFFICE, outcome_id=first.id, version=1)
    await record_outcome(OFFICE, draft=export(firm, program_code="FAIRS"), evidence=[declaration()])

    with pytest.raises(OutcomeWithdrawn):
        await withdraw_outcome(OFFICE, outcome_id=first.id, version=2)
    assert await EvidenceUse.filter(released_at=None).count() == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"kind": "FAME"}, OutcomeKindUnknown),
        ({"unit": "PERSONS"}, OutcomeUnit),
        ({"amount": Decimal(0)}, InvalidValue),
        ({"happened_on": date(2999, 1, 1)}, InvalidValue),
        ({"firm_id": None}, OutcomeOfNobody),
    ],
)
async def test_refuses_what_cannot_be_counted(firm: UUID, changes: dict[str, Any], refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await record_outcome(OFFICE, draft=export(**{"firm_id": firm, **changes}))
    assert await Outcome.all().count() == 0


async def test_firms_tell_their_own_results_only(firm: UUID, other: UUID) -> None:
    agent = Actor(kind="firm", name="대리인", firm_ids=frozenset({firm}))
    mine = await record_outcome(agent, draft=export(firm))
    theirs = await record_outcome(OFFICE, draft=export(other))

    with pytest.raises(NotAllowed):
        await record_outcome(agent, draft=export(other))
    with pytest.raises(NotFound):
        await withdraw_outcome(agent, outcome_id=theirs.id, version=1)
    assert (await withdraw_outcome(agent, outcome_id=mine.id, version=1)).withdrawn_at is not None
