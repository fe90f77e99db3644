"""Ages are each program's own: a person of 43 is a 신중년 here and a youth (청년) there, and of no single group."""

from __future__ import annotations

from datetime import date

from majung.persons.rules import international_age


def within(birth: date | None, on: date, age_from: int, age_to: int) -> bool | None:
    """Whether a person is of these ages on a day, both included; None where the birth date is not known."""
    if birth is None or birth > on:
        return None
    return age_from <= international_age(birth, on) <= age_to
