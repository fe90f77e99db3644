"""A bank's monthly claim beside what we computed, loan by loan."""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum

import msgspec

from majung_growth_fund.rules.settlement import Settlement


class Comparison(StrEnum):
    """How a claimed line stands to ours."""

    EQUAL = "EQUAL"
    TOO_MUCH = "TOO_MUCH"
    TOO_LITTLE = "TOO_LITTLE"
    NOT_DUE = "NOT_DUE"
    """Claimed, but no subsidy is due this month (stopped, repaid, unknown, another bank's)."""
    NOT_CLAIMED = "NOT_CLAIMED"
    CLAIMED_TWICE = "CLAIMED_TWICE"


class ClaimedLine(msgspec.Struct, frozen=True, kw_only=True):
    """What the bank asks for one loan, in KRW."""

    loan: str
    amount: int


class ComparedLine(msgspec.Struct, frozen=True, kw_only=True):
    """One loan in the claim and in the settlement, in KRW; `difference` is claimed less computed."""

    loan: str
    claimed: int
    computed: int
    comparison: Comparison

    @property
    def difference(self) -> int:
        """Positive when the bank asks too much."""
        return self.claimed - self.computed


def compare_claim(bank: str, claimed: Iterable[ClaimedLine], settlement: Settlement) -> tuple[ComparedLine, ...]:
    """Every loan that the bank claims or that we owe it, in the order claimed, then those it left out."""
    due = {line.loan: line.amount for line in settlement.lines if line.bank == bank}
    asked: dict[str, list[int]] = {}
    for line in claimed:
        asked.setdefault(line.loan, []).append(line.amount)
    compared = [
        ComparedLine(
            loan=loan,
            claimed=sum(amounts),
            computed=due.get(loan, 0),
            comparison=_judge(amounts, due.get(loan)),
        )
        for loan, amounts in asked.items()
    ]
    left_out = [
        ComparedLine(loan=loan, claimed=0, computed=amount, comparison=Comparison.NOT_CLAIMED)
        for loan, amount in due.items()
        if loan not in asked
    ]
    return (*compared, *left_out)


def _judge(amounts: list[int], due: int | None) -> Comparison:
    if len(amounts) > 1:
        return Comparison.CLAIMED_TWICE
    if due is None:
        return Comparison.NOT_DUE
    if amounts[0] == due:
        return Comparison.EQUAL
    return Comparison.TOO_MUCH if amounts[0] > due else Comparison.TOO_LITTLE
