"""The kinds of business that firms of the province have, as nodes of the classification."""

from __future__ import annotations

from majung.demo.draws import RowIds
from majung.demo.places import industries
from majung.reference import read_reference
from majung.storage.database import Database

REVISION = 10
_INSERT = """
insert into industry (id, revision, code, name_ko, name_en, level, parent_code, section)
select n.id, $1, n.code, n.name, '', 5, left(n.code, 4), n.section
from unnest($2::uuid[], $3::text[], $4::text[], $5::text[]) n (id, code, name, section)
on conflict (revision, code) do nothing
"""


async def add_industries(database: Database, seed: int) -> None:
    """Add the kinds of business of the 10th revision that are not there; an import of the whole list comes later."""
    found = {industry.code: industry.name_ko for industry in industries()}
    ids = RowIds("industry", seed)
    await database.execute(
        _INSERT, REVISION, [ids.at(i) for i in range(len(found))], [*found], [*found.values()], [*map(_section, found)]
    )


def _section(code: str) -> str:
    """The section letter of a code, from the divisions of each section."""
    return next(row["section"] for row in read_reference("ksic10_sections") if code[:2] in _divisions(row))


def _divisions(row: dict[str, str]) -> list[str]:
    first, _, last = row["divisions"].partition("-")
    return [f"{division:02}" for division in range(int(first), int(last or first) + 1)]
