"""Kinds of consultations that counsellors of the jobs centres hold."""

from __future__ import annotations

from majung.plugin.contract import ConsultationKind
from majung.texts import Text

_CHANNELS = (
    ("KIOSK", Text("키오스크", "kiosk")),
    ("FAIR", Text("채용박람회", "job fair")),
    ("MOBILE", Text("찾아가는 상담", "on the road")),
)
_OUTCOMES = (
    ("PLAN_MADE", Text("취업활동계획 수립", "a plan was made")),
    ("TO_REFER", Text("알선 예정", "to be referred")),
    ("TO_TRAIN", Text("직업훈련 연계", "to be trained first")),
)

CONSULTATIONS = (
    ConsultationKind(
        code="JOB_INITIAL", title=Text("구직 초기상담", "first counselling"), channels=_CHANNELS, outcomes=_OUTCOMES
    ),
    ConsultationKind(
        code="JOB_IN_DEPTH", title=Text("구직 심층상담", "in-depth counselling"), channels=_CHANNELS, outcomes=_OUTCOMES
    ),
    ConsultationKind(
        code="JOB_FOLLOW_UP", title=Text("취업 후 사후관리", "follow-up after a hire"), channels=_CHANNELS
    ),
    ConsultationKind(code="EMPLOYER", title=Text("구인기업 상담", "advice to an employer"), channels=_CHANNELS),
)
"""The plan is the consultation's summary, the next step its next step."""

KINDS = [kind.code for kind in CONSULTATIONS]
"""What the centres report as counselling."""

FIRST_COUNSELLING = ["JOB_INITIAL", "JOB_IN_DEPTH"]
"""One of them comes before a search begins."""
