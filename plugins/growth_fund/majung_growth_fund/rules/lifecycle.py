"""States and steps of the fund's application and of its loan, and what a step does to the budget."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum

from majung.access.actor import Kind
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text


class BudgetEffect(StrEnum):
    """What a step does to the budget of the amount recommended."""

    RESERVE = "RESERVE"
    CONSUME = "CONSUME"
    RELEASE = "RELEASE"


APPLY = "growth_fund.apply"
SCREEN = "growth_fund.screen"
EVALUATE = "growth_fund.evaluate"
DECIDE = "growth_fund.decide"
ANSWER = "growth_fund.bank"
MANAGE = "growth_fund.loans"
CLAW_BACK = "growth_fund.clawback"
SETTLE = "growth_fund.settle"

SCOPES: tuple[tuple[str, Text], ...] = (
    (APPLY, Text(ko="융자 신청", en="apply for a loan of the fund")),
    (SCREEN, Text(ko="신청 검토", en="screen applications")),
    (EVALUATE, Text(ko="평가", en="visit and score applications")),
    (DECIDE, Text(ko="융자추천 결정", en="decide on recommendations")),
    (ANSWER, Text(ko="은행 회신", en="answer for the bank that was asked to lend")),
    (MANAGE, Text(ko="대출 사후관리", en="look after loans")),
    (CLAW_BACK, Text(ko="환수", en="order clawbacks")),
    (SETTLE, Text(ko="이차보전 정산", en="compute the monthly interest difference")),
)


_IDLE = {"RESERVE", "SELECTED"}
"""Nobody has to act on the application: a place must become free, or the loan has a life of its own."""


def _state(code: str, ko: str, en: str, terminal: bool = False, spine: str | None = None) -> State:
    return State(code=code, title=Text(ko=ko, en=en), terminal=terminal, spine=spine, idle=code in _IDLE)


_KINDS: dict[str, frozenset[Kind]] = {
    APPLY: frozenset({"firm", "official"}),
    ANSWER: frozenset({"partner", "official"}),
}
_BY_WRITES = frozenset(
    {
        "find_ineligible", "visit", "evaluate", "score", "recommend", "keep_in_reserve", "reject", "end", "execute",
        "decline", "expire", "cancel", "activate", "suspend", "resume", "repay", "claw_back", "close",
    }
)  # fmt: skip
"""Steps that need more than a click (a judgement, an amount, a day, a reason), or that the calendar takes."""


def _steps(action: str, title: tuple[str, str], scope: str, *pairs: tuple[str, str]) -> Iterator[Transition]:
    for source, target in pairs:
        yield Transition(
            action=action,
            source=source,
            target=target,
            title=Text(*title),
            scope=scope,
            kinds=_KINDS.get(scope, frozenset({"official"})),
            automatic=action in _BY_WRITES,
        )


APPLICATION = Lifecycle(
    name="growth_fund_application",
    title=Text(ko="육성자금 신청", en="application to the fund"),
    initial="DRAFT",
    states=(
        _state("DRAFT", "작성 중", "draft"),
        _state("SUBMITTED", "접수", "submitted"),
        _state("SCREENING", "요건 검토", "screening"),
        _state("SUPPLEMENT_REQUESTED", "보완 요청", "supplement requested"),
        _state("INELIGIBLE", "부적격", "ineligible", terminal=True),
        _state("SITE_VISIT", "현장 실사", "site visit"),
        _state("EVALUATING", "심의", "evaluating"),
        _state("SCORED", "평가 완료", "scored", spine="EVALUATING"),
        _state("SELECTED", "추천 결정", "selected: recommended to a bank"),
        _state("RESERVE", "예비", "reserve"),
        _state("REJECTED", "탈락", "rejected", terminal=True),
        _state("WITHDRAWN", "철회", "withdrawn", terminal=True),
        _state("ENDED", "종결", "ended: the loan is over or was never made", terminal=True, spine="SELECTED"),
    ),
    transitions=(
        *_steps("submit", ("제출", "submit"), APPLY, ("DRAFT", "SUBMITTED")),
        *_steps("screen", ("검토 시작", "start screening"), SCREEN, ("SUBMITTED", "SCREENING")),
        *_steps(
            "request_supplement",
            ("보완 요청", "request a supplement"),
            SCREEN,
            ("SCREENING", "SUPPLEMENT_REQUESTED"),
        ),
        *_steps("supplement", ("보완 제출", "hand in"), APPLY, ("SUPPLEMENT_REQUESTED", "SCREENING")),
        *_steps(
            "find_ineligible",
            ("부적격 처리", "find ineligible"),
            SCREEN,
            ("SCREENING", "INELIGIBLE"),
            ("SUPPLEMENT_REQUESTED", "INELIGIBLE"),
            ("SITE_VISIT", "INELIGIBLE"),
        ),
        *_steps("visit", ("현장 실사", "visit the site"), SCREEN, ("SCREENING", "SITE_VISIT")),
        *_steps(
            "evaluate",
            ("심의 회부", "put before the decision"),
            SCREEN,
            ("SCREENING", "EVALUATING"),
            ("SITE_VISIT", "EVALUATING"),
        ),
        *_steps("score", ("평가 완료", "close scoring"), EVALUATE, ("EVALUATING", "SCORED")),
        *_steps(
            "recommend",
            ("융자추천", "recommend"),
            DECIDE,
            ("EVALUATING", "SELECTED"),
            ("SCORED", "SELECTED"),
            ("RESERVE", "SELECTED"),
        ),
        *_steps(
            "keep_in_reserve",
            ("예비 선정", "keep in reserve"),
            DECIDE,
            ("EVALUATING", "RESERVE"),
            ("SCORED", "RESERVE"),
        ),
        *_steps(
            "reject",
            ("탈락 처리", "reject"),
            DECIDE,
            ("EVALUATING", "REJECTED"),
            ("SCORED", "REJECTED"),
            ("RESERVE", "REJECTED"),
        ),
        *_steps(
            "withdraw",
            ("철회", "withdraw"),
            APPLY,
            ("DRAFT", "WITHDRAWN"),
            ("SUBMITTED", "WITHDRAWN"),
            ("SCREENING", "WITHDRAWN"),
            ("SUPPLEMENT_REQUESTED", "WITHDRAWN"),
            ("SITE_VISIT", "WITHDRAWN"),
            ("EVALUATING", "WITHDRAWN"),
            ("SCORED", "WITHDRAWN"),
            ("RESERVE", "WITHDRAWN"),
            ("SELECTED", "WITHDRAWN"),
        ),
        *_steps("end", ("종결", "end"), MANAGE, ("SELECTED", "ENDED")),
    ),
)
"""One shared spine through SELECTED; from there on the loan has a life of its own."""

LOAN = Lifecycle(
    name="growth_fund_loan",
    title=Text(ko="육성자금 대출", en="loan of the fund"),
    initial="RECOMMENDED",
    states=(
        _state("RECOMMENDED", "추천", "recommended"),
        _state("EXPIRED", "추천 만료", "recommendation expired", terminal=True),
        _state("BANK_DECLINED", "은행 거절", "declined by the bank", terminal=True),
        _state("EXECUTED", "대출 실행", "executed"),
        _state("ACTIVE", "상환 중", "active"),
        _state("SUSPENDED", "지원 중지", "subsidy suspended"),
        _state("REPAID", "상환 완료", "repaid", terminal=True),
        _state("CANCELLED", "취소", "cancelled"),
        _state("CLAWBACK", "환수 중", "clawback"),
        _state("CLOSED", "종결", "closed", terminal=True),
    ),
    transitions=(
        *_steps(
            "execute",
            ("대출 실행 보고", "report execution"),
            ANSWER,
            ("RECOMMENDED", "EXECUTED"),
        ),
        *_steps(
            "decline",
            ("대출 거절", "decline"),
            ANSWER,
            ("RECOMMENDED", "BANK_DECLINED"),
        ),
        *_steps(
            "expire",
            ("추천 만료", "let expire"),
            MANAGE,
            ("RECOMMENDED", "EXPIRED"),
        ),
        *_steps(
            "cancel",
            ("추천 취소", "cancel"),
            MANAGE,
            ("RECOMMENDED", "CANCELLED"),
        ),
        *_steps("activate", ("지원 개시", "start"), MANAGE, ("EXECUTED", "ACTIVE")),
        *_steps("suspend", ("지원 중지", "suspend"), MANAGE, ("ACTIVE", "SUSPENDED")),
        *_steps("resume", ("지원 재개", "resume"), MANAGE, ("SUSPENDED", "ACTIVE")),
        *_steps("repay", ("상환 완료 보고", "report repayment"), ANSWER, ("ACTIVE", "REPAID"), ("SUSPENDED", "REPAID")),
        *_steps(
            "cancel",
            ("지원 취소", "cancel"),
            MANAGE,
            ("EXECUTED", "CANCELLED"),
            ("ACTIVE", "CANCELLED"),
            ("SUSPENDED", "CANCELLED"),
        ),
        *_steps("claw_back", ("환수 결정", "order a clawback"), CLAW_BACK, ("CANCELLED", "CLAWBACK")),
        *_steps("close", ("종결", "close"), MANAGE, ("CANCELLED", "CLOSED"), ("CLAWBACK", "CLOSED")),
    ),
)
"""From the letter of recommendation to the last won."""

BUDGET_EFFECTS: dict[tuple[str, str], BudgetEffect] = {
    ("EVALUATING", "SELECTED"): BudgetEffect.RESERVE,
    ("SCORED", "SELECTED"): BudgetEffect.RESERVE,
    ("RESERVE", "SELECTED"): BudgetEffect.RESERVE,
    ("SELECTED", "WITHDRAWN"): BudgetEffect.RELEASE,
    ("RECOMMENDED", "EXECUTED"): BudgetEffect.CONSUME,
    ("RECOMMENDED", "EXPIRED"): BudgetEffect.RELEASE,
    ("RECOMMENDED", "BANK_DECLINED"): BudgetEffect.RELEASE,
    ("RECOMMENDED", "CANCELLED"): BudgetEffect.RELEASE,
}
"""Steps of the application and of the loan, by (from, to). Withdrawing a selected application cancels its letter:
one release for both."""
