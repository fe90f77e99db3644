"""What people at work have on their desks: consultations, referrals, products, notices, notes, due dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import UUID

from majung.access.cipher import encrypt
from majung.clock import SEOUL
from majung.demo.accounts import COUNSELLORS, Login
from majung.demo.batch import Batch, declare
from majung.demo.draws import RowIds, block_chances
from majung.demo.marker import Filled

FIRMS = 200
"""Firms from the first on that were advised, as far as there are so many; persons, one for two of them."""

declare(
    {
        "consultation": "id firm_id person_id centre_id account_id adviser kind channel program_code district_code"
        " held_at minutes summary confidential outcome next_step next_step_due_on next_step_done_at",
        "product": "id firm_id name_ko name_en description hs6 hs_code_id active entered_by",
        "product_certificate": "id product_id kind number issued_by valid_from valid_to",
        "referral": "id firm_id person_id from_program_code from_centre_id from_account_id sent_by to_program_code"
        " to_institution_id consultation_id consent_id disclosure_id reason state sent_at answer_due_on answered_at"
        " answered_by answer outcome outcome_note ended_at district_code",
        "notice": "id firm_id person_id kind title body subject_type subject_id program_code district_code posted_at"
        " posted_by deemed_on read_at read_by served_at served_how",
        "note": "id subject_type subject_id program_code centre_id district_code account_id author text written_at"
        " removed_at",
        "due_date": "id subject_type subject_id kind waits_for firm_id person_id account_id institution_id"
        " program_code district_code started_on due_on rule extensions remind_on reminded_at done_at passed_at",
    }
)

_TODAY = date(2026, 11, 20)
_CHANNELS = ("VISIT", "FIELD", "PHONE", "ONLINE", "VIDEO")
_OUTCOMES = ("INFORMED", "FOLLOW_UP", "APPLIED", "CLOSED")
_PRODUCTS = (
    ("조미김", "seasoned laver"), ("전복 가공품", "prepared abalone"), ("고구마말랭이", "dried sweet potato"),
    ("김치", "kimchi"), ("유자청", "citron tea"), ("선박용 밸브", "marine valve"),
)  # fmt: skip
_ADVICE = (
    ("수출 서류 작성 안내", "수출신고필증 사본 확인"), ("지원사업 신청 요건 안내", "재무제표 접수 확인"),
    ("판로 개척 상담", "박람회 참가 의사 확인"),
)  # fmt: skip
_COUNSEL = (("이력서와 면접 준비 상담", "이력서 수정본 확인"), ("직업 훈련 과정 안내", "훈련 신청 여부 확인"))


def work_rows(logins: Iterable[Login], centres: Mapping[str, UUID], filled: Filled) -> Batch:
    """The desks of the counsellors; the same for the same seed."""
    desk = _Desk(list(logins), centres, filled)
    for number in range(min(FIRMS, filled.firms)):
        desk.add_firm(number)
    for number in range(min(FIRMS // 2, filled.persons)):
        desk.add_person(number)
    return desk.batch


class _Desk:
    def __init__(self, logins: list[Login], centres: Mapping[str, UUID], filled: Filled) -> None:
        self.batch = Batch()
        self._centres = centres
        self._seed = filled.seed
        self._chances: Random = block_chances(filled.seed, "work", 0)
        self._places = {login.login: place for place, login in enumerate(logins)}
        self._counts = dict.fromkeys(("consultation", "referral", "due_date"), 0)

    def add_firm(self, number: int) -> None:
        """A firm with a product, advised on exporting; some are referred to the jobs centre or have a notice."""
        firm = self._id("firm", number)
        self._product(number, firm)
        consultation, held = self._consult("counsellor-fta", _ADVICE, firm_id=firm)
        if number % 10 == 0:
            self._refer(firm, consultation, held)
        if number % 5 == 0:
            self._tell(number, firm, held)
        if number % 8 == 0:
            row = ("firm", firm, None, self._centres[COUNSELLORS["counsellor-fta"]], None)
            author = (self._account("counsellor-fta"), "counsellor-fta")
            self.batch.add(
                "note", (self._id("note", number), *row, *author, "담당자 변경 예정", held, None)
            )  # fmt: skip

    def add_person(self, number: int) -> None:
        """A person who was advised at one of the two jobs centres."""
        login = ("counsellor-east", "counsellor-west")[number % 2]
        self._consult(login, _COUNSEL, person_id=self._id("person", number))

    def _product(self, number: int, firm: UUID) -> None:
        name_ko, name_en = _PRODUCTS[number % len(_PRODUCTS)]
        product = self._id("product", number)
        self.batch.add("product", (product, firm, name_ko, name_en, "", None, None, True, "demonstration"))
        if number % 3 == 0:
            certificate = (product, "HACCP", f"DEMO-{number:05}", "시범 인증기관", date(2025, 1, 1), date(2027, 12, 31))
            self.batch.add("product_certificate", (self._id("product_certificate", number), *certificate))

    def _consult(
        self,
        login: str,
        subjects: tuple[tuple[str, str], ...],
        *,
        firm_id: UUID | None = None,
        person_id: UUID | None = None,
    ) -> tuple[UUID, datetime]:
        chances, id_ = self._chances, self._next("consultation")
        summary, step = chances.choice(subjects)
        held = _at(_TODAY - timedelta(days=chances.randrange(1, 300)), chances.randrange(9, 18))
        open_step = chances.random() < 0.3
        due_on = _TODAY + timedelta(days=chances.randrange(-5, 20)) if open_step else None
        centre, account = self._centres[COUNSELLORS[login]], self._account(login)
        confidential = encrypt("재상담 시 통역 필요(시범)") if chances.random() < 0.1 else None
        self.batch.add(
            "consultation",
            (
                id_, firm_id, person_id, centre, account, login, "GENERAL", chances.choice(_CHANNELS), None, None,
                held, chances.randrange(10, 90), summary, confidential, chances.choice(_OUTCOMES),
                step if open_step else "", due_on, None,
            ),
        )  # fmt: skip
        if due_on is not None:
            about = ("consult", id_, "consultation.next_step", "OFFICIAL", firm_id, person_id, account, centre)
            self._due(about, held.date(), due_on)
        return id_, held

    def _refer(self, firm: UUID, consultation: UUID, held: datetime) -> None:
        """To the jobs centre in the east: some wait for an answer, the others were served."""
        id_, waits = self._next("referral"), self._chances.random() < 0.5
        sender, receiver = self._centres["JEPA-FTA"], self._centres["JEPA-JOBS-EAST"]
        sent = _at(_TODAY, 10) if waits else held
        due_on = sent.date() + timedelta(days=7)
        answer = (None, None, "", None, "", None)
        done = (held, "counsellor-east", "담당자 배정", "SERVED", "채용 상담 완료", held + timedelta(days=20))
        self.batch.add(
            "referral",
            (
                id_, firm, None, None, sender, self._account("counsellor-fta"), "counsellor-fta", None, receiver,
                consultation, None, None, "채용 수요가 있어 구인 상담을 요청합니다.",
                "SENT" if waits else "COMPLETED", sent, due_on, *(answer if waits else done), None,
            ),
        )  # fmt: skip
        if waits:
            about = ("referral", id_, "referral.answer", "INSTITUTION", firm, None, None, receiver)
            self._due(about, sent.date(), due_on)

    def _tell(self, number: int, firm: UUID, held: datetime) -> None:
        read = held + timedelta(days=1) if number % 2 else None
        served = (read, f"agent-{number + 1:02}", read, "READ") if read else (None, None, None, None)
        self.batch.add(
            "notice",
            (
                self._id("notice", number), firm, None, "GENERAL", "수출 상담회 참가 안내",
                "자세한 내용은 공고를 확인해 주십시오.",
                "firm", firm, None, None, held, "counsellor-fta", None, *served,
            ),
        )  # fmt: skip

    def _due(self, about: tuple[object, ...], started_on: date, due_on: date) -> None:
        rest = (None, None, started_on, due_on, "GIVEN", 0, None, None, None, None)
        self.batch.add("due_date", (self._next("due_date"), *about, *rest))

    def _account(self, login: str) -> UUID:
        return self._id("account", self._places[login])

    def _id(self, table: str, number: int) -> UUID:
        return RowIds(table, self._seed).at(number)

    def _next(self, table: str) -> UUID:
        self._counts[table] += 1
        return self._id(table, self._counts[table] - 1)


def _at(day: date, hour: int) -> datetime:
    return datetime.combine(day, time(hour), SEOUL).astimezone(UTC)
