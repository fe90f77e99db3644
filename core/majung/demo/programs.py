"""Programs of other bodies that are announced in the province, their editions and their calls."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from majung.clock import SEOUL
from majung.demo.batch import Batch, declare
from majung.demo.draws import RowIds, block_chances
from majung.demo.places import read_table
from majung.korean import search_columns

YEARS = (2024, 2025, 2026)

declare(
    {
        "program": "id code title_ko title_en benefit applicant plugin institution_id search_jamo search_initials"
        " search_grams",
        "edition": "id program_id year department_id title_ko title_en active",
        "call": "id program_id edition_id sub_program_code number title summary kind status opens_at closes_at"
        " closing_kind closing_text applicant target areas districts industries topics documents criteria supervisor"
        " executor url published_on source source_id search_jamo search_initials search_grams",
    }
)


@dataclass(frozen=True, kw_only=True)
class ExternalProgram:
    """A program that is only announced here, with what it gives at most."""

    code: str
    title_ko: str
    title_en: str
    benefit: str
    applicant: str
    most_krw: int
    own_share_pct: int
    purpose: str
    supervisor: str
    executor: str
    topic: str


PROGRAMS = tuple(
    ExternalProgram(
        **{k: row[k] for k in ("code", "title_ko", "title_en", "benefit", "applicant", "purpose", "supervisor",
                               "executor", "topic")},
        most_krw=int(row["most_krw"]),
        own_share_pct=int(row["own_share_pct"]),
    )
    for row in read_table("programs")
)  # fmt: skip

_CLOSINGS = tuple((row["closing_kind"], row["text"]) for row in read_table("closings"))
_DOCUMENTS = ["사업자등록증", "국세 납세증명서", "지방세 납세증명서", "중소기업확인서"]


def program_rows(seed: int) -> Batch:
    """Programs, an edition for each year, and three calls a year at most, of every kind of closing."""
    ids = {table: RowIds(table, seed).at for table in ("program", "edition", "call")}
    chances = block_chances(seed, "programs", 0)
    batch = Batch()
    number = 0
    for place, program in enumerate(PROGRAMS):
        columns = search_columns(program.title_ko)
        batch.add(
            "program",
            (
                ids["program"](place), program.code, program.title_ko, program.title_en, program.benefit,
                program.applicant, None, None, columns.jamo, columns.initials, columns.grams,
            ),
        )  # fmt: skip
        for year_place, year in enumerate(YEARS):
            edition = ids["edition"](place * 8 + year_place)
            batch.add("edition", (edition, ids["program"](place), year, None, "", "", year == YEARS[-1]))
            for round_ in range(2 if year == YEARS[-1] else 1):
                closing = _CLOSINGS[number % len(_CLOSINGS)]
                begins = date(year, 1, 10) + timedelta(days=int(chances.random() * 60) + round_ * 180)
                record = _call(program, (ids["program"](place), edition), begins, round_, closing)
                batch.add("call", (ids["call"](number), *record))
                number += 1
    return batch


def _call(
    program: ExternalProgram, above: tuple[object, object], begins: date, round_: int, closing: tuple[str, str]
) -> tuple[object, ...]:
    kind, text = closing
    ends = begins + timedelta(days=45 if round_ == 0 else 420) if kind == "FIXED" else None
    period = f"{begins:%Y%m%d} ~ {ends:%Y%m%d}" if ends else text
    whom, target = ("참여기업", "도내 중소기업") if program.applicant == "firm" else ("참여자", "도시민")
    title = f"[전남] {begins.year}년 {program.title_ko} {whom} 모집 공고"
    title += " (2차)" if round_ else ""
    columns = search_columns(title)
    number = f"공고 제{begins.year}-{begins:%j}호"
    closed = begins.year < YEARS[-1] or (ends is not None and round_ == 0)
    return (
        *above, None, number, title, program.purpose, "NEW", "CLOSED" if closed else "OPEN", _midnight(begins),
        _evening(ends) if ends else None, kind, period, program.applicant, target, ["전남"], [], [], [program.topic],
        _DOCUMENTS, "", program.supervisor, program.executor, None, begins - timedelta(days=5),
        "demonstration", f"demo:{program.code}:{begins.year}:{round_ + 1}", columns.jamo, columns.initials,
        columns.grams,
    )  # fmt: skip


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), SEOUL).astimezone(UTC)


def _evening(day: date) -> datetime:
    return datetime.combine(day, time(18), SEOUL).astimezone(UTC)
