"""Policies: which rows of a table an actor sees, declared once and compiled into every read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from majung.access.actor import KINDS, Actor, Kind

if TYPE_CHECKING:
    from majung.storage.table import Table

MAX_DEPTH = 6
MOMENT = "as_of"
"""Name of the parameter that holds the moment a read asks for (`asOf`)."""


class Condition:
    """A statement about one row and its viewer; compiled to SQL with ``:viewer`` parameters."""

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        """SQL text that is true for the rows the actor sees; `row` is the table's alias.

        With `as_of` other rows are looked at as they were at the moment `:as_of`; the viewer's mandate and what
        was disclosed to them are always judged as they are now.
        """
        raise NotImplementedError


@dataclass(frozen=True)
class Sql(Condition):
    """A condition in SQL: ``{row}`` is the row, ``:firms`` and the like are viewer parameters (actor.py)."""

    text: str

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        return self.text.replace("{row}", row)


EVERYONE = Sql("true")
NOBODY = Sql("false")


@dataclass(frozen=True)
class Follows(Condition):
    """The row is seen when the row it points to is seen, under that table's own policy."""

    column: str
    table: str

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        from majung.storage.history import as_of_source
        from majung.storage.table import find_table

        if depth > MAX_DEPTH:
            raise ValueError(f"policies follow each other in a circle at {self.table}.{self.column}")
        alias = f"{row}_{depth}"
        table = find_table(self.table)
        inner = table.access.policy.compile(alias, actor, depth + 1, as_of=as_of)
        if inner == "true":
            return f'{row}."{self.column}" is not null'  # what points to nothing is not seen by it
        if inner == "false":
            return inner
        source = f'"{self.table}"'
        if as_of and table.access.history:
            source = as_of_source(self.table, f":{MOMENT}", table.column_names())
        return f'exists (select 1 from {source} {alias} where {alias}.id = {row}."{self.column}" and {inner})'


@dataclass(frozen=True)
class Behind(Condition):
    """The row is seen when some row of another table that points to it is seen, under that table's own policy."""

    table: str
    column: str

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        from majung.storage.table import find_table

        if depth > MAX_DEPTH:
            raise ValueError(f"policies follow each other in a circle at {self.table}.{self.column}")
        alias = f"{row}_{depth}"
        inner = find_table(self.table).access.policy.compile(alias, actor, depth + 1)
        if inner == "false":
            return inner
        return f'exists (select 1 from "{self.table}" {alias} where {alias}."{self.column}" = {row}.id and {inner})'


@dataclass(frozen=True)
class Scoped(Condition):
    """The condition holds for mandates with a permission; others see nothing by it."""

    scope: str
    condition: Condition

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        return self.condition.compile(row, actor, depth, as_of=as_of) if actor.may(self.scope) else "false"


@dataclass(frozen=True)
class AnyOf(Condition):
    """One of the conditions is enough."""

    conditions: tuple[Condition, ...]

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        parts = [c.compile(row, actor, depth, as_of=as_of) for c in self.conditions]
        if "true" in parts:
            return "true"
        parts = [p for p in dict.fromkeys(parts) if p != "false"]
        return f"({' or '.join(parts)})" if parts else "false"


@dataclass(frozen=True)
class AllOf(Condition):
    """All of the conditions are needed."""

    conditions: tuple[Condition, ...]

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        parts = [c.compile(row, actor, depth, as_of=as_of) for c in self.conditions]
        if "false" in parts:
            return "false"
        parts = [p for p in dict.fromkeys(parts) if p != "true"]
        return f"({' and '.join(parts)})" if parts else "true"


@dataclass(frozen=True)
class InDistricts(Condition):
    """The row lies in a district the viewer is limited to; a mandate without such a limit sees all."""

    column: str

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        return f'{row}."{self.column}" = any(:districts)' if actor.districts else "true"


@dataclass(frozen=True)
class WholeProvince(Condition):
    """The mandate is not limited to districts."""

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        return "false" if actor.districts else "true"


@dataclass(frozen=True)
class Unmerged(Condition):
    """The record does not stand for another one; asked of the record itself, not by rows that follow it.

    What belonged to a merged record was pointed at its survivor, so rows that follow pay nothing for it.
    """

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        return "true" if depth else f'{row}."merged_into_id" is null'


def unmerged(condition: Condition) -> Condition:
    """`condition`, for records that have not been merged into another; their ids lead to the survivor."""
    return AllOf((condition, Unmerged()))


def whole_province() -> Condition:
    """For officials who are not limited to districts, all rows; for those of a si/gun none."""
    return WholeProvince()


def in_districts(column: str = "district_code") -> Condition:
    """For officials of a si/gun, rows of their own districts; for others all rows."""
    return InDistricts(column)


def any_of(*conditions: Condition) -> Condition:
    """One of the conditions is enough."""
    return AnyOf(conditions)


def all_of(*conditions: Condition) -> Condition:
    """All of the conditions are needed."""
    return AllOf(conditions)


def scoped(scope: str, condition: Condition = EVERYONE) -> Condition:
    """`condition`, for mandates that hold `scope`."""
    return Scoped(scope, condition)


def follows(column: str, table: str) -> Condition:
    """Seen with the row that `column` points to in `table`."""
    return Follows(column, table)


def behind(table: str, column: str) -> Condition:
    """Seen with any row of `table` whose `column` points to it, as these are now."""
    return Behind(table, column)


def own_firm(column: str = "firm_id") -> Condition:
    """The row belongs to a firm the viewer acts for."""
    return Sql(f'{{row}}."{column}" = any(:firms)')


def own_person(column: str = "person_id") -> Condition:
    """The row is about the viewer."""
    return Sql(f'{{row}}."{column}" = :person')


def own_institution(column: str = "institution_id") -> Condition:
    """The row belongs to the viewer's institution (a bank, a si/gun, a partner agency)."""
    return Sql(f'{{row}}."{column}" = :institution')


def own_centre(column: str = "centre_id") -> Condition:
    """The row belongs to a centre the official works at."""
    return Sql(f'{{row}}."{column}" = any(:centres)')


def own_program(column: str = "program_code") -> Condition:
    """The row belongs to a program in which the official works: one of whose plugin's permissions they hold."""
    return Sql(f'exists (select 1 from program p_ where p_.code = {{row}}."{column}" and p_.plugin = any(:rooms))')


def own_account(column: str = "account_id") -> Condition:
    """The row is the viewer's own work."""
    return Sql(f'{{row}}."{column}" = :account')


def disclosed_firm(column: str = "firm_id") -> Condition:
    """The firm has been disclosed to the viewer's institution, and the disclosure is in force."""
    return _disclosed("firm_id", column)


def disclosed_person(column: str = "person_id") -> Condition:
    """The person has been disclosed to the viewer's institution, and the disclosure is in force."""
    return _disclosed("person_id", column)


def _disclosed(whom: str, column: str) -> Condition:
    return Sql(
        f'exists (select 1 from disclosure d where d.{whom} = {{row}}."{column}"'
        " and d.institution_id = :institution and d.valid_from <= :today"
        " and (d.valid_to is null or d.valid_to >= :today))"
    )


@dataclass(frozen=True, kw_only=True)
class Policy:
    """Which rows of a table each kind of actor sees; what is not said is nobody."""

    official: Condition = NOBODY
    firm: Condition = NOBODY
    person: Condition = NOBODY
    partner: Condition = NOBODY
    anonymous: Condition = NOBODY

    def of(self, kind: Kind) -> Condition:
        """The condition for one kind of actor."""
        return EVERYONE if kind == "system" else self.by_kind()[kind]

    def by_kind(self) -> Mapping[Kind, Condition]:
        """Every kind with its condition, for the access table and the checks."""
        return {kind: getattr(self, kind) for kind in KINDS if kind != "system"}

    def compile(self, row: str, actor: Actor, depth: int = 0, *, as_of: bool = False) -> str:
        """SQL text that is true for the rows this actor sees."""
        return self.of(actor.kind).compile(row, actor, depth, as_of=as_of)


def public() -> Policy:
    """Everyone sees every row: reference data and announcements."""
    return Policy(official=EVERYONE, firm=EVERYONE, person=EVERYONE, partner=EVERYONE, anonymous=EVERYONE)


def same_as(column: str, table: type[Table] | str) -> Policy:
    """Each kind of actor sees the row when it sees the row that `column` points to."""
    name = table if isinstance(table, str) else table.table_name()
    c = follows(column, name)
    return Policy(official=c, firm=c, person=c, partner=c, anonymous=c)
