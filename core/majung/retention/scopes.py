"""Permissions over retention terms, destruction, and what persons may ask."""

from __future__ import annotations

from majung.access.scopes import ADMINISTRATOR, MANAGER
from majung.plugin.contract import Scope
from majung.texts import Text

MANAGE = "retention.manage"
DESTROY = "retention.destroy"

RETENTION_SCOPES: tuple[Scope, ...] = (
    Scope(
        name=MANAGE,
        title=Text("보유기간 등록·확정", "Enter and confirm retention terms"),
        roles=(ADMINISTRATOR, MANAGER),
    ),
    Scope(name=DESTROY, title=Text("개인정보 파기 실행", "Run the destruction of personal data"), roles=(MANAGER,)),
)
