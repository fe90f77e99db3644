"""What the demonstration's orders and seekers are about, by major group of occupations."""

from __future__ import annotations

from typing import NamedTuple


class Trade(NamedTuple):
    """A major group of occupations: how often it is wished, titles, skills, certificates."""

    major: str
    share: int
    titles: tuple[str, ...]
    skills: tuple[str, ...]
    certificates: tuple[str, ...]


TRADES = (
    Trade(
        "0",
        18,
        ("사무보조 사원", "경리 사원", "총무 담당"),
        ("엑셀", "전표입력", "문서작성"),
        ("전산회계2급", "컴퓨터활용능력2급"),
    ),
    Trade("1", 6, ("품질관리 기사", "설계 보조"), ("CAD", "품질검사"), ("품질경영산업기사", "전기기사")),
    Trade("2", 7, ("방과후 강사", "사회복지사"), ("상담", "강의"), ("사회복지사2급", "평생교육사")),
    Trade("3", 9, ("요양보호사", "간호조무사"), ("환자응대", "차트작성"), ("요양보호사", "간호조무사")),
    Trade("4", 3, ("홍보물 디자이너", "영상 편집"), ("포토샵", "영상편집"), ("컴퓨터그래픽스운용기능사",)),
    Trade(
        "5",
        15,
        ("호텔 객실관리", "조리원", "시설 경비원"),
        ("조리", "청소장비", "고객응대"),
        ("한식조리기능사", "경비신임교육"),
    ),
    Trade("6", 12, ("배송 기사", "매장 판매원"), ("운전", "재고관리"), ("1종대형운전면허", "지게차운전기능사")),
    Trade("7", 5, ("건설 현장 보조", "배관공"), ("배관", "도장"), ("건설기초안전교육", "배관기능사")),
    Trade(
        "8",
        19,
        ("생산직 사원", "용접원", "포장 작업원"),
        ("CNC", "용접", "포장", "조립"),
        ("지게차운전기능사", "용접기능사"),
    ),
    Trade("9", 6, ("수산물 선별원", "스마트팜 관리원"), ("선별", "온실관리"), ("유기농업기능사",)),
)
"""Shares are per cent of seekers."""

SUMMARIES = (
    ("초기상담: 희망 직종과 근무 조건 확인, 이력서 작성 안내", "이력서 초안 확인"),
    ("심층상담: 취업활동계획 수립, 자격증 취득 일정 협의", "훈련과정 신청 여부 확인"),
    ("면접 준비 상담: 자기소개서 첨삭", "모의면접"),
)
LEFT = ("개인 사정", "통근 거리", "근로조건 불일치", "계약 종료")
