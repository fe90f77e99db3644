"""Fund products read from rows of text: the yearly table, its terms, its repayment choices."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from decimal import Decimal

import msgspec

from majung.errors import InvalidValue
from majung_growth_fund.errors import FundProductUnknown
from majung_growth_fund.rules.industries import rules_of
from majung_growth_fund.rules.products import (
    Caps,
    Family,
    Product,
    Purpose,
    RateKind,
    Rates,
    RepaymentChoice,
    RepaymentMethod,
    Route,
    Terms,
)

Row = Mapping[str, str]
Key = tuple[int, str]


def _words(text: str) -> frozenset[str]:
    return frozenset(part.strip() for part in text.split(";") if part.strip())


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text.strip().lower()]


_READ: dict[str, Callable[[str], object]] = {
    "purposes": lambda text: frozenset(Purpose(word) for word in _words(text)),
    "part_caps": _truth,
    "routes": lambda text: frozenset(Route(word) for word in _words(text)),
    "size_classes": _words,
    "min_operating_months": int,
    "below_operating_months": int,
    "min_manufacturing_pct": Decimal,
    "registered_factory": _truth,
    "idle_factory_months": int,
    "social_certifications": _words,
    "service_industries": rules_of,
    "service_facility_industries": rules_of,
    "service_working_only_months": int,
    "allowed_industries": rules_of,
    "restricted_industries": rules_of,
    "recommendation_days": int,
    "term_months": int,
    "relief_deferral_months": int,
    "relief_extension_months": int,
    "relief_sales_drop_pct": Decimal,
}
TERM_NAMES = tuple(_READ)
"""Every term a row may name."""


def terms_of(values: Mapping[str, str]) -> Terms:
    """Terms from their texts; refuses a name or a value that no term has."""
    read: dict[str, object] = {}
    for name, text in values.items():
        reader = _READ.get(name)
        if reader is None:
            raise InvalidValue(field="term", value=name, reason=f"known terms are {', '.join(TERM_NAMES)}")
        try:
            read[name] = reader(text)
        except (ValueError, KeyError, ArithmeticError) as err:
            raise InvalidValue(field=name, value=text, reason="not a value of this term; 조건 값이 아닙니다") from err
    return msgspec.structs.replace(Terms(), **read)


def choice_of(row: Row) -> RepaymentChoice:
    """One row of the table of repayment choices."""
    return RepaymentChoice(
        code=row["choice"],
        grace_months=int(row["grace_months"]),
        method=RepaymentMethod(row["method"]),
        instalments=int(row["instalments"] or 1),
        interval_months=int(row["interval_months"] or 0),
        round_to_krw=int(row.get("round_to_krw") or 1),
    )


def product_of(row: Row, terms: Terms | None = None, choices: tuple[RepaymentChoice, ...] = ()) -> Product:
    """One row of the yearly table; an empty cell is "not known"."""
    return Product(
        year=int(row["year"]),
        code=row["code"],
        name_ko=row["name_ko"],
        name_en=row.get("name_en", ""),
        family=Family(row["family"]) if row["family"] else None,
        caps=Caps(
            total=_won(row["cap_total_krw"]),
            facility=_won(row["cap_facility_krw"]),
            working=_won(row["cap_working_krw"]),
            preferred=_won(row["cap_preferred_krw"]),
        ),
        rates=Rates(
            kind=RateKind(row["rate_kind"]) if row["rate_kind"] else None,
            lowest=_percent(row["rate_or_subsidy_min_pct"]),
            highest=_percent(row["rate_or_subsidy_max_pct"]),
            preferred=_percent(row["preferred_pct"]),
        ),
        intake=row["intake"] or None,
        agency=row["agency"],
        source=row["source"],
        budget_krw=_won(row["budget_krw"]),
        note=row["note"],
        terms=terms or Terms(),
        choices=choices,
    )


def catalogue(products: Iterable[Row], terms: Iterable[Row] = (), choices: Iterable[Row] = ()) -> dict[Key, Product]:
    """All products by (year, code), with the terms and choices of each; a later term row replaces an earlier."""
    texts: dict[Key, dict[str, str]] = {}
    for row in terms:
        texts.setdefault(_key(row), {})[row["term"]] = row["value"]
    offers: dict[Key, list[RepaymentChoice]] = {}
    for row in choices:
        offers.setdefault(_key(row), []).append(choice_of(row))
    found = {
        _key(row): product_of(row, terms_of(texts.get(_key(row), {})), tuple(offers.get(_key(row), ())))
        for row in products
    }
    for year, code in [*texts, *offers]:
        if (year, code) not in found:
            raise FundProductUnknown(code=code, year=year)
    return found


def _key(row: Row) -> Key:
    return int(row["year"]), row["code"]


def _won(text: str) -> int | None:
    return int(text) if text else None


def _percent(text: str) -> Decimal | None:
    return Decimal(text) if text else None
