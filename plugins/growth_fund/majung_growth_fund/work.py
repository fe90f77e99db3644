"""What the fund does on its own, what of it waits for officials, and which files it takes in."""

from __future__ import annotations

from datetime import timedelta

from majung.plugin.contract import ConsultationKind, Importer, ScheduledWork, TaskSource
from majung.texts import Text
from majung_growth_fund.rules.lifecycle import MANAGE
from majung_growth_fund.writes.letters import expire_recommendations
from majung_growth_fund.writes.loans import roll_balances
from majung_growth_fund.writes.running_loans import import_running_loans
from majung_growth_fund.writes.steps import PROGRAM

CONSULTATIONS = (
    ConsultationKind(
        code="FUND_ADVICE",
        title=Text("융자 상담", "advice on loans of the fund"),
        channels=(("BANK", Text("은행 창구", "at a bank")),),
        outcomes=(("NOT_ELIGIBLE", Text("신청 요건 미충족", "does not qualify")),),
    ),
)
"""Firms ask about the fund before they apply."""

TASKS = (
    TaskSource(
        name="growth_fund.letters_near_their_end",
        title=Text("만료가 다가온 추천서", "Letters that lapse soon"),
        table="growth_fund_recommendation",
        waiting="{row}.state = 'RECOMMENDED' and {row}.valid_until between :today and :today + 14",
        due="{row}.valid_until",
        label="{row}.number",
        program=f"'{PROGRAM}'",
        scope=MANAGE,
    ),
    TaskSource(
        name="growth_fund.settlements_to_approve",
        title=Text("승인할 이차보전 정산", "Months of interest difference to approve"),
        table="growth_fund_settlement",
        waiting="{row}.state = 'COMPUTED' and {row}.computed_account_id is distinct from :account",
        since="{row}.computed_at",
        label="to_char({row}.month, 'YYYY-MM')",
        program=f"'{PROGRAM}'",
        scope="money.approve",
    ),
)
"""What of the fund waits for an official, beside applications."""


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
