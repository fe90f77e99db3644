"""Whose every row is, told from columns and references alone, and not by any policy."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from tests.plugins.programs import tables_of

from majung.storage.database import Database
from majung.storage.table import Table

SUBJECTS = ("firm", "person", "institution")
STAFF = {"account", "mandate", "token"}
"""References to who did something say nothing of whom a row is about."""


@dataclass
class Ownership:
    """Whom each row concerns: the firms, persons and institutions that it names, or that the rows name it hangs on."""

    rows: dict[str, dict[UUID, dict[str, Any]]] = field(default_factory=dict)
    parents: dict[str, dict[str, str]] = field(default_factory=dict)

    async def read(self, database: Database) -> None:
        """Every row of every table, straight from the database."""
        for table in await tables_of(database):
            name = table.table_name()
            references = {f"{f}_id": _target(table, f) for f in table._meta.fk_fields}
            several = [c for c in table.column_names() if c in {f"{s}_ids" for s in SUBJECTS}]
            columns = ", ".join(f'"{c}"' for c in dict.fromkeys(("id", *references, *several)))
            self.parents[name] = references
            found = await database.fetch(f'select {columns} from "{name}"')
            self.rows[name] = {row["id"]: dict(row) for row in found}

    def subjects(self, table: str, id: UUID, depth: int = 5) -> frozenset[tuple[str, UUID]]:
        """The firms, persons and institutions that a row is about; none for what is about nobody."""
        row = self.rows[table].get(id)
        if row is None or depth == 0:
            return frozenset()
        if table in SUBJECTS:
            return frozenset({(table, id)})
        found: set[tuple[str, UUID]] = set()
        for subject in SUBJECTS:
            found |= {(subject, one) for one in row.get(f"{subject}_ids") or ()}
        for column, parent in self.parents[table].items():
            value = row[column]
            if isinstance(value, UUID) and parent not in STAFF:
                found |= self.subjects(parent, value, depth - 1)
        return frozenset(found)


def _target(table: type[Table], reference: str) -> str:
    field: Any = table._meta.fields_map[reference]
    return str(field.related_model._meta.db_table)
