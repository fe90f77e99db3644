"""The core's schema without any plugin on a database of the test's own, asked the way every transport asks."""

from __future__ import annotations

import itertools
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from tortoise import fields
from tortoise.contrib.postgres.fields import ArrayField

from majung.access.actor import Actor
from majung.access.cipher import Keys, use_keys
from majung.korean import search_columns
from majung.plugin.loader import load
from majung.settings import Settings
from majung.storage.database import open_database
from majung.storage.ids import uuid7
from majung.storage.migrations import model_modules
from majung.storage.table import BASE_COLUMNS, find_table
from majung_schema.asking import Asked, RequestInfo
from majung_schema.build import build_schema
from majung_schema.graph.context import Context
from majung_schema.operations import Operations
from majung_schema.platform import Platform
from majung_schema.specs import SchemaSpecs

OFFICIAL = Actor(kind="official", name="official:1", scopes=frozenset({"persons.read"}), origin="192.0.2.1")


@dataclass
class Asking:
    """Answers documents, and remembers how many statements the last answer took."""

    platform: Platform
    operations: Operations = field(init=False)
    statements: int = 0

    def __post_init__(self) -> None:
        self.operations = Operations(self.platform.schema, open_operation=self._counted, settings=self.platform.limits)

    async def __call__(
        self,
        document: str,
        actor: Actor = OFFICIAL,
        variables: Mapping[str, Any] | None = None,
        **headers: str,
    ) -> dict[str, Any]:
        info = RequestInfo(
            request_id="test", origin=actor.origin, headers={k.replace("_", "-"): v for k, v in headers.items()}
        )
        asked = Asked(query=document, variables=dict(variables or {}))
        return (await self.operations.answer(asked, actor, info)).body

    async def data(self, document: str, actor: Actor = OFFICIAL, **variables: Any) -> dict[str, Any]:
        """The data of an answer that must have no errors."""
        body = await self(document, actor, variables)
        assert "errors" not in body, body["errors"]
        found: dict[str, Any] = body["data"]
        return found

    async def codes(self, document: str, actor: Actor = OFFICIAL, **variables: Any) -> set[str]:
        """The codes of an answer's errors."""
        body = await self(document, actor, variables)
        return {error["extensions"]["code"] for error in body.get("errors", ())}

    @asynccontextmanager
    async def _counted(self, actor: Actor, info: RequestInfo) -> AsyncIterator[Context]:
        async with self.platform.open_operation(actor, info) as context:
            yield context
            self.statements = context.reading.statements


@pytest.fixture(scope="session")
def composed() -> Any:
    """The registry without plugins and its schema; composing takes longer than most of these tests."""
    registry = load("", more_specs=(SchemaSpecs,))
    return registry, build_schema(registry)


@pytest.fixture
async def platform(settings: Settings, composed: Any) -> AsyncIterator[Platform]:
    """An installation without programs."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry, schema = composed
    async with await open_database(settings, model_modules(registry.apps())) as database:
        opened = Platform(settings=settings, registry=registry, schema=schema, database=database)
        with opened.active():
            yield opened


@pytest.fixture
def ask(platform: Platform) -> Asking:
    """Asks the platform; `ask.statements` tells what the last answer cost."""
    return Asking(platform)


Make = Callable[..., Awaitable[Any]]
_numbers = itertools.count(1)


@pytest.fixture
def make(platform: Platform) -> Make:
    """Makes a row of a table by its name; what it needs is filled in, rows it must refer to included.

    With `full` every column has a value.
    """

    async def made(table: str, *, full: bool = False, **values: Any) -> Any:
        model = find_table(table)
        if table == "destruction":  # the server's role writes none but by the function that destroys
            await platform.database.fetch("select majung_destroy('person', '{name}', '{}', $1::jsonb)", _WHY)
            return await model.all().order_by("-sys_from").first()
        title = next((values[c] for c in ("name", "title", "title_ko") if c in values), None)
        if title is not None and "search_grams" in model.column_names():
            found = search_columns(title)
            values |= {
                "search_jamo": found.jamo, "search_initials": found.initials, "search_grams": found.grams,
            }  # fmt: skip
        for kept, left in _ONE_OF.get(model._meta.db_table, {}).items():
            if left not in values:
                values[left] = None
                values.setdefault(kept, (await made(kept.removesuffix("_id").rpartition("to_")[2], full=full)).id)
        for name in model._meta.fk_fields:
            other = getattr(model._meta.fields_map[name], "related_model", None)
            if other is model and full and name != "merged_into" and (before := await model.all().first()) is not None:
                values.setdefault(f"{name}_id", before.id)
            if (full or not model._meta.fields_map[name].null) and f"{name}_id" not in values and other is not model:
                values[f"{name}_id"] = (await made(other._meta.db_table, full=full)).id
        for name, value in _BALANCED.get(model._meta.db_table, {}).items():
            values.setdefault(name, value)
        references = {f"{name}_id" for name in model._meta.fk_fields}
        for name in model._meta.fields_db_projection:
            column = model._meta.fields_map[name]
            wanted = full or not (column.null or column.default is not None or column.has_db_default())
            if wanted and name not in {*values, *references, *BASE_COLUMNS}:
                values[name] = _filled(name, column)
        return await model.create(**values)

    return made


_BALANCED: dict[str, dict[str, Any]] = {
    "budget_line": {
        "amount_krw": 1_000, "reserved_krw": 100, "consumed_krw": 200, "paid_krw": 150, "returned_krw": 10,
    },
    "call_budget": {"limit_krw": 500, "drawn_krw": 300},
    "agreement": {"amount_krw": 500},
    "retention_term": {"retention": "personal", "of_table": None, "effect": "DESTROY", "counts_from": "ROW"},
    "clawback": {"amount_krw": 500, "interest_krw": 20, "returned_krw": 100},
}  # fmt: skip
"""Values that the constraints of their tables let stand together."""


_WHY = {"run": str(uuid7()), "by": "test", "ground": "TERM", "retention": "personal", "basis": "test"}

_ONE_OF: dict[str, dict[str, str]] = {
    "consultation": {"firm_id": "person_id"},
    "notice": {"firm_id": "person_id"},
    "referral": {"firm_id": "person_id", "to_institution_id": "to_program_code"},
}
"""Of two columns, which has a value and which is left out, where the table wants exactly one."""


def _word(number: int) -> str:
    """A number in few letters, for short columns that must be unique."""
    return ("" if number < 36 else _word(number // 36)) + "0123456789abcdefghijklmnopqrstuvwxyz"[number % 36]


def _filled(name: str, column: fields.Field[Any]) -> Any:  # noqa: PLR0911 - one answer for each kind of column
    number = next(_numbers)
    match column:
        case fields.CharField(max_length=length):
            return f"{name[: max(0, length - 6)]}{_word(number)}"[-length:]
        case fields.DatetimeField():
            return datetime(2025, 3, 1, 9, tzinfo=UTC)
        case fields.DateField():
            return date(2025, 3, 1)
        case fields.DecimalField():
            return Decimal("1.5")
        case fields.BooleanField():
            return True
        case fields.JSONField():
            return {"said": "something"}
        case fields.SmallIntField():
            return number % 30_000
        case fields.UUIDField():
            return uuid7()
        case ArrayField(element_type=kind):
            return [uuid7()] if kind == "UUID" else [f"{name}{number}"]
        case fields.IntField() | fields.BigIntField():
            return number
        case fields.FloatField():
            return 1.25
    return f"{name} {number}"
