"""The core's permissions and the roles that hold them unless staff say otherwise."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

OFFICER = "officer"
MANAGER = "manager"
FINANCE = "finance"
ADMINISTRATOR = "administrator"
AUDITOR = "auditor"

CORE_SCOPES: tuple[Scope, ...] = (
    Scope(
        name="accounts.manage",
        title=Text("계정·권한·토큰 관리", "Manage accounts, mandates and tokens"),
        roles=(ADMINISTRATOR,),
    ),
    Scope(name="persons.read", title=Text("개인 조회(가림 처리)", "See persons, masked"), roles=(OFFICER, MANAGER)),
    Scope(name="persons.write", title=Text("개인 정보 등록", "Register persons"), roles=(OFFICER, MANAGER)),
    Scope(
        name="personal.unmask",
        title=Text("개인정보 원문 조회(목적 필요)", "See personal values whole, for a stated purpose"),
        roles=(OFFICER, MANAGER),
    ),
    Scope(name="firms.write", title=Text("기업 정보 등록", "Register and change firms"), roles=(OFFICER, MANAGER)),
    Scope(
        name="reference.manage", title=Text("기준정보 관리", "Change reference data"), roles=(ADMINISTRATOR, MANAGER)
    ),
    Scope(name="imports.run", title=Text("자료 가져오기", "Import files"), roles=(ADMINISTRATOR, MANAGER)),
    Scope(name="audit.read", title=Text("접속기록 조회", "Read access records"), roles=(AUDITOR,)),
    Scope(
        name="graph.schema",
        title=Text("운영 환경 스키마 조회", "See the schema in production"),
        roles=(ADMINISTRATOR,),
    ),
    Scope(
        name="partners.manage",
        title=Text("협력기관 연계 관리", "Manage what partner systems are told"),
        roles=(ADMINISTRATOR, MANAGER),
    ),
    Scope(name="graph.bulk", title=Text("대량 조회", "Pages of up to 1,000 rows"), roles=(AUDITOR, MANAGER)),
)
"""Permissions of the core beside those of applications, programs and money, which their own rooms declare."""
