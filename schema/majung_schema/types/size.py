"""The size class of a firm on a day, with the steps to it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

import strawberry

from majung import clock
from majung.days import reckoned
from majung.firms.reads import size_classes_on
from majung.firms.size import FirmSize
from majung_schema.graph.reading import Reading
from majung_schema.graph.rows import Row


@strawberry.type(description="One step to the size class: what was compared with what.")
class SizeStep:
    code: str
    text_ko: str
    text_en: str
    value: str | None
    limit: str | None


@strawberry.type(description="The size class on a day. UNKNOWN names what is missing; nothing is guessed.")
class SizeOnDay:
    size: str = strawberry.field(description="MICRO, SMALL, MEDIUM, NOT_SME or UNKNOWN.")
    on: date
    steps: list[SizeStep]


async def sizes_of(reading: Reading, rows: list[Row], *, on: date | None = None) -> Sequence[SizeOnDay | None]:
    """The size class on a day (today, if none is given) from the threshold table in force, for many firms at once."""
    day = reckoned(on, "on") if on else clock.today()
    found = await size_classes_on([row.id for row in rows], day)
    return [_shown(found[row.id]) if row.id in found else None for row in rows]


def _decimal(value: Fraction | None) -> str | None:
    """As a decimal of at most two places, for people; the comparison itself was exact."""
    if value is None:
        return None
    if value.denominator == 1:
        return str(value.numerator)
    return f"{Decimal(value.numerator) / Decimal(value.denominator):.2f}"


def _shown(found: FirmSize) -> SizeOnDay:
    return SizeOnDay(
        size=found.size.value,
        on=found.on,
        steps=[
            SizeStep(
                code=reason.code,
                text_ko=reason.text.ko,
                text_en=reason.text.en,
                value=_decimal(reason.value),
                limit=_decimal(reason.limit),
            )
            for reason in found.reasons
        ],
    )
