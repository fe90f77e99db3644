"""The way of a referral: sent, answered by the side that receives it, ended with an outcome."""

from __future__ import annotations

from majung.access.actor import Kind
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text

_BOTH: frozenset[Kind] = frozenset({"official", "partner"})

REFERRAL = Lifecycle(
    name="referral",
    title=Text("연계", "referral"),
    initial="SENT",
    states=(
        State(code="SENT", title=Text("송부", "sent")),
        State(code="ACCEPTED", title=Text("수락", "accepted")),
        State(code="DECLINED", title=Text("거절", "declined"), terminal=True),
        State(code="EXPIRED", title=Text("기한 경과", "not answered in time"), terminal=True),
        State(code="WITHDRAWN", title=Text("철회", "withdrawn"), terminal=True),
        State(code="COMPLETED", title=Text("완료", "completed"), terminal=True),
    ),
    transitions=(
        Transition(action="accept", source="SENT", target="ACCEPTED", title=Text("수락", "accept"), kinds=_BOTH),
        Transition(action="decline", source="SENT", target="DECLINED", title=Text("거절", "decline"), kinds=_BOTH),
        Transition(
            action="expire", source="SENT", target="EXPIRED", title=Text("기한 경과", "expire"),
            kinds=frozenset({"system"}), automatic=True,
        ),
        Transition(action="withdraw", source="SENT", target="WITHDRAWN", title=Text("철회", "withdraw")),
        Transition(action="withdraw", source="ACCEPTED", target="WITHDRAWN", title=Text("철회", "withdraw")),
        Transition(
            action="complete", source="ACCEPTED", target="COMPLETED", title=Text("결과 통보", "tell the outcome"),
            kinds=_BOTH,
        ),
    ),
)  # fmt: skip
"""Declining, expiring, withdrawing and completing end what the receiving institution may see."""
