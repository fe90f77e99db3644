"""Permissions about programs."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

MANAGE = "programs.manage"
"""Permission to set up editions, enter rule data, and announce calls."""

PROGRAM_SCOPES: tuple[Scope, ...] = (
    Scope(name=MANAGE, title=Text("사업·공고 관리", "Manage programs and calls"), roles=("manager",)),
)
