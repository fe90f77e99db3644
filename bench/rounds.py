"""Rounds: every server in turn asks the same, so that whatever else the machine does meets all of them alike."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import asyncpg

from bench.database import Prepared
from bench.load import Round, load, write_bodies
from bench.questions import PAGES, Question, Shipments, Variables, comparable, firm_key
from bench.servers import Server

FIRMS_ASKED = 2_000
CHECKED = 20
"""Firms whose answers are compared before a question is measured."""

OURS = "majung"

SAME_LENGTH = 0.05
"""How far the mean length of answers under load may be from that of the checked ones."""


class Different(SystemExit):
    """Two servers answered differently: nothing is measured."""


@dataclass
class Results:
    """Rounds by question and server, in the order in which they ran; the lists of one question belong together."""

    rounds: dict[str, dict[str, list[Round]]] = field(default_factory=dict)
    memory_mb: dict[str, tuple[float, float]] = field(default_factory=dict)
    """Resident after start, and after all rounds."""
    access_records: dict[str, tuple[int, int]] = field(default_factory=dict)
    """Requests of ours that read personal fields, and the access records found after them."""


@dataclass
class Asked:
    """What is asked of one server: the variables of its requests, and the file with their bodies."""

    server: Server
    variables: list[Variables]
    bodies: Path
    length: float
    done: int = 0


async def firms_asked(database: Prepared) -> list[str]:
    """The firms that are asked for: the same in every run."""
    connection = await asyncpg.connect(database.url)
    try:
        rows = await connection.fetch("select id::text from firm order by id")
    finally:
        await connection.close()
    return random.Random(1).sample([row["id"] for row in rows], FIRMS_ASKED)


def agreed(question: Question, servers: Sequence[Server], firms: Sequence[str], work: Path) -> list[Asked]:
    """What each server will be asked, after all of them have given the same answers."""
    shipments = Shipments()
    asked: list[Asked] = []
    expected: list[Any] = []
    for server in servers:
        variables, answers, lengths = _sample(question, server, firms, shipments)
        found = [comparable(answer, masked=server.name != OURS) for answer in answers]
        expected = expected or found
        for one, other, given in zip(expected, found, variables, strict=False):
            if one != other:
                raise Different(
                    f"{question.code} {given}: {servers[0].name} and {server.name} answer differently\n{one}\n{other}"
                )
        bodies = work / f"{question.code}-{server.name.replace(' ', '-')}.bodies"
        write_bodies(bodies, [question.body(server.dialect, one) for one in variables])
        asked.append(
            Asked(server=server, variables=variables, bodies=bodies, length=sum(lengths) / len(lengths))
        )  # fmt: skip
    return asked


def _sample(
    question: Question, server: Server, firms: Sequence[str], shipments: Shipments
) -> tuple[list[Variables], list[Any], list[int]]:
    if question.keys == "pages":
        return _walk(question, server)
    if question.keys == "firms":
        variables = [{"id": firm_key(server.dialect, firm)} for firm in firms]
        told = [server.ask(question, one) for one in variables[:: len(variables) // CHECKED]]
    else:
        variables = [shipments.next(server.dialect, firm) for firm in firms]
        told = [server.ask(question, variables[0])]
    return variables, [data for data, _ in told], [length for _, length in told]


def _walk(question: Question, server: Server) -> tuple[list[Variables], list[Any], list[int]]:
    """Page after page, as a client does it: each server's own cursors."""
    after: str | None = None
    variables: list[Variables] = []
    answers: list[Any] = []
    lengths: list[int] = []
    for _ in range(PAGES):
        variables.append({"after": after})
        data, length = server.ask(question, variables[-1])
        answers.append(data)
        lengths.append(length)
        after = data[question.list_name]["pageInfo"]["endCursor"]
    return variables, answers, lengths


def measure(
    question: Question,
    asked: Sequence[Asked],
    database: Prepared,
    headers: Callable[[Server], Path],
    *,
    rounds: int,
    seconds: int,
    warm: int,
) -> Iterator[tuple[str, Round]]:
    """Rounds of one question: in each, every server in turn; the first one changes from round to round."""
    for one in asked:
        _load(one, database, headers, warm)
    for number in range(rounds):
        turn = number % len(asked)
        for one in (*asked[turn:], *asked[:turn]):
            made = _load(one, database, headers, seconds)
            _check_length(question, one, made)
            yield one.server.name, made


def _load(one: Asked, database: Prepared, headers: Callable[[Server], Path], seconds: int) -> Round:
    made = load(one.server, database.pid, one.bodies, headers(one.server), seconds, one.done)
    one.done += made.requests
    return made


def _check_length(question: Question, one: Asked, made: Round) -> None:
    """Answers under load are as long as those that were checked; an error or half an answer would be shorter."""
    mean = made.bytes / made.requests
    headers = 900
    if not one.length * (1 - SAME_LENGTH) <= mean <= one.length * (1 + SAME_LENGTH) + headers:
        raise Different(f"{question.code}: {one.server.name} answered {mean:.0f} bytes under load, not {one.length}")


def count_rows(database: Prepared, text: str) -> int:
    """A count, from the database itself."""

    async def ask() -> int:
        connection = await asyncpg.connect(database.url)
        try:
            return int(await connection.fetchval(text))
        finally:
            await connection.close()

    return asyncio.run(ask())
