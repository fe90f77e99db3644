"""Loans as the rules read them: the agreed schedule, the balances that really were, what the subsidy depends on."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.interest import BalanceChange, Pause, RateChange, SubsidisedLoan
from majung_growth_fund.rules.outstanding import balances_of
from majung_growth_fund.rules.schedule import Instalment, Schedule

Row = Mapping[str, Any]

HISTORY = """
    coalesce((select json_agg(json_build_array(b.on, b.balance_krw) order by b.on)
        from growth_fund_balance_report b where b.loan_id = l.id), '[]'::json) as reports,
    coalesce((select json_agg(json_build_array(r.on, r.pct::text) order by r.on)
        from growth_fund_bank_rate r where r.loan_id = l.id), '[]'::json) as rates,
    coalesce((select json_agg(json_build_array(s.start, s.until) order by s.start)
        from growth_fund_suspension s where s.loan_id = l.id), '[]'::json) as pauses
"""
"""What the banks reported and the agency suspended, as columns over a loan ``l``."""

_LOANS = f"select l.*, {HISTORY} from growth_fund_loan l where l.id = any($1::uuid[])"


async def load_loan_rows(loan_ids: Sequence[UUID]) -> list[Row]:
    """Loans with their histories, in one statement."""
    return list(await fetch(_LOANS, list(loan_ids)))


def schedule_of(row: Row) -> Schedule:
    """The agreed schedule of a loan."""
    return Schedule(
        executed_on=row["executed_on"], principal=row["principal_krw"], instalments=instalments_of(row["schedule"])
    )


def instalments_of(stored: Iterable[Row]) -> tuple[Instalment, ...]:
    """Instalments as they are stored with a loan."""
    return tuple(
        Instalment(due_on=date.fromisoformat(one["due_on"]), principal=one["principal"], early=one["early"])
        for one in stored
    )


def balances(row: Row) -> tuple[BalanceChange, ...]:
    """The loan's balance over time, reports of the bank before what was agreed."""
    reported = [BalanceChange(date.fromisoformat(on), balance) for on, balance in row["reports"]]
    return balances_of(schedule_of(row), reported)


def subsidised(row: Row) -> SubsidisedLoan:
    """What the monthly subsidy of a loan depends on; the ids of loan and bank as text."""
    return SubsidisedLoan(
        id=str(row["id"]),
        bank=str(row["bank_id"]),
        granted_pct=row["granted_pct"],
        balances=balances(row),
        bank_rates=tuple(RateChange(date.fromisoformat(on), Decimal(pct)) for on, pct in row["rates"]),
        pauses=tuple(
            Pause(date.fromisoformat(start), date.fromisoformat(until) if until else None)
            for start, until in row["pauses"]
        ),
        stop_on=row["stop_on"],
    )
