"""The ways of a job order, of a seeker's registration, of a job referral and of a hand-over."""

from __future__ import annotations

from majung.access.actor import Kind
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text
from majung_jobs.scopes import COUNSEL, ORDERS

_STAFF: frozenset[Kind] = frozenset({"official"})
_FIRM: frozenset[Kind] = frozenset({"official", "firm"})
_SELF: frozenset[Kind] = frozenset({"official", "person"})
_NOBODY: frozenset[Kind] = frozenset({"system"})


def _step(action: str, way: str, ko: str, en: str, scope: str, kinds: frozenset[Kind] = _STAFF) -> Transition:
    source, target = way.split(">")
    return Transition(
        action=action, source=source, target=target, title=Text(ko, en), scope=scope, kinds=kinds,
        automatic=kinds is _NOBODY,
    )  # fmt: skip


def _state(code: str, ko: str, en: str, *, end: bool = False, idle: bool = False) -> State:
    return State(code=code, title=Text(ko, en), terminal=end, idle=idle)


ORDER = Lifecycle(
    name="job_order",
    title=Text("구인", "job order"),
    initial="DRAFT",
    states=(
        _state("DRAFT", "작성 중", "draft"),
        _state("OPEN", "구인 중", "open", idle=True),
        _state("FILLED", "충원 완료", "filled", end=True),
        _state("CLOSED", "마감", "closed", end=True),
        _state("EXPIRED", "기간 만료", "expired"),
    ),
    transitions=(
        _step("open", "DRAFT>OPEN", "공개", "open", ORDERS, _FIRM),
        _step("close", "DRAFT>CLOSED", "취소", "give up", ORDERS, _FIRM),
        _step("fill", "OPEN>FILLED", "충원", "fill", ORDERS, _NOBODY),
        _step("close", "OPEN>CLOSED", "마감", "close", ORDERS, _FIRM),
        _step("expire", "OPEN>EXPIRED", "만료", "expire", ORDERS, _NOBODY),
        _step("renew", "EXPIRED>OPEN", "갱신", "renew", ORDERS, _FIRM),
        _step("close", "EXPIRED>CLOSED", "마감", "close", ORDERS, _FIRM),
    ),
)

SEEKER = Lifecycle(
    name="job_seeker",
    title=Text("구직", "registration of a seeker"),
    initial="REGISTERED",
    states=(
        _state("REGISTERED", "접수", "registered"),
        _state("ACTIVE", "구직 중", "active", idle=True),
        _state("PLACED", "취업", "placed", idle=True),
        _state("FOLLOW_UP", "사후관리", "follow-up", idle=True),
        _state("EXPIRED", "기간 만료", "expired"),
        _state("CLOSED", "종료", "closed", end=True),
    ),
    transitions=(
        _step("activate", "REGISTERED>ACTIVE", "구직 시작", "activate", COUNSEL),
        _step("close", "REGISTERED>CLOSED", "종료", "close", COUNSEL, _SELF),
        _step("place", "ACTIVE>PLACED", "취업 처리", "place", COUNSEL, _NOBODY),
        _step("expire", "ACTIVE>EXPIRED", "만료", "expire", COUNSEL, _NOBODY),
        _step("close", "ACTIVE>CLOSED", "종료", "close", COUNSEL, _SELF),
        _step("renew", "EXPIRED>ACTIVE", "갱신", "renew", COUNSEL, _SELF),
        _step("close", "EXPIRED>CLOSED", "종료", "close", COUNSEL, _SELF),
        _step("follow", "PLACED>FOLLOW_UP", "사후관리 시작", "follow up", COUNSEL, _NOBODY),
        _step("reopen", "PLACED>ACTIVE", "재구직", "seek again", COUNSEL, _NOBODY),
        _step("reopen", "FOLLOW_UP>ACTIVE", "재구직", "seek again", COUNSEL, _NOBODY),
        _step("close", "FOLLOW_UP>CLOSED", "종료", "close", COUNSEL, _SELF),
    ),
)

JOB_REFERRAL = Lifecycle(
    name="job_referral",
    title=Text("알선", "job referral"),
    initial="PROPOSED",
    states=(
        _state("PROPOSED", "제안", "proposed"),
        _state("SENT", "알선", "sent", idle=True),
        _state("INTERVIEW", "면접", "interview"),
        _state("HIRED", "채용 결정", "hired"),
        _state("CONFIRMED", "취업 확인", "confirmed", idle=True),
        _state("RETAINED_1M", "1개월 근속", "retained 1 month", idle=True),
        _state("RETAINED_3M", "3개월 근속", "retained 3 months", idle=True),
        _state("RETAINED_6M", "6개월 근속", "retained 6 months", end=True),
        _state("NOT_HIRED", "미채용", "not hired", end=True),
        _state("DECLINED_BY_SEEKER", "구직자 거절", "declined by the seeker", end=True),
        _state("NO_SHOW", "면접 불참", "did not come", end=True),
        _state("LEFT", "퇴사", "left", end=True),
    ),
    transitions=(
        _step("send", "PROPOSED>SENT", "알선", "send", COUNSEL),
        _step("decline", "PROPOSED>DECLINED_BY_SEEKER", "구직자 거절", "the seeker declines", COUNSEL, _SELF),
        _step("invite", "SENT>INTERVIEW", "면접 통보", "invite to an interview", COUNSEL, _FIRM),
        _step("hire", "SENT>HIRED", "채용 결정", "hire", COUNSEL, _FIRM),
        _step("not_hire", "SENT>NOT_HIRED", "미채용", "not hire", COUNSEL, _FIRM),
        _step("decline", "SENT>DECLINED_BY_SEEKER", "구직자 거절", "the seeker declines", COUNSEL, _SELF),
        _step("hire", "INTERVIEW>HIRED", "채용 결정", "hire", COUNSEL, _FIRM),
        _step("not_hire", "INTERVIEW>NOT_HIRED", "미채용", "not hire", COUNSEL, _FIRM),
        _step("no_show", "INTERVIEW>NO_SHOW", "면접 불참", "did not come", COUNSEL, _FIRM),
        _step("decline", "INTERVIEW>DECLINED_BY_SEEKER", "구직자 거절", "the seeker declines", COUNSEL, _SELF),
        _step("confirm", "HIRED>CONFIRMED", "취업 확인", "confirm the hire", COUNSEL),
        _step("decline", "HIRED>DECLINED_BY_SEEKER", "구직자 거절", "the seeker declines", COUNSEL, _SELF),
        _step("retain", "CONFIRMED>RETAINED_1M", "1개월 근속 확인", "retained 1 month", COUNSEL),
        _step("retain", "RETAINED_1M>RETAINED_3M", "3개월 근속 확인", "retained 3 months", COUNSEL),
        _step("retain", "RETAINED_3M>RETAINED_6M", "6개월 근속 확인", "retained 6 months", COUNSEL),
        _step("leave", "CONFIRMED>LEFT", "퇴사", "left", COUNSEL),
        _step("leave", "RETAINED_1M>LEFT", "퇴사", "left", COUNSEL),
        _step("leave", "RETAINED_3M>LEFT", "퇴사", "left", COUNSEL),
    ),
)

RETENTION = {"CONFIRMED": 1, "RETAINED_1M": 3, "RETAINED_3M": 6}
"""How many months after the first day of work it is asked next whether the job is still held, by state."""

SHOWN_TO_FIRM = ("SENT", "INTERVIEW", "HIRED", "CONFIRMED", "RETAINED_1M", "RETAINED_3M")
"""States in which the employer may see who is referred, with the seeker's consent in force."""

HANDOVER = Lifecycle(
    name="job_handover",
    title=Text("센터 간 이관", "hand-over between centres"),
    initial="OFFERED",
    states=(
        _state("OFFERED", "이관 요청", "offered"),
        _state("ACCEPTED", "인수", "accepted", end=True),
        _state("REFUSED", "거절", "refused", end=True),
        _state("WITHDRAWN", "취소", "taken back", end=True),
    ),
    transitions=(
        _step("accept", "OFFERED>ACCEPTED", "인수", "accept", COUNSEL),
        _step("refuse", "OFFERED>REFUSED", "거절", "refuse", COUNSEL),
        _step("withdraw", "OFFERED>WITHDRAWN", "취소", "take back", COUNSEL),
    ),
)

LIFECYCLES = (ORDER, SEEKER, JOB_REFERRAL, HANDOVER)
