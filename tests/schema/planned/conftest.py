"""A small province with every program, asked through the planned executor and through graphql-core."""

from __future__ import annotations

import json
import sys
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

from majung.access.actor import ANONYMOUS, Actor
from majung.access.cipher import Keys, use_keys
from majung.demo.province import fill_province
from majung.settings import Settings
from majung.storage.database import open_database
from majung.storage.migrations import model_modules
from majung.testing import DisposableServer
from majung_growth_fund.plugin import plugin as growth_fund
from majung_schema.asking import Asked, RequestInfo
from majung_schema.build import build_schema
from majung_schema.planned.executor import PlanExecutor
from majung_schema.platform import Platform, all_scopes, open_platform
from majung_schema.preparing import prepare
from majung_schema.testing import load_plugins, server  # noqa: F401 - fixtures

TESTS = Path(__file__).parents[2]
for folder in ("example_plugin", "second_plugin"):
    sys.path.insert(0, str(TESTS / folder))  # distributions of their own, not installed in this environment

FIRMS = 60
PLAIN_FOUND = """
select (select e.brn from establishment e where e.firm_id = l.firm_id order by e.brn limit 1) as brn,
    l.id as loan, l.bank_id as bank, l.firm_id as firm, (select id from person order by id limit 1) as person,
    (select district_code from firm where id = l.firm_id) as district,
    (select id from application order by id limit 1) as application
from growth_fund_loan l order by l.id limit 1
"""


@dataclass
class Both:
    """Asks the same document of both executors."""

    platform: Platform
    found: Mapping[str, Any]
    """Ids of rows that there are: brn, loan, bank, firm, person, district, application."""
    statements: list[str] = field(default_factory=list)
    """What the last question to the planned executor asked of the database."""

    def actors(self) -> dict[str, Actor]:
        """One actor of each kind, and officials of several sorts."""
        scopes = frozenset(scope.name for scope in all_scopes(self.platform.registry))
        return {
            "official": Actor(kind="official", name="official:test", scopes=scopes),
            "unmasking": Actor(kind="official", name="official:why", scopes=scopes, purpose="test"),
            "of a si": Actor(
                kind="official", name="official:si", scopes=scopes, districts=frozenset({self.found["district"]})
            ),
            "firm": Actor(kind="firm", name="firm:test", firm_ids=frozenset({self.found["firm"]})),
            "person": Actor(kind="person", name="person:test", person_id=self.found["person"]),
            "partner": Actor(kind="partner", name="partner:test", institution_id=self.found["bank"]),
            "anonymous": ANONYMOUS,
        }

    async def core(self, document: str, actor: Actor, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """graphql-core's answer."""
        return await self._ask(StrawberryGraphQLCoreExecutionContext, document, actor, variables)

    async def planned(self, document: str, actor: Actor, variables: Mapping[str, Any] | None = None) -> dict[str, Any]:
        """The planned executor's answer."""
        self.statements.clear()
        return await self._ask(PlanExecutor, document, actor, variables)

    async def _ask(
        self, kind: type, document: str, actor: Actor, variables: Mapping[str, Any] | None
    ) -> dict[str, Any]:
        self.platform.schema.execution_context_class = kind
        asked = Asked(query=document, variables=dict(variables or {}))
        try:
            return (await self.platform.operations.answer(asked, actor, RequestInfo(request_id="test"))).body
        finally:
            self.platform.schema.execution_context_class = PlanExecutor


def told(answer: dict[str, Any]) -> str:
    """An answer as text: the order of keys counts, that of errors does not (fields fail in any order)."""
    errors = sorted(json.dumps(e, sort_keys=True, default=str) for e in answer.get("errors", ()))
    return json.dumps({**answer, "errors": errors}, default=str, ensure_ascii=False, indent=1)


@pytest.fixture
def same() -> Callable[[dict[str, Any]], str]:
    """Makes answers comparable."""
    return told


@pytest.fixture(scope="session")
def composed() -> Any:
    """Every program's registry and their schema; composing takes longer than most of these tests."""
    from majung_example.plugin import plugin as example
    from majung_second.plugin import plugin as second

    registry = load_plugins((growth_fund, example, second))
    return registry, build_schema(registry)


@pytest.fixture
async def both(
    server: DisposableServer,  # noqa: F811 - the fixture
    composed: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[Both]:
    """The filled province, copied for each test."""
    registry, schema = composed

    async def fill(settings: Settings) -> None:
        await prepare(settings, registry)
        async with open_platform(settings, registry) as opened:
            await fill_province(opened.database, registry, firms=FIRMS)

    async with (
        server.database(f"planned {FIRMS}", fill) as settings,
        await open_database(settings, model_modules(registry.apps())) as database,
    ):
        use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
        platform = Platform(settings=settings, registry=registry, schema=schema, database=database)
        with platform.active():
            [found] = await database.fetch(PLAIN_FOUND)
            both = Both(platform, dict(found))
            statement = database.statement

            async def counted(sql: str, *values: object) -> Any:
                both.statements.append(sql)
                return await statement(sql, *values)

            monkeypatch.setattr(database, "statement", counted)
            yield both
