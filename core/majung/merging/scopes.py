"""Permissions to say that two records are one."""

from __future__ import annotations

from majung.access.scopes import MANAGER
from majung.plugin.contract import Scope
from majung.texts import Text

MERGE_FIRMS = "firms.merge"
MERGE_PERSONS = "persons.merge"

MERGING_SCOPES: tuple[Scope, ...] = (
    Scope(name=MERGE_FIRMS, title=Text("중복 기업 병합", "Find and merge duplicate firms"), roles=(MANAGER,)),
    Scope(name=MERGE_PERSONS, title=Text("중복 개인 병합", "Find and merge duplicate persons"), roles=(MANAGER,)),
)
