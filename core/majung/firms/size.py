"""The size class of a firm on a day: micro, small, medium, or no SME.

중소기업기본법 art. 2 and its decree art. 3 (assets), 3-3 (from when a class applies), 4 (main industry), 7 (average
sales), 8 (small and medium); 소상공인기본법 시행령 art. 3 (micro). Every limit is a row with validity dates. Won
throughout; averages are exact fractions and compared before any rounding.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from majung.errors import InvalidValue
from majung.firms.average_sales import AverageSales, plus_months
from majung.firms.size_limits import IndustryLimit, SizeRules, find_limit, with_section
from majung.texts import Text


class SizeClass(StrEnum):
    """Size classes; a small enterprise (소기업) with few workers is micro, an SME that is not small is medium."""

    MICRO = "MICRO"
    SMALL = "SMALL"
    MEDIUM = "MEDIUM"
    NOT_SME = "NOT_SME"
    UNKNOWN = "UNKNOWN"


@dataclass(frozen=True, kw_only=True)
class FirmFigures:
    """What is known of a firm: main industry (KSIC, with or without section), sales, assets, workers, ownership.

    `affiliates_krw` is the share of affiliates' average sales (관계기업) to add. `outgrew_sme_on` and
    `outgrew_micro_on` are the first day on which the class was lost, if it was.
    """

    industry: str
    sales: AverageSales | None
    assets_krw: int | None = None
    workers: Decimal | None = None
    affiliates_krw: int = 0
    in_large_group: bool = False
    owned_by_large: bool = False
    outgrew_sme_on: date | None = None
    outgrew_micro_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class SizeReason:
    """One step to the class: what was compared with what."""

    code: str
    text: Text
    value: Fraction | None = None
    limit: Fraction | None = None


@dataclass(frozen=True, kw_only=True)
class FirmSize:
    """The class on a day, the steps to it, and the threshold row used."""

    size: SizeClass
    on: date
    reasons: tuple[SizeReason, ...]
    row: IndustryLimit | None = None


def size_on(figures: FirmFigures, on: date, rules: SizeRules) -> FirmSize:
    """The size class on a day; UNKNOWN, with what is missing, rather than a guess."""
    code = with_section(figures.industry, rules)
    row = find_limit(code, on, rules)
    if row is None:
        return _unknown(on, "NO_LIMIT", Text(f"{code} 업종의 기준이 없습니다", f"no limit for industry {code}"))
    if figures.sales is None:
        return _unknown(on, "SALES_MISSING", Text("평균매출액을 알 수 없습니다", "average sales are not known"), row)
    sales = figures.sales.krw + figures.affiliates_krw
    outgrown = _outgrown(figures, sales, row, rules.number("sme_assets_below", on))
    if outgrown is not None:
        return _after_sme(figures, outgrown, FirmSize(size=SizeClass.NOT_SME, on=on, reasons=(), row=row), rules)
    within = _reason(
        "SALES_WITHIN_SME", sales, row.sme_max, "평균매출액 중소기업 기준 이하", "average sales within the SME limit"
    )
    steps = (within,) if figures.assets_krw is not None else (within, _assets_unknown())
    if sales > row.small_max:
        above = _reason(
            "SALES_ABOVE_SMALL",
            sales,
            row.small_max,
            "평균매출액 소기업 기준 초과",
            "average sales above the small limit",
        )
        return FirmSize(size=SizeClass.MEDIUM, on=on, reasons=(*steps, above), row=row)
    small = _reason(
        "SALES_WITHIN_SMALL",
        sales,
        row.small_max,
        "평균매출액 소기업 기준 이하",
        "average sales within the small limit",
    )
    size, worker_step = _micro_or_small(figures, code[0], on, rules)
    return FirmSize(size=size, on=on, reasons=(*steps, small, worker_step), row=row)


def main_industry(shares: Mapping[str, int]) -> str:
    """The industry with the largest sales (decree art. 4); of equal ones the first given."""
    return max(shares, key=lambda code: shares[code])


def regular_workers(month_ends: Sequence[tuple[int, int]], *, part_timer_weight: Decimal) -> Decimal:
    """The monthly average of (regular, part-time of 60 hours or more) heads; the excluded are left out before."""
    if not month_ends:
        raise InvalidValue(field="month_ends", value="", reason="no month is given / 월말 인원이 없습니다")
    return sum((full + part * part_timer_weight for full, part in month_ends), Decimal(0)) / len(month_ends)


def class_applies(year_end: date, rules: SizeRules) -> tuple[date, date]:
    """First and last day of the class drawn from a business year: for December 1 April to 31 March (art. 3-3)."""
    months = int(rules.number("class_applies_after", year_end))
    first = plus_months(year_end + timedelta(days=1), months)
    return first, plus_months(first, 12) - timedelta(days=1)


def _outgrown(figures: FirmFigures, sales: Fraction, row: IndustryLimit, assets_below: Decimal) -> SizeReason | None:
    """Why the firm is no SME by its own figures, or None."""
    if figures.in_large_group:
        return SizeReason(code="LARGE_GROUP", text=Text("공시대상기업집단 소속", "member of a disclosed large group"))
    if figures.owned_by_large:
        return SizeReason(
            code="OWNED_BY_LARGE",
            text=Text("대기업이 30% 이상 소유한 최대주주", "a large company is the largest holder with 30 % or more"),
        )
    if figures.assets_krw is not None and figures.assets_krw >= assets_below:
        return _reason(
            "ASSETS_TOO_LARGE",
            figures.assets_krw,
            assets_below,
            "자산총액 기준 이상",
            "total assets at or above the limit",
        )
    if sales > row.sme_max:
        return _reason(
            "SALES_ABOVE_SME", sales, row.sme_max, "평균매출액 중소기업 기준 초과", "average sales above the SME limit"
        )
    return None


def _after_sme(figures: FirmFigures, outgrown: SizeReason, verdict: FirmSize, rules: SizeRules) -> FirmSize:
    """An outgrown SME stays one for some years, unless it belongs to a large group or company (art. 2(3))."""
    since = figures.outgrew_sme_on
    may_stay = outgrown.code in ("SALES_ABOVE_SME", "ASSETS_TOO_LARGE") and since is not None
    if may_stay and since is not None:
        until = plus_months(since, 12 * int(rules.number("sme_grace", since)))
        if since <= verdict.on < until:
            grace = SizeReason(
                code="SME_GRACE", text=Text(f"중소기업 유예기간({until} 전까지)", f"SME grace period (before {until})")
            )
            return FirmSize(size=SizeClass.MEDIUM, on=verdict.on, reasons=(outgrown, grace), row=verdict.row)
    return FirmSize(size=SizeClass.NOT_SME, on=verdict.on, reasons=(outgrown,), row=verdict.row)


def _micro_or_small(figures: FirmFigures, section: str, on: date, rules: SizeRules) -> tuple[SizeClass, SizeReason]:
    workers = figures.workers
    if workers is None:
        text = Text(
            "상시근로자 수를 몰라 소상공인 여부를 알 수 없습니다", "micro is undecided: regular workers are not known"
        )
        return SizeClass.SMALL, SizeReason(code="WORKERS_UNKNOWN", text=text)
    below = next(
        row.workers_below
        for row in sorted(rules.micro, key=lambda r: not r.sections)
        if section in row.sections or not row.sections
    )
    if workers < below:
        return SizeClass.MICRO, _reason(
            "WORKERS_BELOW_MICRO",
            workers,
            below,
            "상시근로자 소상공인 기준 미만",
            "regular workers below the micro limit",
        )
    since, cap = figures.outgrew_micro_on, rules.number("micro_grace_workers_below", on)
    if (
        since is not None
        and workers < cap
        and since <= on < plus_months(since, 12 * int(rules.number("micro_grace", since)))
    ):
        return SizeClass.MICRO, _reason("MICRO_GRACE", workers, cap, "소상공인 유예기간", "micro grace period")
    return SizeClass.SMALL, _reason(
        "WORKERS_ABOVE_MICRO",
        workers,
        below,
        "상시근로자 소상공인 기준 이상",
        "regular workers at or above the micro limit",
    )


def _reason(code: str, value: Fraction | Decimal | int, limit: Decimal | int, ko: str, en: str) -> SizeReason:
    return SizeReason(code=code, text=Text(ko, en), value=Fraction(value), limit=Fraction(limit))


def _assets_unknown() -> SizeReason:
    return SizeReason(
        code="ASSETS_UNKNOWN", text=Text("자산총액 미확인", "total assets are not known, taken as within the limit")
    )


def _unknown(on: date, code: str, text: Text, row: IndustryLimit | None = None) -> FirmSize:
    return FirmSize(size=SizeClass.UNKNOWN, on=on, reasons=(SizeReason(code=code, text=text),), row=row)
