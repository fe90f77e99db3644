"""A small filled province, asked through the planned executor and through graphql-core."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from random import Random
from typing import Any

import pytest
from graphql import (
    GraphQLField,
    GraphQLInterfaceType,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_leaf_type,
)
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung.access.actor import ANONYMOUS, Actor
from majung.demo.province import fill_province
from majung.plugin.contract import DemoProvince
from majung.plugin.loader import load
from majung.settings import Settings
from majung_schema.operations import Asked, RequestInfo
from majung_schema.planned.executor import PlanExecutor
from majung_schema.platform import Platform, all_scopes, open_platform
from majung_schema.preparing import prepare
from majung_schema.specs import SchemaSpecs


@dataclass
class Both:
    """Asks the same document of both executors."""

    platform: Platform
    province: DemoProvince
    brn: str

    def actors(self) -> dict[str, Actor]:
        """One actor of each kind."""
        scopes = frozenset(scope.name for scope in all_scopes(self.platform.registry))
        return {
            "official": Actor(kind="official", name="official:test", scopes=scopes),
            "unmasking": Actor(kind="official", name="official:why", scopes=scopes, purpose="test"),
            "firm": Actor(kind="firm", name="firm:test", firm_ids=frozenset({self.province.firm_ids[0]})),
            "person": Actor(kind="person", name="person:test", person_id=self.province.person_ids[0]),
            "partner": Actor(
                kind="partner", name="partner", institution_id=next(iter(self.province.bank_ids.values()))
            ),
            "anonymous": ANONYMOUS,
        }

    async def core(self, document: str, actor: Actor, variables: dict[str, Any]) -> dict[str, Any]:
        """graphql-core's answer."""
        return await self._ask(StrawberryGraphQLCoreExecutionContext, document, actor, variables)

    async def planned(self, document: str, actor: Actor, variables: dict[str, Any]) -> dict[str, Any]:
        """The planned executor's answer."""
        return await self._ask(PlanExecutor, document, actor, variables)

    async def _ask(self, kind: type, document: str, actor: Actor, variables: dict[str, Any]) -> dict[str, Any]:
        self.platform.schema.execution_context_class = kind
        asked = Asked(query=document, variables=variables)
        return (await self.platform.operations.answer(asked, actor, RequestInfo(request_id="test"))).body


@pytest.fixture
async def both(fresh_settings: Settings) -> AsyncIterator[Both]:
    """A province of 120 firms."""
    registry = load("", more_specs=(SchemaSpecs,))
    await prepare(fresh_settings, registry)
    async with AsyncExitStack() as stack:
        platform = await stack.enter_async_context(open_platform(fresh_settings, registry))
        province = await fill_province(platform.database, registry, firms=120)
        rows = await platform.database.fetch(
            "select e.brn from establishment e join support_record s on s.firm_id = e.firm_id order by e.brn limit 1"
        )
        yield Both(platform, province, rows[0]["brn"])


PAGES = [
    "",
    "(first: 2)",
    "(first: 0)",
    "(first: 3)",
    "(last: 2)",
    "(first: 1)",
    "(first: $n)",
    "(first: 2, after: null)",
]
DIRECTIVES = ["", "", "", " @include(if: true)", " @skip(if: $no)", " @include(if: $no)", " @skip(if: true)"]


class Operations:
    """Makes documents of bounded depth and width; every selection is valid."""

    def __init__(self, schema: GraphQLSchema, seed: int) -> None:
        self.schema = schema
        self.random = Random(seed)

    def document(self, roots: list[str]) -> str:
        """A query of some root fields (each already with its arguments where it needs some)."""
        query = self.schema.query_type
        assert query is not None
        parts = [
            f"{alias} {self._selection(get_named_type(query.fields[root.split('(')[0]].type), 4)}"
            for i, root in enumerate(self.random.sample(roots, self.random.randint(1, 3)))
            for alias in [f"r{i}: {root}"]
        ]
        return f"query($no: Boolean! = false, $n: Int = 2) {{ {' '.join(parts)} }}"

    def _selection(self, kind: object, depth: int) -> str:
        if isinstance(kind, GraphQLInterfaceType):
            return self._abstract(kind, depth)
        assert isinstance(kind, GraphQLObjectType)
        names = [name for name, field in kind.fields.items() if self._may_ask(field, depth)]
        chosen = self.random.sample(names, min(len(names), self.random.randint(1, 5)))
        asked = ["__typename"] if not chosen or self.random.random() < 0.2 else []
        asked += [self._field(kind, name, depth) for name in chosen]
        return "{ " + " ".join(asked) + " }"

    def _abstract(self, kind: GraphQLInterfaceType, depth: int) -> str:
        asked = ["__typename"] + (["id"] if "id" in kind.fields else [])
        possible = [t.name for t in self.schema.get_possible_types(kind)]
        for name in self.random.sample(possible, min(2, len(possible))):
            inner = self._selection(self.schema.type_map[name], depth - 1).strip("{} ")
            asked.append(f"... on {name} {{ k{len(asked)}: __typename {self._aliased(inner, len(asked))} }}")
        return "{ " + " ".join(asked) + " }"

    @staticmethod
    def _aliased(inner: str, number: int) -> str:
        """Only the id of a fragment's selection: fields of several types under one name need not merge."""
        return f"i{number}: id" if " id" in f" {inner}" else ""

    def _field(self, kind: GraphQLObjectType, name: str, depth: int) -> str:
        field = kind.fields[name]
        named = get_named_type(field.type)
        arguments = self.random.choice(PAGES) if "first" in field.args else ""
        alias = f"a{self.random.randint(0, 99)}_{name}: " if self.random.random() < 0.3 else ""
        inner = "" if is_leaf_type(named) else " " + self._selection(named, depth - 1)
        return f"{alias}{name}{arguments}{self.random.choice(DIRECTIVES)}{inner}"

    def _may_ask(self, field: GraphQLField, depth: int) -> bool:
        needs = any(isinstance(a.type, GraphQLNonNull) for a in field.args.values())
        return not needs and (is_leaf_type(get_named_type(field.type)) or depth > 0)


@pytest.fixture
def operations() -> type[Operations]:
    """Makes random documents."""
    return Operations
