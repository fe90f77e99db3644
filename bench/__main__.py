"""``python -m bench``: install the peers, fill the database, check that all answer the same, measure, report."""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.database import Prepared, prepared
from bench.load import check_tools
from bench.machine import CORES, resident_mb
from bench.plot import PICTURE, draw
from bench.questions import QUESTIONS, Question
from bench.report import README, rewrite_readme, written
from bench.rounds import OURS, Results, agreed, count_rows, firms_asked, measure
from bench.servers import Server, install_peers, kinds, running

WHOLE = (5, 2, 2)
SHORT = (3, 1, 1)
"""Rounds, seconds of a round, seconds of warming up."""


def arguments() -> argparse.Namespace:
    """What was asked for on the command line."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--short", action="store_true", help="fewer and shorter rounds, under five minutes")
    parser.add_argument("--write", action="store_true", help="put the results into bench/README.md and its plot")
    parser.add_argument("--only", help="codes of questions, comma separated: Q1,Q4")
    parser.add_argument("--servers", help="names of servers, comma separated; PostGraphile is always there")
    parser.add_argument("--rounds", type=int, help="rounds of each question")
    parser.add_argument("--seconds", type=int, help="seconds of each round")
    parser.add_argument("--data", type=Path, default=Path(".bench"), help="folder of the database, kept between runs")
    return parser.parse_args()


def main() -> None:
    """Run the benchmark."""
    given = arguments()
    if len(CORES) < 2:
        raise SystemExit("two cores are needed: one for the server, one for PostgreSQL and the client")
    check_tools()
    rounds, seconds, warm = SHORT if given.short else WHOLE
    rounds, seconds = given.rounds or rounds, given.seconds or seconds
    only = given.only.split(",") if given.only else [question.code for question in QUESTIONS]
    asked = [question for question in QUESTIONS if question.code in only]
    say("installing the peers")
    install_peers()
    say("preparing the database")
    with tempfile.TemporaryDirectory(prefix="majung-bench-") as folder:
        work = Path(folder)
        database = asyncio.run(prepared(given.data.resolve()))
        try:
            results = run(database, asked, work, wanted_servers(given.servers), (rounds, seconds, warm))
        finally:
            database.server.leave()
    text = written(results, rounds=rounds, seconds=seconds)
    print(text)
    if given.write:
        draw(results)
        rewrite_readme(text, PICTURE.name)
        say(f"written: {README}, {PICTURE}")


def wanted_servers(given: str | None) -> set[str] | None:
    """Names of the servers that take part; None for all."""
    return None if given is None else {*given.split(","), "PostGraphile", "majung", "hand-written SQL"}


def run(
    database: Prepared,
    questions: Sequence[Question],
    work: Path,
    names: set[str] | None,
    times: tuple[int, int, int],
) -> Results:
    """Start all servers, and measure question by question."""
    results = Results()
    firms = asyncio.run(firms_asked(database))
    rounds, seconds, warm = times
    with ExitStack() as stack:
        servers = [
            stack.enter_context(running(kind, database, work))
            for kind in kinds(database, work)
            if names is None or kind.name in names
        ]
        started = {server.name: resident_mb(server.pid) for server in servers}
        headers = {server.name: write_headers(server, work) for server in servers}
        for question in questions:
            began = time.monotonic()
            before = access_records(database)
            asked = agreed(question, servers, firms, work)
            of = results.rounds[question.code] = {server.name: [] for server in servers}
            for name, made in measure(
                question, asked, database, lambda server: headers[server.name], rounds=rounds, seconds=seconds,
                warm=warm,
            ):  # fmt: skip
                of[name].append(made)
            if question.records:
                ours = next(one for one in asked if one.server.name == OURS)
                results.access_records[question.code] = (ours.done, access_records(database) - before)
            say(f"{question.code}: {time.monotonic() - began:.0f} s")
        results.memory_mb = {server.name: (started[server.name], resident_mb(server.pid)) for server in servers}
    return results


def access_records(database: Prepared) -> int:
    """How many operations have left access records."""
    return count_rows(database, "select count(distinct operation) from access_record")


def write_headers(server: Server, work: Path) -> Path:
    """The headers of every request to a server, one a line."""
    path = work / f"{server.name.replace(' ', '-')}.headers"
    lines = {"content-type": "application/json", **server.headers}
    path.write_text("".join(f"{name}: {value}\n" for name, value in lines.items()))
    return path


def say(words: str) -> None:
    """Progress, on stderr."""
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
