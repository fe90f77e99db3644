"""What clients do: questions of several actors, and changes under idempotency keys."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from bench.soak.installation import LOGINS, Installation

Variables = dict[str, Any]

MANAGER, YEOSU, COUNSELLOR, AGENT, PERSON, BANK = LOGINS
AGENTS_SHARE = 0.1
"""How often a change is about the firm whose agent follows."""


@dataclass(frozen=True, kw_only=True)
class Work:
    """One kind of request: who sends it, what, and how often beside the others."""

    name: str
    actor: str | None
    document: str
    share: int
    variables: Callable[[Installation, random.Random], Variables] = lambda _, __: {}
    changes: bool = False


def _any_firm(installation: Installation, chance: random.Random) -> Variables:
    return {"firm": chance.choice(installation.firms)}


def _changed_firm(installation: Installation, chance: random.Random) -> Variables:
    firm = installation.agents_firm if chance.random() < AGENTS_SHARE else chance.choice(installation.firms)
    return {"firm": firm, "number": chance.randrange(1, 10**9), "text": f"{chance.randrange(10**9)}"}


def _typed(_: Installation, chance: random.Random) -> Variables:
    return {"text": "".join(chance.choice("가나다라마바사아자차카하") for _ in range(2))}


_AROUND = """query Around($firm: ID!) { firm(id: $firm) {
  name representative status district { nameKo } establishments(first: 5) { nodes { brn address } }
  years(first: 3) { nodes { year salesKrw workers } } people(first: 5) { nodes { role person { name } } }
  supportRecords(first: 10) { nodes { year title decidedKrw } } loans { nodes { state principalKrw bank { nameKo } } }
  exportsByYear { year country amountUsd } } }"""
_SEEKERS = """query Seekers { jobSeekers(first: 2, where: { states: ["ACTIVE"] }) { nodes {
  number validUntil midlife matches(first: 3) { score reasons order { number title firm { name } } }
  person { name district { nameKo } consultations(first: 3) { nodes { heldAt summary } }
    supportRecords { nodes { year title paidKrw } } } } } }"""
_YEAR = """mutation Year($firm: ID!, $number: Won!) {
  recordFirmYear(firm: $firm, input: { year: 2025, salesKrw: $number, source: "staff" }) {
    record { id year } refusals { code } } }"""
_CONSULTATION = """mutation Held($firm: ID!, $text: String!) { holdConsultation(input: {
  channel: "PHONE", heldAt: "2026-01-05T10:00:00+09:00", firm: $firm, summary: $text }) {
    record { id } refusals { code } } }"""
_NOTE = """mutation Note($firm: ID!, $text: String!) { writeNote(on: $firm, text: $text) {
    record { id } refusals { code } } }"""
_PAGE = "query Page { firms(first: 20) { totalCount nodes { name employees loans(first: 3) { nodes { state } } } } }"
_OWN = "query Own { firms { nodes { name applications { nodes { state } } supportRecords { totalCount } } } }"

ALL: tuple[Work, ...] = (
    Work(name="a firm with all that programs know", actor=MANAGER, document=_AROUND, share=20, variables=_any_firm),
    Work(name="a page of firms with their loans", actor=MANAGER, document=_PAGE, share=10),
    Work(
        name="search as people type", actor=YEOSU, share=20, variables=_typed,
        document="query Typed($text: String!) { search(text: $text, first: 5) { kind title node { id } } }",
    ),
    Work(name="seekers with their matches", actor=COUNSELLOR, document=_SEEKERS, share=5),
    Work(name="an agent's own firm", actor=AGENT, document=_OWN, share=10),
    Work(
        name="a person's own record", actor=PERSON, share=5,
        document="query Me { persons { nodes { name consents { nodes { kind } } supportRecords { totalCount } } } }",
    ),
    Work(
        name="a bank's loans", actor=BANK, share=5,
        document="query Loans { loans(first: 20) { nodes { state principalKrw firm { name } } } }",
    ),
    Work(
        name="open calls, without a login", actor=None, share=5,
        document='query Calls { calls(first: 10, where: { status: ["OPEN"] }) { nodes { title closingText } } }',
    ),
    Work(name="a year's figures", actor=MANAGER, document=_YEAR, share=10, variables=_changed_firm, changes=True),
    Work(
        name="a consultation", actor=COUNSELLOR, document=_CONSULTATION, share=7, variables=_changed_firm, changes=True
    ),
    Work(name="a note", actor=MANAGER, document=_NOTE, share=3, variables=_changed_firm, changes=True),
)  # fmt: skip


def faults(work: Work, status: int, answer: Mapping[str, Any]) -> list[str]:
    """What is wrong with an answer: its codes, or that it is empty; nothing is expected to be."""
    errors = [str(error.get("extensions", {}).get("code", "?")) for error in answer.get("errors") or ()]
    data = answer.get("data") or {}
    if work.changes:
        errors += [str(one["code"]) for payload in data.values() for one in (payload or {}).get("refusals", ())]
    if status != 200 and not errors:
        errors.append(f"status {status}")
    if not data and not errors:
        errors.append("no data")
    return errors


def record_of(answer: Mapping[str, Any]) -> str | None:
    """The id of the record that a change made."""
    payloads = [payload for payload in (answer.get("data") or {}).values() if payload]
    record = payloads[0].get("record") if payloads else None
    return str(record["id"]) if record else None
