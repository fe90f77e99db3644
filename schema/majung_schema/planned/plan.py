"""A plan: how one operation is answered for one kind of actor; its parts are compiled when they are first needed."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import partial
from typing import Any

from graphql import (
    FragmentDefinitionNode,
    GraphQLObjectType,
    GraphQLOutputType,
    GraphQLSchema,
    OperationDefinitionNode,
    get_named_type,
)

from majung.access.actor import Actor
from majung.storage.table import Table
from majung.tracing import span
from majung_schema.planned.arguments import Arguments
from majung_schema.planned.asked import Asked, AskedField, AskedObject
from majung_schema.planned.compiling import Compiler
from majung_schema.planned.conversion import Conversions
from majung_schema.planned.kinds import Kinds
from majung_schema.planned.leaves import Complete, completion
from majung_schema.planned.parts import Growth, Part

BYTES_OF_A_CHARACTER = 8
"""Memory of compiled code and SQL for each character of it, measured with tracemalloc, roughly."""
LEAST_BYTES = 8_000


class Plan:
    """What one operation asks, and the parts that answer it."""

    def __init__(
        self,
        *,
        schema: GraphQLSchema,
        kinds: Kinds,
        conversions: Conversions,
        operation: OperationDefinitionNode,
        fragments: dict[str, FragmentDefinitionNode],
        variables: Any,
        actor: Actor,
    ) -> None:
        self.asked = Asked(schema, fragments, variables)
        self.kinds = kinds
        self.conversions = conversions
        self.operation = operation
        self.actor = actor.anyone_like()
        self.growth = Growth()
        self.seconds = 0.0
        """Time spent compiling."""
        self.parts: dict[Hashable, Part] = {}
        self._arguments: dict[AskedField, Arguments] = {}
        self._completions: dict[tuple[AskedField, GraphQLOutputType, bool], Complete | None] = {}
        root = schema.get_root_type(operation.operation)
        assert root is not None
        self.root: AskedObject = self.asked.of(root, [operation.selection_set])

    @property
    def bytes(self) -> int:
        """Memory it takes, roughly."""
        return LEAST_BYTES + BYTES_OF_A_CHARACTER * sum(part.size for part in self.parts.values())

    def listed(self, asked: AskedField) -> Part:
        """The part of a list at the root."""
        return self._part((asked, "list"), lambda c: c.listed(asked, "list"))

    def level(self, asked: AskedField) -> Part:
        """The part of a list that many rows have."""
        return self._part((asked, "level"), lambda c: c.listed(asked, "level"))

    def one(self, asked: AskedField, table: type[Table]) -> Part:
        """The part of a root field that finds one row of a table."""
        return self._part((asked, table), lambda c: c.one(asked, table, "one", single=True))

    def keyed(self, asked: AskedField, table: type[Table], to: str, *, single: bool) -> Part:
        """The part that finds rows of a table by a column's values."""
        return self._part((asked, table, to, single), lambda c: c.one(asked, table, "keyed", to=to, single=single))

    def arguments(self, asked: AskedField) -> Arguments:
        """The arguments of a field."""
        if asked not in self._arguments:
            self._arguments[asked] = Arguments(asked, self.conversions, self.operation)
        return self._arguments[asked]

    def completion(self, asked: AskedField, kind: GraphQLOutputType, *, guarded: bool) -> Complete | None:
        """How values of leaves are completed."""
        key = (asked, kind, guarded)
        if key not in self._completions:
            self._completions[key] = completion(asked, kind, guarded=guarded)
        return self._completions[key]

    def object_of(self, kind: GraphQLOutputType, asked: AskedField) -> AskedObject | None:
        """What is asked of the objects of a field, if they are all of one type."""
        named = get_named_type(kind)
        return self.asked.of(named, asked.selections) if isinstance(named, GraphQLObjectType) else None

    def _part(self, key: Hashable, compile_with: Callable[[Compiler], Part]) -> Part:
        part = self.parts.get(key)
        if part is None:
            started = time.perf_counter()
            with span("compile"):
                part = self.parts[key] = compile_with(Compiler(self))
            part.guarded = partial(self._guarded, key, compile_with)
            self.seconds += time.perf_counter() - started
        return part

    def _guarded(self, key: Hashable, compile_with: Callable[[Compiler], Part]) -> Part:
        key = (key, "guarded")
        if key not in self.parts:
            self.parts[key] = compile_with(Compiler(self, guarded=True))
        return self.parts[key]
