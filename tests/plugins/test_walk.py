"""Every row of every table, asked for by its id as each kind of actor: what comes back must be theirs.

Whose a row is, is told here from the columns and references of the tables alone, and not by any policy.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from graphql import GraphQLField, GraphQLObjectType, get_named_type, is_required_argument
from tests.plugins.ownership import Ownership
from tests.plugins.programs import plugins, tables_of

from majung.access.actor import ANONYMOUS, Actor
from majung.demo.province import fill_province
from majung.events.sight import who_sees
from majung.firms.models import Firm
from majung.institutions.models import Institution
from majung.persons.models import Person
from majung.storage.database import Database
from majung.storage.table import find_by_prefix
from majung.testing import agent_of, make_official, partner_of, person_self
from majung_schema.testing import App, app, config, server

__all__ = ["app", "config", "plugins", "server"]

AT_ONCE = 15
"""Rows asked for in one document: more aliases of one field are refused."""
OF_A_TABLE = 60
"""Rows asked for of each table, besides those of the actors themselves."""

OPEN_TO_ALL = {
    "institution": "the directory of banks, ministries and agencies, without people",
    "jobs_order": "what an employer offers is made public by being offered",
    "jobs_fair": "a public event",
    "jobs_booth": "who shows up at it",
    "jobs_slot": "the hours that may be booked there, without who has booked",
}
"""Tables whose rows name somebody and are public all the same, with the reason."""

OPEN_TO_OFFICIALS = {
    "ledger_entry": "every official may add up a budget; whom it paid is told by the payment, under its own policy",
    "event_log": "events carry the district where they happened, and are seen there, whoever they are about",
}
"""What an official of a single district sees about others, with the reason."""


async def test_whoever_asks_for_any_row_sees_only_what_concerns_them(app: App) -> None:
    with app.platform.active():
        await fill_province(app.database, app.platform.registry, firms=60)
        whose = Ownership()
        await whose.read(app.database)
        seen: set[tuple[str, str]] = set()
        strange: set[tuple[str, str]] = set()
        deep = 0
        for name, (viewer, own) in (await viewers_of(app.database)).items():
            below, told = await _below_lists(app, viewer), await _told(app.database, viewer)
            deep += len(below)
            for table, id in [*await _by_id(app, viewer, whose, own), *await _in_lists(app, viewer), *below, *told]:
                seen.add((name, table))
                about = whose.subjects(table, id)
                about = frozenset(s for s in about if s[0] != "institution") or about
                is_open = table in OPEN_TO_ALL or (name == "clerk" and table in OPEN_TO_OFFICIALS)
                if about and not is_open and not own & about:
                    strange.add((name, table))
    assert deep > 500, "rows that hang on others are asked for, too"
    assert strange == set()
    assert seen >= SEEN, "what is theirs they do see"


SEEN = {
    ("anonymous", "jobs_order"),
    ("borrower", "firm"),
    ("borrower", "event_log"),
    ("borrower", "growth_fund_loan"),
    ("bank", "growth_fund_loan"),
    ("bank", "firm"),
    ("employer", "jobs_order"),
    ("seeker", "jobs_seeker"),
    ("seeker", "person"),
    ("clerk", "firm"),
}


Row = tuple[str, UUID]


async def _by_id(app: App, viewer: Actor, whose: Ownership, own: frozenset[Row]) -> list[Row]:
    found: list[Row] = []
    for table in await tables_of(app.database):
        ids = _asked(whose, table.table_name(), own)
        for start in range(0, len(ids), AT_ONCE):
            some = ids[start : start + AT_ONCE]
            asked = " ".join(f'n{i}: node(id: "{table.access.prefix}_{id}") {{ id }}' for i, id in enumerate(some))
            data = (await app.answer(f"{{ {asked} }}", viewer)).get("data") or {}
            found += [(table.table_name(), id) for i, id in enumerate(some) if data.get(f"n{i}")]
    return found


def _asked(whose: Ownership, table: str, own: frozenset[Row]) -> list[UUID]:
    """Rows of all kinds of owners, the actor's own among them."""
    ids = list(whose.rows[table])
    mine = [id for id in ids if own & whose.subjects(table, id)][:AT_ONCE]
    return list(dict.fromkeys((*ids[:: max(1, len(ids) // OF_A_TABLE)], *mine)))


async def _in_lists(app: App, viewer: Actor) -> list[Row]:
    """The first rows of every list at the root of the graph that asks for nothing."""
    query = app.platform.schema._schema.query_type
    assert query is not None
    found: list[Row] = []
    for name, root in query.fields.items():
        kind = get_named_type(root.type)
        is_list = isinstance(kind, GraphQLObjectType) and "nodes" in kind.fields
        if is_list and not any(is_required_argument(argument) for argument in root.args.values()):
            answer = await app.answer(f"{{ {name}(first: 100) {{ nodes {{ ... on Node {{ id }} }} }} }}", viewer)
            nodes = ((answer.get("data") or {}).get(name) or {}).get("nodes") or ()
            found += [_row(node["id"]) for node in nodes if node]
    return found


async def _below_lists(app: App, viewer: Actor) -> list[Row]:
    """What hangs on the rows of those lists: single records, and the first rows of lists."""
    query = app.platform.schema._schema.query_type
    assert query is not None
    found: list[Row] = []
    for name, root in query.fields.items():
        kind = get_named_type(root.type)
        if not isinstance(kind, GraphQLObjectType) or "nodes" not in kind.fields:
            continue
        row = get_named_type(kind.fields["nodes"].type)
        below = [asked for n, f in getattr(row, "fields", {}).items() if (asked := _ids_below(n, f))]
        if below and not any(is_required_argument(argument) for argument in root.args.values()):
            answer = await app.answer(f"{{ {name}(first: 12) {{ nodes {{ {' '.join(below)} }} }} }}", viewer)
            refused = [error["extensions"]["code"] for error in answer.get("errors", ())]
            assert "VALIDATION_FAILED" not in refused, answer
            found += [_row(id) for id in _ids(answer.get("data"))]
    return found


async def _told(database: Database, viewer: Actor) -> list[Row]:
    """The events of the log that subscriptions would hand to a viewer."""
    [last] = await database.fetch("select coalesce(max(position), 0) as position from event_log")
    [seen] = await who_sees([viewer], 0, last["position"])
    rows = await database.fetch("select id from event_log where position = any($1)", list(seen))
    return [("event_log", row["id"]) for row in rows]


def _ids_below(name: str, field: GraphQLField) -> str | None:
    kind = get_named_type(field.type)
    fields = getattr(kind, "fields", {})
    if any(is_required_argument(argument) for argument in field.args.values()):
        return None
    if "nodes" in fields:
        return f"{name}(first: 4) {{ nodes {{ ... on Node {{ id }} }} }}"
    return f"{name} {{ ... on Node {{ id }} }}" if "id" in fields else None


def _ids(answer: Any) -> Iterator[str]:
    """Every id in an answer, however deep."""
    if isinstance(answer, dict):
        for name, value in answer.items():
            yield from [value] if name == "id" else _ids(value)
    elif isinstance(answer, list):
        for one in answer:
            yield from _ids(one)


def _row(global_id: str) -> Row:
    prefix, _, id = global_id.rpartition("_")
    table = find_by_prefix(prefix)
    assert table is not None, prefix
    return table.table_name(), UUID(id)


async def viewers_of(database: Database) -> dict[str, tuple[Actor, frozenset[Row]]]:
    """Actors of each kind, with whom they may know of: themselves, and for a bank the firms disclosed to it."""
    [loan] = await database.fetch("select firm_id, bank_id from growth_fund_loan order by id limit 1")
    [seeker] = await database.fetch("select person_id from jobs_seeker order by id limit 1")
    [employer] = await database.fetch("select firm_id, district_code from jobs_order order by id limit 1")
    bank, person = loan["bank_id"], seeker["person_id"]
    disclosed = await database.fetch(
        "select firm_id, person_id from disclosure where institution_id = $1 and valid_from <= current_date"
        " and (valid_to is null or valid_to >= current_date)",
        bank,
    )
    known = {("firm", d["firm_id"]) for d in disclosed} | {("person", d["person_id"]) for d in disclosed}
    of_district = await database.fetch("select id from firm where district_code = $1", employer["district_code"])
    borrower, jobs_of = loan["firm_id"], employer["firm_id"]
    return {
        "anonymous": (ANONYMOUS, frozenset()),
        "borrower": (await agent_of(await Firm.get(id=borrower)), frozenset({("firm", borrower)})),
        "employer": (await agent_of(await Firm.get(id=jobs_of)), frozenset({("firm", jobs_of)})),
        "seeker": (await person_self(await Person.get(id=person)), frozenset({("person", person)})),
        "bank": (await partner_of(await Institution.get(id=bank)), frozenset({("institution", bank), *known})),
        "clerk": (
            await make_official(districts=[employer["district_code"]]),
            frozenset(("firm", row["id"]) for row in of_district),
        ),
    }
