"""Whole numbers among the settings, with the least and the most that each may be."""

from __future__ import annotations

from collections.abc import Mapping

from majung.errors import BadSetting

_MOST_DIGITS = 20
"""More are no number of ours, and Python refuses thousands of them with an error of its own."""


def whole_number(given: Mapping[str, str], setting: str, *, usual: int, least: int, most: int) -> int:
    """The number that the environment gives to a setting, or the usual one; refuses all else, saying what would do."""
    said = given.get(setting)
    if not said:
        return usual
    number = int(said) if said.isascii() and said.isdecimal() and len(said) <= _MOST_DIGITS else None
    if number is None or not least <= number <= most:
        raise BadSetting(setting=setting, value=said[:40], expected=f"a whole number from {least} to {most}")
    return number
