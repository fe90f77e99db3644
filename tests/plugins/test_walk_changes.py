"""Every change there is, asked for by those who may not: nothing of anybody else's is changed.

An official who may do everything asks last, which shows that the arguments were good: many changes are then made, so
that the others were refused for who they are.
"""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLObjectType, get_named_type
from tests.plugins.arguments import Arguments
from tests.plugins.ownership import Ownership
from tests.plugins.programs import plugins, tables_of

from majung.access.actor import ANONYMOUS, Actor
from majung.demo.province import fill_province
from majung.storage.database import Database
from majung.testing import (
    agent_of,
    make_firm,
    make_institution,
    make_official,
    make_person,
    partner_of,
    person_self,
)
from majung_schema.platform import all_scopes
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "plugins", "server"]

Rows = dict[tuple[str, UUID], str]


async def test_nobody_changes_what_is_not_theirs(app: App) -> None:
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=60)
        arguments = Arguments(app.database, await tables_of(app.database))
        strangers = await _strangers()
        before, made, codes = await _rows(app.database), set[tuple[str, str]](), Counter[str]()
        for name, change in _changes(app).items():
            given = await arguments.of(change)
            for who, actor in strangers.items():
                done, refused = await _ask(app, name, change, given, actor)
                made |= {(who, name)} if done else set()
                codes[refused] += 1
        assert made == set()
        assert await _rows(app.database) == before, "who is refused changes nothing either"
    assert codes["INTERNAL_ERROR"] == 0
    asked = codes.total()
    assert codes["NOT_ALLOWED"] + codes["NOT_FOUND"] > 0.8 * asked, "refused for who they are, not for what they sent"


async def test_an_official_with_every_permission_changes_nothing_in_another_district(app: App) -> None:
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=60)
        arguments = Arguments(app.database, await tables_of(app.database))
        everything = tuple(scope.name for scope in all_scopes(app.platform.registry))
        [place] = await app.database.fetch(
            "select code from district d where member and not exists"
            " (select 1 from firm f where f.district_code = d.code) and not exists"
            " (select 1 from person p where p.district_code = d.code) limit 1"
        )
        clerk, province = await make_official(*everything, districts=[place["code"]]), await make_official(*everything)
        before, whose = await _rows(app.database), Ownership()
        reached, codes = set[str](), Counter[str]()
        for name, change in _changes(app).items():
            await _ask(app, name, change, await arguments.of(change), clerk)
        await whose.read(app.database)
        known = {subject for subject in before if subject[0] in {"firm", "person"}}
        changed = {row for row, by in (await _rows(app.database)).items() if before.get(row) != by}
        strange = {name for name, id in changed if whose.subjects(name, id) & known}
        for name, change in _changes(app).items():
            done, refused = await _ask(app, name, change, await arguments.of(change), province)
            reached |= {name} if done else set()
            codes[refused] += 1
    assert strange == set()
    assert len(reached) > 40, "whoever may, makes such changes"
    assert codes["INTERNAL_ERROR"] == 0


def _changes(app: App) -> dict[str, GraphQLField]:
    mutation = app.platform.schema._schema.mutation_type
    assert mutation is not None
    return dict(mutation.fields)


async def _strangers() -> dict[str, Actor]:
    """Actors of every kind who have nothing to do with what is there, and no permissions."""
    return {
        "anonymous": ANONYMOUS,
        "agent": await agent_of(await make_firm()),
        "person": await person_self(await make_person()),
        "partner": await partner_of(await make_institution()),
        "official": await make_official(),
    }


async def _rows(database: Database) -> Rows:
    """Every row of every table with the transaction that wrote it last."""
    found: Rows = {}
    for table in await tables_of(database):
        name = table.table_name()
        found |= {(name, row["id"]): row["x"] for row in await database.fetch(f'select id, xmin::text x from "{name}"')}
    return found


async def _ask(app: App, name: str, change: GraphQLField, given: dict[str, Any], actor: Actor) -> tuple[bool, str]:
    """Whether a change was made, or with which code it was refused."""
    payload = get_named_type(change.type)
    told = isinstance(payload, GraphQLObjectType) and {"refusals"} <= payload.fields.keys()
    selected = "refusals { code }" if told else "__typename"
    heads = ", ".join(f"${n}: {change.args[n].type}" for n in given)
    passed = ", ".join(f"{n}: ${n}" for n in given)
    head, call = (f"({heads})", f"({passed})") if given else ("", "")
    answer = await app.answer(f"mutation M{head} {{ {name}{call} {{ {selected} }} }}", actor, given)
    found = (answer.get("data") or {}).get(name) or {}
    codes = [error["extensions"]["code"] for error in answer.get("errors", ())]
    codes += [one["code"] for one in found.get("refusals", ())]
    return bool(found) and not codes, ",".join(codes)
