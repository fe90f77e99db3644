"""Permissions to answer what persons ask about their data."""

from __future__ import annotations

from majung.access.scopes import MANAGER, OFFICER
from majung.plugin.contract import Scope
from majung.texts import Text

EXPORT = "persons.export"
ERASE = "persons.erase"
CORRECT = "persons.correct"

RIGHTS_SCOPES: tuple[Scope, ...] = (
    Scope(
        name=EXPORT,
        title=Text("개인정보 열람 요구 처리(전체 내보내기)", "Hand out all that is held about a person"),
        roles=(MANAGER,),
    ),
    Scope(name=ERASE, title=Text("개인정보 삭제 요구 처리", "Delete a person's data on request"), roles=(MANAGER,)),
    Scope(
        name=CORRECT,
        title=Text("개인정보 정정 요구 처리", "Correct a person's data on request"),
        roles=(OFFICER, MANAGER),
    ),
)
