"""Permissions of this program, and who holds them unless staff say otherwise."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

SELECT = "export_costs.select"
CHECK = "export_costs.check"

SCOPES: tuple[Scope, ...] = (
    Scope(name=SELECT, title=Text("수출비용 지원기업 선정", "Select firms for export costs"), roles=("manager",)),
    Scope(name=CHECK, title=Text("수출비용 청구 확인", "Check claims of export costs"), roles=("manager",)),
)
"""Who checks a claim needs ``money.approve`` of the core as well, who pays it ``money.pay``: never one account."""
