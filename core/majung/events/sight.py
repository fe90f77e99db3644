"""Who sees which events of a stretch of the log: all viewers asked about at once, under the log's own policy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from tortoise.connection import get_connection

from majung.access.actor import PARAMETER_TYPES, Actor
from majung.events.models import LoggedEvent
from majung.storage.select import Parameters

_OF_ALL = ("today", "now")
"""Viewer parameters that are the same for all viewers."""


async def who_sees(viewers: Sequence[Actor], after: int, until: int) -> list[frozenset[int]]:
    """For each viewer the positions in (after, until] that it may see.

    One statement for each wording of the policy (one for each kind of actor, with and without a limit to
    districts), however many viewers there are.
    """
    seen: list[frozenset[int]] = [frozenset()] * len(viewers)
    wordings: dict[str, list[int]] = defaultdict(list)
    for number, viewer in enumerate(viewers):
        wordings[LoggedEvent.access.policy.compile("e", viewer)].append(number)
    for wording, numbers in wordings.items():
        if wording == "true":
            everything = frozenset(range(after + 1, until + 1))
            seen = [everything if n in numbers else s for n, s in enumerate(seen)]
        elif wording != "false":
            for number, positions in (await _ask(wording, {n: viewers[n] for n in numbers}, after, until)).items():
                seen[number] = positions
    return seen


async def _ask(wording: str, viewers: Mapping[int, Actor], after: int, until: int) -> dict[int, frozenset[int]]:
    parameters = Parameters(next(iter(viewers.values())))
    numbers = parameters.add(list(viewers), "int[]")
    bounds = f"e.position > {parameters.add(after, 'bigint')} and e.position <= {parameters.add(until, 'bigint')}"
    named = [name for name in PARAMETER_TYPES if f":{name}" in wording and name not in _OF_ALL]
    values = [viewer.parameters() for viewer in viewers.values()]
    lists = [parameters.add([_text(each[name]) for each in values], "text[]") for name in named]
    condition = parameters.bind(wording, {name: f"v.{name}_::{PARAMETER_TYPES[name]}" for name in named})
    columns = ", ".join(["number_", *(f"{name}_" for name in named)])
    rows = await get_connection("default").execute_query_dict(
        f"select v.number_, array_agg(e.position) as positions from event_log e"
        f" cross join unnest({', '.join([numbers, *lists])}) v({columns})"
        f" where {bounds} and {condition} group by 1",
        parameters.values,
    )
    return {row["number_"]: frozenset(row["positions"]) for row in rows}


def _text(value: object) -> str | None:
    """A parameter as PostgreSQL reads it from text: `unnest` would flatten arrays of arrays."""
    if value is None or isinstance(value, str | UUID):
        return None if value is None else str(value)
    assert isinstance(value, Sequence)
    words = (str(one).replace("\\", "\\\\").replace('"', '\\"') for one in value)
    return "{" + ",".join(f'"{word}"' for word in words) + "}"
