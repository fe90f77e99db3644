"""The spine: the states every program's application shares, and the steps between them."""

from __future__ import annotations

from collections.abc import Iterator

from majung.access.actor import Kind
from majung.plugin.contract import Scope
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text

ENTER = "applications.enter"
SCREEN = "applications.screen"
DECIDE = "applications.decide"
SETTLE = "applications.settle"

_APPLICANT: frozenset[Kind] = frozenset({"firm", "person", "official"})
_OFFICIAL: frozenset[Kind] = frozenset({"official"})


def core_scopes() -> tuple[Scope, ...]:
    """Permissions about applications and what they lead to, with the roles that hold them by default."""
    return (
        Scope(
            name=ENTER, title=Text("신청 대행 입력", "Enter applications for applicants"), roles=("officer", "manager")
        ),
        Scope(name=SCREEN, title=Text("신청 검토", "Screen applications"), roles=("officer", "manager")),
        Scope(name=DECIDE, title=Text("선정 결정", "Decide on applications"), roles=("manager",)),
        Scope(name="support.manage", title=Text("지원이력 정정", "Correct support records"), roles=("manager",)),
        Scope(name=SETTLE, title=Text("협약·정산", "Agreements and settlements"), roles=("officer", "manager")),
    )


_STATES: dict[str, tuple[str, str]] = {
    "DRAFT": ("작성 중", "draft"),
    "SUBMITTED": ("접수", "submitted"),
    "SCREENING": ("요건 검토", "screening"),
    "SUPPLEMENT_REQUESTED": ("보완 요청", "supplement requested"),
    "INELIGIBLE": ("부적격", "ineligible"),
    "SITE_VISIT": ("현장 실사", "site visit"),
    "EVALUATING": ("평가", "evaluating"),
    "SELECTED": ("선정", "selected"),
    "RESERVE": ("예비", "reserve"),
    "REJECTED": ("탈락", "rejected"),
    "WITHDRAWN": ("철회", "withdrawn"),
    "AGREED": ("협약", "agreed"),
    "IN_PROGRESS": ("수행 중", "in progress"),
    "SETTLEMENT_SUBMITTED": ("정산 제출", "settlement submitted"),
    "SETTLEMENT_SUPPLEMENT": ("정산 보완", "settlement supplement"),
    "SETTLED": ("정산 완료", "settled"),
    "FOLLOW_UP": ("사후관리", "follow-up"),
    "TERMINATED": ("중단", "terminated"),
    "CLAWBACK": ("환수", "clawback"),
    "CLOSED": ("종료", "closed"),
}
_TERMINAL = {"INELIGIBLE", "REJECTED", "WITHDRAWN", "CLOSED"}
_IDLE = {"RESERVE", "FOLLOW_UP"}


def _steps(
    action: str, title: tuple[str, str], scope: str, kinds: frozenset[Kind], *pairs: tuple[str, str]
) -> Iterator[Transition]:
    for source, target in pairs:
        yield Transition(
            action=action, source=source, target=target, title=Text(*title), scope=scope, kinds=kinds,
            automatic=action in {"submit", "select", "reserve", "reject", "reject_ineligible"},
        )  # fmt: skip


SPINE = Lifecycle(
    name="application",
    title=Text("신청", "application"),
    initial="DRAFT",
    states=tuple(
        State(code=code, title=Text(*title), terminal=code in _TERMINAL, idle=code in _IDLE)
        for code, title in _STATES.items()
    ),
    transitions=(
        *_steps("submit", ("제출", "submit"), ENTER, _APPLICANT, ("DRAFT", "SUBMITTED")),
        *_steps("begin_screening", ("검토 시작", "begin screening"), SCREEN, _OFFICIAL, ("SUBMITTED", "SCREENING")),
        *_steps(
            "request_supplement", ("보완 요청", "request a supplement"), SCREEN, _OFFICIAL,
            ("SCREENING", "SUPPLEMENT_REQUESTED"),
        ),
        *_steps(
            "answer_supplement", ("보완 제출", "hand in the supplement"), ENTER, _APPLICANT,
            ("SUPPLEMENT_REQUESTED", "SCREENING"),
        ),
        *_steps(
            "reject_ineligible", ("부적격 처리", "find ineligible"), SCREEN, _OFFICIAL,
            ("SCREENING", "INELIGIBLE"), ("SUPPLEMENT_REQUESTED", "INELIGIBLE"), ("SITE_VISIT", "INELIGIBLE"),
        ),
        *_steps("plan_site_visit", ("현장 실사", "visit the site"), SCREEN, _OFFICIAL, ("SCREENING", "SITE_VISIT")),
        *_steps(
            "begin_evaluation", ("평가 회부", "begin evaluation"), SCREEN, _OFFICIAL,
            ("SCREENING", "EVALUATING"), ("SITE_VISIT", "EVALUATING"),
        ),
        *_steps(
            "select", ("선정", "select"), DECIDE, _OFFICIAL, ("EVALUATING", "SELECTED"), ("RESERVE", "SELECTED")
        ),
        *_steps("reserve", ("예비 선정", "put in reserve"), DECIDE, _OFFICIAL, ("EVALUATING", "RESERVE")),
        *_steps(
            "reject", ("탈락 처리", "reject"), DECIDE, _OFFICIAL, ("EVALUATING", "REJECTED"), ("RESERVE", "REJECTED")
        ),
        *_steps(
            "withdraw", ("철회", "withdraw"), ENTER, _APPLICANT,
            *((source, "WITHDRAWN") for source in (
                "DRAFT", "SUBMITTED", "SCREENING", "SUPPLEMENT_REQUESTED", "SITE_VISIT", "EVALUATING", "RESERVE",
                "SELECTED",
            )),
        ),
        *_steps("agree", ("협약 체결", "agree"), SETTLE, _OFFICIAL, ("SELECTED", "AGREED")),
        *_steps("start", ("수행 시작", "start"), SETTLE, _OFFICIAL, ("AGREED", "IN_PROGRESS")),
        *_steps(
            "submit_settlement", ("정산 제출", "hand in the settlement"), ENTER, _APPLICANT,
            ("IN_PROGRESS", "SETTLEMENT_SUBMITTED"), ("SETTLEMENT_SUPPLEMENT", "SETTLEMENT_SUBMITTED"),
        ),
        *_steps(
            "request_settlement_supplement", ("정산 보완 요청", "request a settlement supplement"), SETTLE, _OFFICIAL,
            ("SETTLEMENT_SUBMITTED", "SETTLEMENT_SUPPLEMENT"),
        ),
        *_steps("settle", ("정산 확정", "settle"), SETTLE, _OFFICIAL, ("SETTLEMENT_SUBMITTED", "SETTLED")),
        *_steps("follow_up", ("사후관리 시작", "begin follow-up"), SETTLE, _OFFICIAL, ("SETTLED", "FOLLOW_UP")),
        *_steps(
            "terminate", ("중단", "terminate"), SETTLE, _OFFICIAL,
            ("AGREED", "TERMINATED"), ("IN_PROGRESS", "TERMINATED"), ("SETTLEMENT_SUPPLEMENT", "TERMINATED"),
        ),
        *_steps(
            "claw_back", ("환수 결정", "claw back"), SETTLE, _OFFICIAL,
            ("SETTLED", "CLAWBACK"), ("FOLLOW_UP", "CLAWBACK"), ("TERMINATED", "CLAWBACK"),
        ),
        *_steps(
            "close", ("종료", "close"), SETTLE, _OFFICIAL,
            ("FOLLOW_UP", "CLOSED"), ("TERMINATED", "CLOSED"), ("CLAWBACK", "CLOSED"),
        ),
    ),
)  # fmt: skip
"""From the draft to the end, as agencies of the country do it; a program's own states belong to one of these."""
