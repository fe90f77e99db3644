"""What rows of a file say of firms, laid over what is known of them; nothing is awaited or stored here.

A row fills and changes, it never clears. Of several rows about one firm in one file the first says how it is, the
others add what is missing (further numbers, workplaces, products), so that a second run finds nothing to change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence, Set
from dataclasses import dataclass, field
from functools import cached_property
from uuid import UUID

from majung.districts.reads import locate
from majung.districts.rules import Districts
from majung.imports.firm_rows import FirmRow
from majung.imports.firms_known import KnownFirm, KnownWorkplace, Number, key_of, numbers_of
from majung.imports.import_run import Outcome
from majung.imports.industry_texts import REVISION, find_industry
from majung.imports.report import BadRow, bad_row

OWN = ("brn", "crn")
"""Schemes of the numbers that are columns of a firm or a workplace, and no identifiers of other registers."""

_KEPT_PLACES = 50_000

Again = Callable[[UUID], bool]
"""Whether an earlier row of the same file told of a firm or workplace."""

_JOINED = "; "


@dataclass(frozen=True, kw_only=True)
class Surroundings:
    """What texts of rows are resolved with; districts of addresses are looked up once for each beginning."""

    districts: Districts
    industries: Mapping[str, str]
    _codes: dict[str, str | None] = field(default_factory=dict)

    def district_code(self, text: str | None) -> str | None:
        """The canonical district of a name, code or address."""
        if not text:
            return None
        begins = self._beginning(text)
        if begins not in self._codes:
            if len(self._codes) > _KEPT_PLACES:
                self._codes.clear()
            self._codes[begins] = locate(begins, self.districts).code
        return self._codes[begins]

    def _beginning(self, text: str) -> str:
        """As much of a text as tells the district: after the name of a province, two words (수원시 장안구)."""
        first, *words = text.split(maxsplit=3)
        return " ".join((first, *words[:2])) if first in self._provinces and "@" not in text else text

    @cached_property
    def _provinces(self) -> frozenset[str]:
        return frozenset(entry.word for entry in self.districts.words if not entry.only_before_child)


@dataclass(frozen=True, kw_only=True)
class Merged:
    """The firms to store, what became of the rows, and the marks of the firms and workplaces they spoke of."""

    firms: Sequence[KnownFirm]
    outcome: Outcome
    told: frozenset[int]


def merge_rows(
    rows: Sequence[FirmRow], owners: dict[Number, KnownFirm], told_before: Set[int], around: Surroundings
) -> Merged:
    """Lay rows over firms; `owners` gains the new ones, `told_before` marks what earlier rows of the file told of."""
    outcome = Outcome()
    touched: dict[UUID, KnownFirm] = {}
    told: set[int] = set()

    def again(record: UUID) -> bool:
        return hash(record) in told or hash(record) in told_before

    for row in rows:
        firm = _find(row, owners)
        if problem := _conflict(row, firm, owners):
            outcome.bad.append(problem)
            continue
        if firm is None:
            firm = KnownFirm(name=row.name, new=True, changed={"name"})
            outcome.new += 1
            _lay(row, firm, owners, again, around)
        elif _lay(row, firm, owners, again, around):
            outcome.changed += 1
        else:
            outcome.unchanged += 1
        told.update((hash(firm.id), *(hash(w.id) for w in firm.workplaces if w.told)))
        owners.update(dict.fromkeys(numbers_of(row), firm))
        touched[firm.id] = firm
    return Merged(firms=[firm for firm in touched.values() if firm.to_store], outcome=outcome, told=frozenset(told))


def _find(row: FirmRow, owners: Mapping[Number, KnownFirm]) -> KnownFirm | None:
    """The firm of a row's key, else the one with its corporate number, else with its business number."""
    own = [number for number in numbers_of(row) if number[0] in OWN]
    return next((owners[number] for number in (key_of(row), *own) if number in owners), None)


def _conflict(row: FirmRow, firm: KnownFirm | None, owners: Mapping[Number, KnownFirm]) -> BadRow | None:
    """A number that another firm has: two records may be one firm, which only a person can tell."""
    for scheme, value in numbers_of(row):
        owner = owners.get((scheme, value))
        if owner is not None and owner is not firm:
            return bad_row(row.line, scheme, value if scheme != "crn" else None, "BELONGS_TO_ANOTHER")
    if firm is not None and row.crn and firm.crn and row.crn != firm.crn:
        return bad_row(row.line, "crn", None, "BELONGS_TO_ANOTHER")
    return None


def _lay(row: FirmRow, firm: KnownFirm, owners: Mapping[Number, KnownFirm], again: Again, around: Surroundings) -> bool:
    """Lay one row over a firm; whether that changed anything."""
    before = again(firm.id)
    industry = find_industry(row.ksic_text, around.industries)
    told: dict[str, object] = {
        "name": row.name,
        "crn": row.crn,
        "representative": ", ".join(row.representatives)[:300] or None,
        "founded_on": row.opened_on,
        "district_code": around.district_code(row.district_text or row.address),
        "district_as_received": row.district_text[:100] if row.district_text else None,
        "industry_revision": REVISION if industry else None,
        "industry_code": industry,
        "homepage": row.homepage,
        "products": _products(firm.products, row.products, again=before),
    }
    changed = _take(firm, told, again=before, adding=("products",))
    firm.changed |= changed
    if "representative" in changed:
        firm.representatives = row.representatives
    added = [number for number in numbers_of(row) if number[0] not in OWN and number not in owners]
    firm.numbers += added
    return any((changed, added, _lay_workplace(row, firm, told, again)))


def _lay_workplace(row: FirmRow, firm: KnownFirm, told: Mapping[str, object], again: Again) -> bool:
    """The workplace a row speaks of: by its number, else by its address, else the head office."""
    values = {
        "address": row.address,
        "district_code": told["district_code"],
        "district_as_received": told["district_as_received"],
        "phone": row.phone,
        "opened_on": row.opened_on,
    }
    head = next((w for w in firm.workplaces if w.head), None)
    if row.brn:
        without_number = head if head and head.brn is None else None
        found = next((w for w in firm.workplaces if w.brn == row.brn), without_number)
    else:
        found = next((w for w in firm.workplaces if row.address and w.address == row.address), head)
    fresh = found is None
    if found is None:
        found = KnownWorkplace(brn=row.brn, name=row.name, head=head is None, new=True)
        firm.workplaces.append(found)
    elif row.brn:
        values["brn"] = row.brn
    changed = _take(found, values, again=again(found.id))
    found.told = True
    found.changed = found.changed or bool(changed)
    if found.head and "address" in changed:
        firm.changed.add("address")
    return fresh or bool(changed)


def _take(
    known: KnownFirm | KnownWorkplace, told: Mapping[str, object], *, again: bool, adding: Sequence[str] = ()
) -> set[str]:
    """Take over what a row tells: everything, or, when the record was told before, only what it lacks."""
    changed: set[str] = set()
    for column, value in told.items():
        present = getattr(known, column)
        if value is None or value == present or (again and present is not None and column not in adding):
            continue
        setattr(known, column, value)
        changed.add(column)
    return changed


def _products(present: str | None, told: str | None, *, again: bool) -> str | None:
    """The products after a row: those told are among them already, or added, or instead of what was there."""
    if told is None or present is None:
        return told
    if told in present.split(_JOINED):
        return present
    return f"{present}{_JOINED}{told}" if again else told
