"""Consultations, and notes of officials."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import strawberry

from majung.consultations import models
from majung.consultations.declared import declared_kinds
from majung.consultations.rules import GENERAL, Words, words_of
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.notes import models as notes
from majung.persons import models as persons
from majung.programs import models as programs
from majung.referrals import models as referrals
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, at_least, at_most, by, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.subjects import subject_field
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Person
from majung_schema.types.programs import Program
from majung_schema.types.referrals import Referral


@open_input
class ConsultationFilter:
    """Which consultations; conditions given together must all hold."""

    kinds: list[str] | None = one_of("kind")
    channels: list[str] | None = one_of("channel")
    outcomes: list[str] | None = one_of("outcome")
    programs: list[str] | None = one_of("program_code", "Codes of programs.")
    held_since: datetime | None = at_least("held_at")
    held_until: datetime | None = at_most("held_at")
    next_step_due_until: date | None = at_most("next_step_due_on")


@open_input
class ConsultationOrder:
    """How consultations are sorted."""

    held_at: Direction | None = by("held_at")
    next_step_due_on: Direction | None = by("next_step_due_on")


@bound(notes.Note)
class Note(Node):
    """What an official noted on a record, for colleagues of its program or centre; never for those it is about."""

    text: str
    author: str
    written_at: datetime
    removed_at: datetime | None
    program_code: str | None
    version: int
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    subject: Node | None = subject_field("The record it is about, as the viewer may see it.")


@bound(models.Consultation)
class Consultation(Node):
    """One consultation (상담). `summary` is for those who were advised, `confidential` for advisers with a purpose."""

    kind: str
    channel: str
    program_code: str | None
    adviser: str
    held_at: datetime
    minutes: int | None
    summary: str | None
    confidential: str | None
    outcome: str | None
    next_step: str | None
    next_step_due_on: date | None
    next_step_done_at: datetime | None
    version: int
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    centre: Institution | None = to_one(institutions.Institution, "centre_id")
    program: Program | None = to_one(programs.Program, "program_code", to="code")
    referrals: Connection[Referral] = to_many(referrals.Referral, "consultation_id", sort=("sent_at",))
    notes: Connection[Note] = to_many(notes.Note, "subject_id", sort=("written_at",))


@strawberry.type(description="A word that a consultation is described with: a code and its titles.")
class ConsultationWord:
    code: str
    title_ko: str
    title_en: str


@strawberry.type(description="A kind of consultation that officials here hold, with its channels and outcomes.")
class ConsultationKind:
    code: str
    title_ko: str
    title_en: str
    channels: list[ConsultationWord]
    outcomes: list[ConsultationWord]


def consultation_kinds(root: Any, info: strawberry.Info) -> list[ConsultationKind]:
    """The general kind, then those of the programs that run here."""
    declared = declared_kinds()
    return [_kind(words_of(declared, kind.code)) for kind in (GENERAL, *declared)]


def _kind(words: Words) -> ConsultationKind:
    return ConsultationKind(
        code=words.kind.code,
        title_ko=words.kind.title.ko,
        title_en=words.kind.title.en,
        channels=[ConsultationWord(code=c, title_ko=t.ko, title_en=t.en) for c, t in words.channels],
        outcomes=[ConsultationWord(code=c, title_ko=t.ko, title_en=t.en) for c, t in words.outcomes],
    )
