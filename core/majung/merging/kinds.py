"""The two kinds of records that can be merged, and what is particular about each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from majung.events.event import Event
from majung.firms.models import Firm
from majung.merging.events import FirmMergeUndone, FirmsMerged, PersonMergeUndone, PersonsMerged
from majung.merging.models import FirmMerge, PersonMerge
from majung.merging.moving import About
from majung.merging.scopes import MERGE_FIRMS, MERGE_PERSONS
from majung.persons.models import Person


@dataclass(frozen=True, kw_only=True)
class MergeKind:
    """`filled` are the columns that the survivor takes over where it lacks them, `only` those that must not differ,
    `unique` those of `filled` that only one of the two rows may have."""

    about: About
    table: type[Firm] | type[Person]
    merges: type[FirmMerge] | type[PersonMerge]
    scope: str
    filled: tuple[str, ...]
    only: tuple[str, ...]
    unique: tuple[str, ...] = ()
    merged: Callable[..., Event]
    undone: Callable[..., Event]


FIRMS = MergeKind(
    about="firm",
    table=Firm,
    merges=FirmMerge,
    scope=MERGE_FIRMS,
    filled=(
        "crn", "legal_form", "representative", "founded_on", "district_code", "district_as_received",
        "industry_revision", "industry_code", "employees", "homepage", "products",
    ),
    only=("crn",),
    unique=("crn",),
    merged=FirmsMerged,
    undone=FirmMergeUndone,
)  # fmt: skip

PERSONS = MergeKind(
    about="person",
    table=Person,
    merges=PersonMerge,
    scope=MERGE_PERSONS,
    filled=(
        "birth_date", "gender", "district_code", "district_as_received", "phone", "phone_hash", "email", "email_hash",
        "address",
    ),
    only=("birth_date",),
    merged=PersonsMerged,
    undone=PersonMergeUndone,
)  # fmt: skip
