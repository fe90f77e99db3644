"""Permissions where money moves: who submits does not approve, who approves does not pay."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

MONEY_SCOPES: tuple[Scope, ...] = (
    Scope(name="money.manage", title=Text("예산 관리", "Manage budgets"), roles=("manager", "finance")),
    Scope(name="money.claim", title=Text("청구 접수 대행", "Submit claims for others"), roles=("officer",)),
    Scope(name="money.approve", title=Text("청구 승인", "Approve claims and clawbacks"), roles=("manager",)),
    Scope(name="money.pay", title=Text("지급", "Pay and correct payments"), roles=("finance",)),
    Scope(name="events.manage", title=Text("이벤트 수신기 관리", "Manage event listeners"), roles=("administrator",)),
)
"""Permissions that the money writes check."""
