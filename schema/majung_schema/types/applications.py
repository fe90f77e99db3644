"""Applications: one interface for all programs; each plugin brings its own implementation."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.agreements import models as closing
from majung.applications import models
from majung.committees import models as committees
from majung.documents import models as document_models
from majung.firms import models as firms
from majung.notes import models as notes
from majung.notices import models as notices
from majung.persons import models as persons
from majung.programs import models as programs
from majung.screening import models as screening
from majung.support import models as support
from majung_schema.composition import open_input
from majung_schema.graph.bound import batched, bound, bound_interface
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import Direction, at_least, by, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.actions import NEEDED, AllowedAction, allowed_actions
from majung_schema.types.documents import DocumentUse
from majung_schema.types.firms import Firm
from majung_schema.types.forms import (
    ANSWER_NEEDS,
    FORM_NEEDS,
    AnswerRow,
    FormDescription,
    answer_rows,
    application_forms,
)
from majung_schema.types.known_answers import KNOWN_NEEDS, KnownAnswer, known_answers
from majung_schema.types.persons import Person
from majung_schema.types.programs import Call, EditionRules, Program

if TYPE_CHECKING:
    from majung_schema.types.committees import Evaluation
    from majung_schema.types.consultations import Note
    from majung_schema.types.notices import Notice
    from majung_schema.types.screening import (
        Agreement,
        FollowUpSurvey,
        Inspection,
        Objection,
        ProjectSettlement,
        SupplementRequest,
    )
    from majung_schema.types.support import SupportRecord


@open_input
class ApplicationFilter:
    """Which applications; conditions given together must all hold."""

    programs: list[str] | None = one_of("program_code", "Codes of programs.")
    states: list[str] | None = one_of("state", "The program's own states.")
    spines: list[str] | None = one_of("spine", "The core's states.")
    districts: list[str] | None = one_of("district_code")
    submitted_since: datetime | None = at_least("submitted_at")


@open_input
class ApplicationOrder:
    """How applications are sorted."""

    created_at: Direction | None = by("created_at")
    submitted_at: Direction | None = by("submitted_at")
    due_on: Direction | None = by("due_on")


@bound(models.ApplicationTransition)
class ApplicationTransition(Node):
    """One step an application took, by whom and why."""

    action: str
    from_state: str
    to_state: str
    at: datetime
    by: str
    note: str


@bound(models.Decision)
class Decision(Node):
    """An outcome with its reasons, the fact values used with source and date, the rule version and the officer."""

    outcome: str
    reason_codes: list[str]
    facts: Json
    officer: str
    decided_at: datetime
    note: str
    rules: EditionRules | None = to_one(programs.EditionRules, "rules_id")


@bound_interface(models.Application)
class Application(Node):
    """A request (신청) to take part in a call. Every program's applications share this; plugins add their own."""

    program_code: str
    sub_program_code: str | None
    state: str
    spine: str
    form_version: int
    answers: Json
    documents: Json
    receipt_number: str | None
    receipt_hash: str | None
    created_at: datetime
    submitted_at: datetime | None
    due_on: date | None
    helper_kind: str | None
    helper_name: str | None
    helper_organisation: str | None
    helper_fee_krw: Won | None
    version: int
    call: Call | None = to_one(programs.Call, "call_id")
    program: Program | None = to_one(programs.Program, "program_code", to="code")
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    transitions: Connection[ApplicationTransition] = to_many(
        models.ApplicationTransition, "application_id", sort=("at",)
    )
    decisions: Connection[Decision] = to_many(models.Decision, "application_id", sort=("decided_at",))
    support_records: Connection[Annotated[SupportRecord, strawberry.lazy("majung_schema.types.support")]] = to_many(
        support.SupportRecord, "application_id", sort=("year",)
    )
    notices: Connection[Annotated[Notice, strawberry.lazy("majung_schema.types.notices")]] = to_many(
        notices.Notice, "subject_id", sort=("posted_at",)
    )
    notes: Connection[Annotated[Note, strawberry.lazy("majung_schema.types.consultations")]] = to_many(
        notes.Note, "subject_id", sort=("-written_at",)
    )
    stored_documents: Connection[DocumentUse] = to_many(
        document_models.DocumentUse, "application_id", sort=("used_at",)
    )
    supplements: Connection[Annotated[SupplementRequest, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        screening.SupplementRequest, "application_id", sort=("asked_at",)
    )
    inspections: Connection[Annotated[Inspection, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        screening.Inspection, "application_id", sort=("planned_on",)
    )
    evaluations: Connection[Annotated[Evaluation, strawberry.lazy("majung_schema.types.committees")]] = to_many(
        committees.Evaluation, "application_id", sort=("id",)
    )
    agreements: Connection[Annotated[Agreement, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        closing.Agreement, "application_id", sort=("offered_at",)
    )
    settlements: Connection[Annotated[ProjectSettlement, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        closing.ProjectSettlement, "application_id", sort=("submitted_at",)
    )
    surveys: Connection[Annotated[FollowUpSurvey, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        closing.FollowUpSurvey, "application_id", sort=("year",)
    )
    objections: Connection[Annotated[Objection, strawberry.lazy("majung_schema.types.screening")]] = to_many(
        closing.Objection, "application_id", sort=("lodged_at",)
    )
    form: FormDescription | None = batched(application_forms, *FORM_NEEDS)
    answer_rows: list[AnswerRow] = batched(answer_rows, *ANSWER_NEEDS)
    known_answers: list[KnownAnswer] = batched(known_answers, *KNOWN_NEEDS)
    allowed_actions: list[AllowedAction] = batched(allowed_actions, *NEEDED)


@bound(models.Application, column="program_code")
class GeneralApplication(Application):
    """An application of a program whose plugin is not enabled here: still readable, but nothing can be done with it."""
