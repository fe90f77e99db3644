"""Numbers that are well-formed and belong to nobody."""

from __future__ import annotations

from majung.demo.draws import mixed

_STREAM = 103
_OFFICES = 99
BRANCHES = 1_000_000
"""Firms after these have no branches: no numbers are left that are nobody's."""

_SERIALS = 9_999
_CORPORATE = ("81", "86", "87", "88")
_SOLE = tuple(f"{kind:02}" for kind in (*range(1, 80), *range(90, 100)))
_BRN_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)


def firm_brn(place: int, *, sole: bool) -> str:
    """The business registration number of the firm at a place of the list, with its check digit.

    The first three digits are the tax office's, and offices are numbered from 101, so that 001 to 099 are nobody's.
    Corporations have the kinds 81 and 86 to 88 and each place its own number; four million firms fit.
    """
    kinds = _SOLE if sole else _CORPORATE
    serial, rest = place % _SERIALS + 1, place // _SERIALS
    office, kind = rest % _OFFICES + 1, rest // _OFFICES % len(_CORPORATE)
    spread = mixed(0, _STREAM, place) % (len(_SOLE) // len(_CORPORATE)) * len(_CORPORATE) if sole else 0
    return _checked(f"{office:03}{kinds[kind + spread]}{serial:04}")


def branch_brn(place: int) -> str:
    """The number of a firm's second workplace: kind 85 (branch of a corporation), for the first million firms."""
    return _checked(f"{place // 10_000:03}85{place % 10_000:04}")


def firm_crn(place: int, *, kind: str) -> str:
    """A corporate registration number with its check digit: `kind` is 11 (주식회사) or 14 (유한회사).

    Register offices begin at 1101; 0013 to 0099 are none, and being no month cannot be taken for a birth date.
    """
    office = 13 + place // 1_000_000 % 87
    digits = f"00{office:02}{kind}{place % 1_000_000:06}"
    return digits + str(-sum(int(d) * (1 + i % 2) for i, d in enumerate(digits)) % 10)


def firm_phone(number: int) -> str:
    """A telephone of the province whose exchange, 000, does not exist."""
    return f"061-000-{number % 10_000:04}"


def person_phone(number: int) -> str:
    """A mobile number in 010-00: none has been given out that begins with 0 (general knowledge)."""
    number %= 1_000_000
    return f"010-00{number // 10_000:02}-{number % 10_000:04}"


def _checked(nine: str) -> str:
    total = sum(int(d) * w for d, w in zip(nine, _BRN_WEIGHTS, strict=True)) + int(nine[8]) * 5 // 10
    return f"{nine}{-total % 10}"
