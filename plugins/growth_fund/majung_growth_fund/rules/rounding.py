"""Whole won from exact fractions."""

from __future__ import annotations

from enum import StrEnum


class Rounding(StrEnum):
    """Which way a fraction of a won goes; common practice is down (절사), each bank agreement may differ."""

    FLOOR = "FLOOR"
    HALF_UP = "HALF_UP"
    CEILING = "CEILING"


def whole_won(numerator: int, denominator: int, rounding: Rounding, unit: int = 1) -> int:
    """`numerator / denominator` won as a multiple of `unit` won, without passing through a float."""
    step = denominator * unit
    if rounding is Rounding.FLOOR:
        return numerator // step * unit
    if rounding is Rounding.CEILING:
        return -(-numerator // step) * unit
    return (2 * numerator + step) // (2 * step) * unit
