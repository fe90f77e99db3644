"""The report: tables for a reader, and the results section of README.md, rewritten by each whole run."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from bench.figures import middle, ratio
from bench.machine import described
from bench.questions import QUESTIONS, Question
from bench.rounds import OURS, Results

README = Path(__file__).parent / "README.md"
BEGIN, END = "<!-- results -->", "<!-- /results -->"
PEER, FLOOR = "PostGraphile", "hand-written SQL"
ALT = "Requests a second, relative to PostGraphile"
WANTED_OF_FLOOR = 0.9
WANTED_MB = 100


def written(results: Results, *, rounds: int, seconds: int) -> str:
    """All results as Markdown."""
    now = datetime.now(UTC)
    asked = [question for question in QUESTIONS if question.code in results.rounds]
    parts = [
        f"{now:%Y-%m-%d %H:%M} UTC; {described()}; {rounds} rounds of {seconds} s for each server and question.",
        "### Requests a second, relative to PostGraphile\n\nMedian of paired ratios (lowest–highest)."
        f" Times of {FLOOR}: what share of the floor's requests this project answers.",
        _ratios(results, asked),
        "### Each server\n\nMedians. Processor time a request: of the server's process, and of PostgreSQL.",
        _each(results, asked),
        _memory(results),
    ]
    if results.access_records:
        told = "; ".join(f"{code}: {n} requests, {m} records" for code, (n, m) in results.access_records.items())
        parts.append(f"Access records found after the rounds ({told}): every read of personal fields left its own.")
    return "\n\n".join(parts) + "\n"


def _ratios(results: Results, asked: list[Question]) -> str:
    names = list(next(iter(results.rounds.values())))
    lines = [
        f"| | {' | '.join(names)} | wanted | {OURS} of {FLOOR} | wanted | p99 against {PEER} |",
        "|---" * (len(names) + 5) + "|",
    ]
    for question in asked:
        of = results.rounds[question.code]
        cells = [str(ratio(of[name], of[PEER])) if name != PEER else "1" for name in names]
        wanted = f"{question.wanted:g}" if question.wanted else "–"
        of_floor = WANTED_OF_FLOOR if question.code in {"Q1", "Q2", "Q3", "Q4"} else "–"
        p99 = middle(of[OURS], "p99") / middle(of[PEER], "p99")
        cells += [wanted, str(ratio(of[OURS], of[FLOOR])), str(of_floor), f"{p99:.2f}"]
        lines.append(f"| **{question.code}** {question.title} | {' | '.join(cells)} |")
    return "\n".join(lines)


def _each(results: Results, asked: list[Question]) -> str:
    lines = [
        "| | server | requests/s | p50 ms | p99 ms | server µs/request | PostgreSQL µs/request |",
        "|---|---|---|---|---|---|---|",
    ]
    for question in asked:
        for name, rounds in results.rounds[question.code].items():
            figures = (
                f"{middle(rounds, 'rate'):,.0f} | {middle(rounds, 'p50'):.1f} | {middle(rounds, 'p99'):.1f}"
                f" | {middle(rounds, 'app_us'):,.0f} | {middle(rounds, 'postgres_us'):,.0f}"
            )
            lines.append(f"| {question.code} | {name} | {figures} |")
    return "\n".join(lines)


def _memory(results: Results) -> str:
    lines = [
        f"### Memory\n\nResident megabytes of the server's process; wanted of {OURS}: at most {WANTED_MB}.\n",
        "| server | after start | after all rounds |",
        "|---|---|---|",
    ]
    lines += [f"| {name} | {a:.0f} | {b:.0f} |" for name, (a, b) in results.memory_mb.items()]
    return "\n".join(lines)


def rewrite_readme(text: str, picture: str) -> None:
    """Put results in place of the last ones."""
    before, _, rest = README.read_text(encoding="utf-8").partition(BEGIN)
    _, _, after = rest.partition(END)
    README.write_text(f"{before}{BEGIN}\n\n![{ALT}]({picture})\n\n{text}\n{END}{after}", encoding="utf-8")
