"""The committee: a rubric, each member's sheet, the result without the extremes, the ranking with reserves."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

import msgspec

from majung.committees.errors import (
    CriterionUnknown,
    ScoreMissing,
    ScoreOutOfRange,
    SheetTwice,
    TieNotBroken,
    TooFewSheets,
)
from majung.errors import InvalidValue
from majung.texts import Text


class Criterion(msgspec.Struct, frozen=True, kw_only=True):
    """One line of a rubric; its points count times its weight, and bonus points (가점) are capped together."""

    code: str
    title: Text
    most: Decimal
    bonus: bool = False
    weight: Decimal = Decimal(1)


class Rubric(msgspec.Struct, frozen=True, kw_only=True):
    """How applications are scored; every number is the edition's own."""

    code: str
    criteria: tuple[Criterion, ...]
    pass_mark: Decimal
    bonus_cap: Decimal = Decimal(0)
    min_sheets: int = 1
    drop_extremes_from: int | None = None
    """With this many sheets or more the highest and the lowest do not count; None: all always count."""
    tie_break: tuple[str, ...] = ()
    """Criteria that decide between equal averages, the first one first."""


class Sheet(msgspec.Struct, frozen=True, kw_only=True):
    """One member's points for one application."""

    member: str
    points: dict[str, Decimal]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What the committee gave one application; averages are exact."""

    average: Fraction
    passed: bool
    counted: tuple[str, ...]
    dropped: tuple[str, ...]
    by_criterion: dict[str, Fraction]


class Place(StrEnum):
    """Selected, on the reserve list (예비), or rejected."""

    SELECTED = "SELECTED"
    RESERVE = "RESERVE"
    REJECTED = "REJECTED"


class Ranked(msgspec.Struct, frozen=True, kw_only=True):
    """An application's place; equal ones share a rank, those below the pass mark have none."""

    application: str
    rank: int | None
    place: Place
    average: Fraction


def check_rubric(rubric: Rubric) -> None:
    """Refuse a rubric by which nothing could be scored: no criteria, points or a pass mark that nobody can reach."""
    codes = [criterion.code for criterion in rubric.criteria]
    most = sum((one.most * one.weight for one in rubric.criteria if not one.bonus), Decimal(0)) + rubric.bonus_cap
    if not codes or len(set(codes)) < len(codes):
        shown = ", ".join(codes) or "-"
        raise InvalidValue(field="criteria", value=shown, reason="one or more, each code once; 코드는 하나씩")
    for criterion in rubric.criteria:
        if not criterion.code.strip() or not criterion.most > 0 or not criterion.weight > 0:
            value = f"{criterion.code} ({criterion.most})"
            raise InvalidValue(field="criteria", value=value, reason="a code and points above 0; 배점은 0보다 큽니다")
    if not 0 <= rubric.pass_mark <= most:
        raise InvalidValue(field="pass_mark", value=rubric.pass_mark, reason=f"0 to {most} points; 0~{most}점입니다")
    if rubric.bonus_cap < 0 or rubric.min_sheets < 1:
        raise InvalidValue(
            field="bonus_cap, min_sheets",
            value=f"{rubric.bonus_cap}, {rubric.min_sheets}",
            reason="not below 0 points, and one sheet at least; 가점 한도는 0 이상, 평가표는 1장 이상입니다",
        )
    for code in rubric.tie_break:
        if code not in codes:
            raise InvalidValue(field="tie_break", value=code, reason="no such criterion; 없는 평가항목입니다")


def check_sheet(rubric: Rubric, sheet: Sheet) -> None:
    """Refuse a sheet with a missing, unknown or impossible score; bonus lines may be left out."""
    lines = {criterion.code: criterion for criterion in rubric.criteria}
    for code in sheet.points:
        if code not in lines:
            raise CriterionUnknown(member=sheet.member, criterion=code, rubric=rubric.code)
    for criterion in rubric.criteria:
        points = sheet.points.get(criterion.code)
        if points is None:
            if not criterion.bonus:
                raise ScoreMissing(member=sheet.member, criterion=criterion.code)
        elif not (points.is_finite() and 0 <= points <= criterion.most):
            raise ScoreOutOfRange(member=sheet.member, criterion=criterion.code, points=points, most=criterion.most)


def total(rubric: Rubric, sheet: Sheet) -> Decimal:
    """A sheet's points: the lines times their weights, and the bonus lines up to their cap."""
    known = {criterion.code: criterion for criterion in rubric.criteria}
    lines, extra = Decimal(0), Decimal(0)
    for code, points in sheet.points.items():
        if known[code].bonus:
            extra += points * known[code].weight
        else:
            lines += points * known[code].weight
    return lines + min(extra, rubric.bonus_cap)


def committee_result(rubric: Rubric, sheets: Iterable[Sheet], recused: frozenset[str] = frozenset()) -> Result:
    """The average of the sheets that count; recused members' (제척·기피·회피) do not."""
    counted = [sheet for sheet in sheets if sheet.member not in recused]
    seen: set[str] = set()
    for sheet in counted:
        if sheet.member in seen:
            raise SheetTwice(member=sheet.member)
        seen.add(sheet.member)
        check_sheet(rubric, sheet)
    if len(counted) < max(rubric.min_sheets, 1):
        raise TooFewSheets(given=len(counted), needed=max(rubric.min_sheets, 1))
    counted.sort(key=lambda sheet: (total(rubric, sheet), sheet.member))
    dropped: list[Sheet] = []
    if rubric.drop_extremes_from is not None and len(counted) >= max(rubric.drop_extremes_from, 3):
        dropped = [counted[0], counted[-1]]
        counted = counted[1:-1]
    average = _average(total(rubric, sheet) for sheet in counted)
    return Result(
        average=average,
        passed=average >= Fraction(rubric.pass_mark),
        counted=tuple(sheet.member for sheet in counted),
        dropped=tuple(sheet.member for sheet in dropped),
        by_criterion={
            line.code: _average(sheet.points.get(line.code, Decimal(0)) for sheet in counted)
            for line in rubric.criteria
        },
    )


def ranking(rubric: Rubric, results: Mapping[str, Result], places: int, reserves: int = 0) -> tuple[Ranked, ...]:
    """Best first: `places` selected, then `reserves` in reserve; refuses when a full tie lies across an edge."""
    passed = best_first(rubric, results)
    for edge in (places, places + reserves):
        if 0 < edge < len(passed):
            before = _key(rubric, results[passed[edge - 1]])
            if before == _key(rubric, results[passed[edge]]):
                tied = [name for name in passed if _key(rubric, results[name]) == before]
                raise TieNotBroken(applications=", ".join(tied))
    ranked = [
        Ranked(
            application=name,
            rank=1 + sum(_key(rubric, results[other]) < _key(rubric, results[name]) for other in passed),
            place=_place(number, places, reserves),
            average=results[name].average,
        )
        for number, name in enumerate(passed)
    ]
    below = sorted(
        (name for name in results if not results[name].passed), key=lambda name: (-results[name].average, name)
    )
    return (
        *ranked,
        *(Ranked(application=name, rank=None, place=Place.REJECTED, average=results[name].average) for name in below),
    )


def places_within(amounts: Sequence[int], budget_krw: int) -> int:
    """How many of the best can be selected when each gets its amount in won and the money ends.

    The list is in order of rank. Nobody is passed over: with the first for whom the rest is too little it ends.
    """
    left, places = budget_krw, 0
    for amount in amounts:
        if amount > left:
            break
        left -= amount
        places += 1
    return places


def best_first(rubric: Rubric, results: Mapping[str, Result]) -> list[str]:
    """Those that passed, in the order in which they are ranked."""
    return sorted((n for n in results if results[n].passed), key=lambda n: (_key(rubric, results[n]), n))


def _place(number: int, places: int, reserves: int) -> Place:
    if number < places:
        return Place.SELECTED
    return Place.RESERVE if number < places + reserves else Place.REJECTED


def _key(rubric: Rubric, result: Result) -> tuple[Fraction, ...]:
    return (-result.average, *(-result.by_criterion[code] for code in rubric.tie_break))


def _average(points: Iterable[Decimal]) -> Fraction:
    exact = [Fraction(one) for one in points]
    return sum(exact, Fraction(0)) / len(exact)
