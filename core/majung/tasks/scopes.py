"""Permissions of people at work: consultations, referrals, notices."""

from __future__ import annotations

from majung.access.scopes import MANAGER, OFFICER
from majung.consultations.models import READ_ALL as ALL_CONSULTATIONS
from majung.consultations.models import WRITE as CONSULT
from majung.notices.writes import POST
from majung.plugin.contract import Scope
from majung.referrals.models import READ_ALL as ALL_REFERRALS
from majung.referrals.models import SEND
from majung.texts import Text

WORK_SCOPES: tuple[Scope, ...] = (
    Scope(name=CONSULT, title=Text("상담 등록", "Enter consultations"), roles=(OFFICER, MANAGER)),
    Scope(name=ALL_CONSULTATIONS, title=Text("전체 상담 조회", "See all consultations"), roles=(MANAGER,)),
    Scope(name=SEND, title=Text("연계·회신", "Send and answer referrals"), roles=(OFFICER, MANAGER)),
    Scope(name=ALL_REFERRALS, title=Text("전체 연계 조회", "See all referrals"), roles=(MANAGER,)),
    Scope(name=POST, title=Text("통지", "Post notices"), roles=(OFFICER, MANAGER)),
)
