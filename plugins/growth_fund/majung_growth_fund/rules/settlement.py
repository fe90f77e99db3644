"""The monthly run: what the province owes each bank for each loan."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from majung.errors import Refusal
from majung_growth_fund.rules.interest import InterestTerms, Segment, SubsidisedLoan, segments
from majung_growth_fund.rules.months import Month


class SettlementLine(msgspec.Struct, frozen=True, kw_only=True):
    """One loan in one month: its stretches, and the whole won they sum to."""

    loan: str
    bank: str
    month: Month
    segments: tuple[Segment, ...]
    amount: int


class BankTotal(msgspec.Struct, frozen=True, kw_only=True):
    """What one bank is owed for a month, in KRW."""

    bank: str
    loans: int
    amount: int


class NotSettled(msgspec.Struct, frozen=True, kw_only=True):
    """A loan that could not be computed, and why; the others are settled without it."""

    loan: str
    bank: str
    reason: Refusal


class Settlement(msgspec.Struct, frozen=True, kw_only=True):
    """A month over all loans given: lines in the order of the loans, totals in the order of bank codes."""

    month: Month
    lines: tuple[SettlementLine, ...]
    banks: tuple[BankTotal, ...]
    not_settled: tuple[NotSettled, ...]

    @property
    def amount(self) -> int:
        """Over all banks, in KRW."""
        return sum(bank.amount for bank in self.banks)


def settle_loan(loan: SubsidisedLoan, month: Month, terms: InterestTerms) -> SettlementLine:
    """One loan in one month; no stretches and 0 won when nothing was outstanding or subsidised."""
    found = segments(loan, month.first, month.end, terms)
    return SettlementLine(
        loan=loan.id,
        bank=loan.bank,
        month=month,
        segments=found,
        amount=sum(segment.interest for segment in found),
    )


def settle_month(loans: Iterable[SubsidisedLoan], month: Month, terms: InterestTerms) -> Settlement:
    """All loans of a month; a loan without a subsidised day has no line."""
    lines: list[SettlementLine] = []
    failed: list[NotSettled] = []
    for loan in loans:
        try:
            line = settle_loan(loan, month, terms)
        except Refusal as reason:
            failed.append(NotSettled(loan=loan.id, bank=loan.bank, reason=reason))
            continue
        if line.segments:
            lines.append(line)
    return Settlement(month=month, lines=tuple(lines), banks=_totals(lines), not_settled=tuple(failed))


def _totals(lines: Iterable[SettlementLine]) -> tuple[BankTotal, ...]:
    amounts: dict[str, list[int]] = {}
    for line in lines:
        amounts.setdefault(line.bank, []).append(line.amount)
    return tuple(BankTotal(bank=bank, loans=len(own), amount=sum(own)) for bank, own in sorted(amounts.items()))
