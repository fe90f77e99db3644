"""States and transitions of the fund's application and of its loan, declared as data."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from majung.texts import Text


class BudgetEffect(StrEnum):
    """What a transition does to the reserved budget."""

    RESERVE = "RESERVE"
    CONSUME = "CONSUME"
    RELEASE = "RELEASE"


class State(msgspec.Struct, frozen=True, kw_only=True):
    """A state; `spine` is the shared state it refines, None when it is one itself."""

    code: str
    title: Text
    terminal: bool = False
    spine: str | None = None


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """A step between states, the action that takes it, and the permission it needs."""

    source: str
    target: str
    action: str
    title: Text
    scope: str
    budget: BudgetEffect | None = None


class Lifecycle(msgspec.Struct, frozen=True, kw_only=True):
    """One machine: where it begins, its states, its steps."""

    name: str
    initial: str
    states: tuple[State, ...]
    transitions: tuple[Transition, ...]

    def steps_from(self, state: str) -> tuple[Transition, ...]:
        """The steps out of a state."""
        return tuple(step for step in self.transitions if step.source == state)


APPLY = "growth_fund:apply"
SCREEN = "growth_fund:screen"
EVALUATE = "growth_fund:evaluate"
DECIDE = "growth_fund:decide"
ANSWER = "growth_fund:bank"
MANAGE = "growth_fund:loans"
CLAW_BACK = "growth_fund:clawback"

SCOPES: tuple[tuple[str, Text], ...] = (
    (APPLY, Text(ko="융자 신청", en="apply for a loan of the fund")),
    (SCREEN, Text(ko="신청 검토", en="screen applications")),
    (EVALUATE, Text(ko="평가", en="visit and score applications")),
    (DECIDE, Text(ko="융자추천 결정", en="decide on recommendations")),
    (ANSWER, Text(ko="은행 회신", en="answer for the bank that was asked to lend")),
    (MANAGE, Text(ko="대출 사후관리", en="look after loans")),
    (CLAW_BACK, Text(ko="환수", en="order clawbacks")),
)


def _state(code: str, ko: str, en: str, terminal: bool = False, spine: str | None = None) -> State:
    return State(code=code, title=Text(ko=ko, en=en), terminal=terminal, spine=spine)


def _steps(
    action: str, title: tuple[str, str], scope: str, *pairs: tuple[str, str], budget: BudgetEffect | None = None
) -> tuple[Transition, ...]:
    return tuple(
        Transition(source=source, target=target, action=action, title=Text(*title), scope=scope, budget=budget)
        for source, target in pairs
    )


APPLICATION = Lifecycle(
    name="growth_fund_application",
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
        _state("CLOSED", "종결", "closed: the loan ended or was never made", terminal=True),
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
            budget=BudgetEffect.RESERVE,
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
        ),
        *_steps(
            "withdraw",
            ("철회", "withdraw"),
            APPLY,
            ("SELECTED", "WITHDRAWN"),
            budget=BudgetEffect.RELEASE,
        ),
        *_steps("close", ("종결", "close"), MANAGE, ("SELECTED", "CLOSED")),
    ),
)
"""One shared spine through SELECTED; from there on the loan has a life of its own."""

LOAN = Lifecycle(
    name="growth_fund_loan",
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
            budget=BudgetEffect.CONSUME,
        ),
        *_steps(
            "decline",
            ("대출 거절", "decline"),
            ANSWER,
            ("RECOMMENDED", "BANK_DECLINED"),
            budget=BudgetEffect.RELEASE,
        ),
        *_steps(
            "expire",
            ("추천 만료", "let expire"),
            MANAGE,
            ("RECOMMENDED", "EXPIRED"),
            budget=BudgetEffect.RELEASE,
        ),
        *_steps(
            "cancel",
            ("추천 취소", "cancel"),
            MANAGE,
            ("RECOMMENDED", "CANCELLED"),
            budget=BudgetEffect.RELEASE,
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
