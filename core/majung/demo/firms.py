"""The firms of the province with what is known of them."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from uuid import UUID

from majung.demo.batch import Batch, declare
from majung.demo.certificates import add_certificates
from majung.demo.draws import DOUBLES, RowIds, block_chances, original
from majung.demo.figures import add_years
from majung.demo.names import SOLE, InventedName, firm_name, person_name, representative_of
from majung.demo.numbers import BRANCHES, branch_brn, firm_brn, firm_crn, firm_phone
from majung.demo.places import Address, Industry, Place, address_in, place_of
from majung.demo.supports import add_supports
from majung.korean import name_key, search_columns
from majung.merging.spellings import spelling_variants

SOURCE = "demonstration"
LAST_DAY = date(2025, 12, 31)
"""No firm is younger: each has figures of at least one year."""

_MERGER = date(2026, 7, 1)
_DAYS = [LAST_DAY - timedelta(days=days) for days in range(40 * 365)]
_TAX_STATUS = {"ACTIVE": "01", "SUSPENDED": "02", "CLOSED": "03"}

declare(
    {
        "firm": "id name name_key legal_form crn representative status founded_on closed_on district_code"
        " district_as_received industry_revision industry_code employees homepage products source merged_into_id"
        " search_jamo search_initials search_grams",
        "establishment": "id firm_id brn name head address postcode district_code district_as_received phone"
        " registered_factory opened_on closed_on tax_status",
        "firm_name": "id firm_id name valid_from valid_to",
        "firm_representative": "id firm_id name valid_from valid_to",
        "firm_address": "id firm_id address district_code district_as_received valid_from valid_to",
        "firm_headcount": "id firm_id on regular_workers source",
        "firm_industry": "id firm_id revision code main sales_share_pct valid_from valid_to",
    }
)


@dataclass(frozen=True, slots=True)
class DemoFirm:
    """A firm before it is written down in its tables."""

    number: int
    id: UUID
    name: InventedName
    place: Place
    industry: Industry
    address: Address
    representative: str
    founded_on: date
    closed_on: date | None
    status: str
    workers: float


class FirmRows:
    """Makes the records of firms, block by block."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._ids = {
            table: RowIds(table, seed).at
            for table in (
                "firm", "establishment", "firm_name", "firm_representative", "firm_address", "firm_headcount",
                "firm_industry", "firm_year", "certification", "support_record",
            )
        }  # fmt: skip

    def block(self, block: int, numbers: range) -> Batch:
        """All records of the firms with these numbers."""
        chances = block_chances(self._seed, "firms", block)
        batch = Batch()
        for table in self._ids:  # tables that others refer to come first, also where the first firm has no record
            batch.add(table)
        before: DemoFirm | None = None
        for number in numbers:
            firm = self._firm(number, chances)
            if before is not None and original(number) == before.number:
                firm = _again(before, firm)
            self._add(batch, firm, chances)
            before = firm
        return batch

    def _firm(self, number: int, chances: Random) -> DemoFirm:
        random = chances.random
        place = place_of(self._seed, number)
        industry = place.industries.draw(chances)
        founded = _DAYS[int(random() ** 1.6 * len(_DAYS))]
        state = random()
        closed = LAST_DAY - timedelta(days=int(random() * 600)) if state < 0.03 else None
        if closed and closed <= founded:
            closed = None
        return DemoFirm(
            number=number,
            id=self._ids["firm"](number),
            name=firm_name(place, industry, chances),
            place=place,
            industry=industry,
            address=address_in(place, chances),
            representative=representative_of(self._seed, number).text,
            founded_on=founded,
            closed_on=closed,
            status="CLOSED" if closed else "SUSPENDED" if 0.03 <= state < 0.05 else "ACTIVE",
            workers=max(1.0, round(industry.workers * math.exp(chances.gauss(-0.2, 0.85)) * 2) / 2),
        )

    def _add(self, batch: Batch, firm: DemoFirm, chances: Random) -> None:
        batch.add("firm", _firm_record(firm, chances))
        batch.add("establishment", *self._workplaces(firm, chances))
        self._add_history(batch, firm, chances)
        for place, (on, workers) in enumerate(_headcounts(firm, chances), start=firm.number * 2):
            record = (self._ids["firm_headcount"](place), firm.id, on, Decimal(workers), "employment-insurance")
            batch.add("firm_headcount", record)
        self._add_industries(batch, firm, chances)
        add_years(batch, firm, chances, self._ids["firm_year"])
        add_certificates(batch, firm, chances, self._ids["certification"])
        add_supports(batch, firm, chances, (self._ids["support_record"], self._ids["establishment"]))

    def _workplaces(self, firm: DemoFirm, chances: Random) -> Iterator[tuple[object, ...]]:
        sole = firm.name.form == SOLE
        place, here = firm.place, firm.address
        factory = firm.industry.factory and (firm.workers > 4 or chances.random() < 0.5)
        ids = self._ids["establishment"]
        yield (
            ids(firm.number * 2), firm.id, firm_brn(firm.number, sole=sole), firm.name.text, True, here.text,
            here.postcode, place.code, here.as_received, firm_phone(int(chances.random() * 10_000)), factory,
            firm.founded_on, firm.closed_on, _TAX_STATUS[firm.status],
        )  # fmt: skip
        if firm.workers > 20 and not sole and firm.number < BRANCHES and chances.random() < 0.35:
            there = address_in(place, chances)
            yield (
                ids(firm.number * 2 + 1), firm.id, branch_brn(firm.number), f"{firm.name.bare} 제2공장", False,
                there.text, there.postcode, place.code, there.as_received, None, firm.industry.factory,
                firm.founded_on, firm.closed_on, _TAX_STATUS[firm.status],
            )  # fmt: skip

    def _add_history(self, batch: Batch, firm: DemoFirm, chances: Random) -> None:
        """Names, representatives and addresses over time; one in twelve firms had others before."""
        random = chances.random
        number, age = firm.number, (LAST_DAY - firm.founded_on).days
        changed = firm.founded_on + timedelta(days=int(age * (0.3 + random() * 0.6)))
        before = changed - timedelta(days=1)
        had_another = age > 1000 and random() < 0.08
        since = changed if had_another else firm.founded_on
        ids = self._ids["firm_representative"]
        batch.add("firm_representative", (ids(number * 2), firm.id, firm.representative, since, None))
        if had_another:
            earlier = person_name(chances.getrandbits(64)).text
            batch.add("firm_representative", (ids(number * 2 + 1), firm.id, earlier, firm.founded_on, before))
            name = self._ids["firm_name"]
            batch.add(
                "firm_name",
                (name(number * 2), firm.id, firm.name.text, changed, None),
                (name(number * 2 + 1), firm.id, _earlier_name(firm, chances), firm.founded_on, before),
            )
        ids, here, code = self._ids["firm_address"], firm.address, firm.place.code
        moved = age > 1000 and random() < 0.1
        since = changed if moved else firm.founded_on
        batch.add("firm_address", (ids(number * 2), firm.id, here.text, code, here.as_received, since, None))
        if moved:
            there = address_in(firm.place, chances)
            record = (ids(number * 2 + 1), firm.id, there.text, code, there.as_received, firm.founded_on, before)
            batch.add("firm_address", record)

    def _add_industries(self, batch: Batch, firm: DemoFirm, chances: Random) -> None:
        ids, since = self._ids["firm_industry"], firm.founded_on
        second = firm.place.industries.draw(chances) if chances.random() < 0.12 else None
        if second is None or second.code == firm.industry.code:
            batch.add(
                "firm_industry",
                (ids(firm.number * 2), firm.id, 10, firm.industry.code, True, Decimal(100), since, None),
            )
            return
        share = 55 + int(chances.random() * 40)
        batch.add(
            "firm_industry",
            (ids(firm.number * 2), firm.id, 10, firm.industry.code, True, Decimal(share), since, None),
            (ids(firm.number * 2 + 1), firm.id, 10, second.code, False, Decimal(100 - share), since, None),
        )


def _again(known: DemoFirm, firm: DemoFirm) -> DemoFirm:
    """The same firm from another source: no legal form nor corporate number, and every other time spelled by ear."""
    variants = sorted(spelling_variants(known.name.bare) - {known.name.bare})
    bare = variants[0] if variants and firm.number // DOUBLES % 2 else known.name.bare
    return replace(
        firm,
        name=InventedName(text=bare, bare=bare, form=SOLE),
        industry=known.industry,
        address=known.address,
        founded_on=known.founded_on,
        closed_on=known.closed_on,
        status=known.status,
    )


def _firm_record(firm: DemoFirm, chances: Random) -> tuple[object, ...]:
    columns = search_columns(firm.name.text)
    kind = {SOLE: None, "유한회사": "14"}.get(firm.name.form, "11")
    homepage = f"https://firm{firm.number}.example.com" if firm.workers > 10 and chances.random() < 0.5 else None
    return (
        firm.id, firm.name.text, name_key(firm.name.text), firm.name.form, kind and firm_crn(firm.number, kind=kind),
        firm.representative, firm.status, firm.founded_on, firm.closed_on, firm.place.code, firm.address.as_received,
        10, firm.industry.code, int(firm.workers), homepage, ", ".join(firm.industry.words[:2]), SOURCE, None,
        columns.jamo, columns.initials, columns.grams,
    )  # fmt: skip


def _earlier_name(firm: DemoFirm, chances: Random) -> str:
    return firm_name(firm.place, firm.industry, chances).text


def _headcounts(firm: DemoFirm, chances: Random) -> Iterator[tuple[date, float]]:
    """Workers at the end of 2025, and in the middle of 2026 for firms that go on."""
    yield LAST_DAY, firm.workers if firm.closed_on is None else 0.0
    if firm.status == "ACTIVE":
        yield _MERGER - timedelta(days=1), max(1.0, round(firm.workers * (0.9 + chances.random() * 0.25) * 2) / 2)
