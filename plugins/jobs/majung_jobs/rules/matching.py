"""How well a seeker and an order fit, part by part, in words that a counsellor can check.

The parts themselves are computed by the database (`majung_jobs.reads.matching`), each from 0 to 1; here they are
weighed and told.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from majung.texts import Text
from majung_jobs.rules.data import PARTS, Weights

TITLES: Mapping[str, Text] = {
    "occupation": Text("직종", "occupation"),
    "distance": Text("거리", "distance"),
    "wage": Text("임금", "wage"),
    "hours": Text("근로시간", "hours"),
    "skills": Text("기술", "skills"),
    "certificates": Text("자격증", "certificates"),
    "career": Text("경력", "career"),
}


@dataclass(frozen=True, kw_only=True)
class Compared:
    """What was compared of a seeker and an order: wages in won a month, hours a week, career in months."""

    occupation: str
    wished_occupations: Sequence[str]
    km: float | None
    wished_district: bool
    wage_krw: int
    wished_wage_krw: int | None
    hours: Decimal
    hours_min: Decimal | None
    hours_max: Decimal | None
    skills: Sequence[str]
    had_skills: Sequence[str]
    certificates: Sequence[str]
    had_certificates: Sequence[str]
    career_months: int
    had_career_months: int


@dataclass(frozen=True, kw_only=True)
class Part:
    """One part of a match: points out of its weight's share of 100, and what they are for."""

    code: str
    points: float
    of: float
    words: Text


def parts_of(shares: Mapping[str, float], weights: Weights, compared: Compared) -> list[Part]:
    """Every part that has a weight, with its words, in the order in which they are shown."""
    words = words_of(compared)
    return [
        Part(
            code=part,
            points=round(100 * getattr(weights, part) * shares[part] / weights.total, 1),
            of=round(100 * getattr(weights, part) / weights.total, 1),
            words=words[part],
        )
        for part in PARTS
        if getattr(weights, part)
    ]


def words_of(c: Compared) -> dict[str, Text]:
    """What each part says: `18 km`, `wage +200,000`, `certificate missing: FORKLIFT`."""
    return {
        "occupation": _occupation(c),
        "distance": _distance(c),
        "wage": _wage(c),
        "hours": _hours(c),
        "skills": _missing(c.skills, c.had_skills, "기술", "skill"),
        "certificates": _missing(c.certificates, c.had_certificates, "자격증", "certificate"),
        "career": _career(c),
    }


def summary(parts: Sequence[Part]) -> Text:
    """All words of a match in one line."""
    return Text(", ".join(part.words.ko for part in parts), ", ".join(part.words.en for part in parts))


def _occupation(c: Compared) -> Text:
    if not c.wished_occupations:
        return Text("희망 직종 없음", "any occupation")
    if any(c.occupation.startswith(wish) for wish in c.wished_occupations):
        return Text("희망 직종 일치", "wished occupation")
    if any(c.occupation[:2] == wish[:2] for wish in c.wished_occupations if len(c.occupation) > 1):
        return Text("유사 직종", "similar occupation")
    return Text("같은 대분류 직종", "same major group of occupations")


def _distance(c: Compared) -> Text:
    wished = Text("희망 지역", "wished district") if c.wished_district else None
    if c.km is None:
        return wished or Text("거리 미상", "distance unknown")
    near = Text("같은 시·군", "same si/gun") if c.km < 1 else Text(f"{c.km:.0f} km", f"{c.km:.0f} km")
    return Text(f"{near.ko}({wished.ko})", f"{near.en} ({wished.en})") if wished else near


def _wage(c: Compared) -> Text:
    if c.wished_wage_krw is None:
        return Text(f"임금 {c.wage_krw:,}원", f"wage {c.wage_krw:,}")
    more = c.wage_krw - c.wished_wage_krw
    return Text(f"임금 {more:+,}원", f"wage {more:+,}") if more else Text("임금 희망액", "wage as wished")


def _hours(c: Compared) -> Text:
    if c.hours_min is not None and c.hours < c.hours_min:
        few = _number(c.hours_min - c.hours)
        return Text(f"주 {few}시간 부족", f"{few} hours a week too few")
    if c.hours_max is not None and c.hours > c.hours_max:
        many = _number(c.hours - c.hours_max)
        return Text(f"주 {many}시간 초과", f"{many} hours a week too many")
    return Text(f"주 {_number(c.hours)}시간", f"{_number(c.hours)} hours a week")


def _number(hours: Decimal) -> str:
    return f"{hours.normalize():f}"


def _missing(wanted: Sequence[str], had: Sequence[str], ko: str, en: str) -> Text:
    if not wanted:
        return Text(f"요구 {ko} 없음", f"no {en} asked for")
    missing = [one for one in wanted if one not in had]
    if not missing:
        return Text(f"{ko} 보유", f"{en}s held")
    return Text(f"{ko} 없음: {', '.join(missing)}", f"{en} missing: {', '.join(missing)}")


def _career(c: Compared) -> Text:
    if not c.career_months:
        return Text(f"경력 {c.had_career_months}개월", f"career {c.had_career_months} months")
    return Text(
        f"경력 {c.had_career_months}/{c.career_months}개월", f"career {c.had_career_months} of {c.career_months} months"
    )
