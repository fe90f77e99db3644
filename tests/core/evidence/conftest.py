"""A province with rules of evidence: the kinds there are, and a rate of the dollar."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest

from majung.access.actor import system
from majung.evidence.models import EvidenceKind, EvidenceRule
from majung.evidence.rule_writes import NewRule, enter_exchange_rate, set_evidence_rule
from majung.evidence.rules import Evidence
from majung.evidence.writes import Used, UsedFor, use_evidence
from majung.firms.models import Firm
from majung.reference import read_reference
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.storage.ids import uuid7

OFFICE = system("test")
Rule = Callable[..., Awaitable[EvidenceRule]]


def invoice(**changes: Any) -> Evidence:
    """A tax invoice of March; say only what matters."""
    usual: dict[str, Any] = {
        "kind": "TAX_INVOICE", "issuer": "124-81-00998", "number": "20260305-10000000-12345678",
        "dated_on": date(2026, 3, 5), "amount": Decimal(1_100_000),
    }  # fmt: skip
    return Evidence(**{**usual, **changes})


def claimed(firm_id: UUID, **changes: Any) -> UsedFor:
    """Used for a claim of a firm."""
    usual: dict[str, Any] = {"program_code": "EXPORT_COSTS", "about_type": "claim", "about_id": uuid7()}
    return UsedFor(firm_id=firm_id, **{**usual, **changes})


async def use(piece: Evidence, used_for: UsedFor, actor: Any = OFFICE) -> Used:
    """Use one piece."""
    [used] = await use_evidence(actor, pieces=[piece], used_for=used_for)
    return used


@pytest.fixture
async def firm(database: Database) -> UUID:
    """A firm, in a province that has kinds of evidence and no rule yet."""
    core_tables()
    for row in read_reference("evidence_kinds"):
        await EvidenceKind.create(
            code=row["code"],
            title_ko=row["name_ko"],
            title_en=row["name_en"],
            grade=row["grade"],
            number_needed=bool(row["number_needed"]),
        )
    return (await Firm.create(name="나주정밀", name_key="나주정밀")).id


@pytest.fixture
async def other(firm: UUID) -> UUID:
    """Another firm."""
    return (await Firm.create(name="목포식품", name_key="목포식품")).id


@pytest.fixture
def rule(firm: UUID) -> Rule:
    """Enters a rule that is in force; what is not said is the strictest."""

    async def made(**changes: Any) -> EvidenceRule:
        usual: dict[str, Any] = {
            "on_same": "REFUSE", "on_similar": "REFUSE", "rate_days": 7, "valid_from": date(2026, 1, 1),
        }  # fmt: skip
        return await set_evidence_rule(OFFICE, rule=NewRule(**{**usual, **changes}))

    return made


@pytest.fixture
async def dollar(rule: Rule) -> Decimal:
    """1,400.5 won for a dollar on 2 March 2026."""
    await rule()
    rate = Decimal("1400.5")
    await enter_exchange_rate(OFFICE, currency="USD", on=date(2026, 3, 2), rate_krw=rate, source="하나은행")
    return rate
