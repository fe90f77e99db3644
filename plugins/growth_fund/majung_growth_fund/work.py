"""What the fund does on its own, and which files it takes in."""

from __future__ import annotations

from datetime import timedelta

from majung.plugin.contract import Importer, ScheduledWork
from majung.texts import Text
from majung_growth_fund.writes.letters import expire_recommendations
from majung_growth_fund.writes.loans import roll_balances
from majung_growth_fund.writes.running_loans import import_running_loans


def works(every: timedelta) -> tuple[ScheduledWork, ...]:
    """Letters lapse after their last day; balances follow the instalments that fell due."""
    return (
        ScheduledWork(
            name="growth_fund.expire_recommendations",
            title=Text("추천 만료 처리", "let letters lapse"),
            every=every,
            run=expire_recommendations,
        ),
        ScheduledWork(
            name="growth_fund.roll_balances",
            title=Text("상환에 따른 잔액 갱신", "bring balances to today"),
            every=every,
            run=roll_balances,
        ),
    )


def importers() -> tuple[Importer, ...]:
    """Running loans, taken over at cut-over."""
    return (
        Importer(
            name="growth_fund_loans",
            title=Text("실행 중인 대출 이관", "running loans at cut-over"),
            run=import_running_loans,
        ),
    )
