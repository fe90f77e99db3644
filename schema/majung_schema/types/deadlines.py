"""Due dates, and the rules that say how long things may take."""

from __future__ import annotations

from datetime import date, datetime

from majung.deadlines import models
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.persons import models as persons
from majung_schema.graph.bound import bound
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_one
from majung_schema.graph.subjects import subject_field
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Person


@bound(models.PeriodRule)
class PeriodRule(Node):
    """How long something may take, for one program or for all, in force from one day to another."""

    kind: str
    program_code: str | None
    days: int
    unit: str
    remind_days: int
    valid_from: date
    valid_to: date | None
    source: str


@bound(models.DueDate)
class DueDate(Node):
    """That something is due about a record, whose move it is, and by which rule the day was counted."""

    kind: str
    waits_for: str
    program_code: str | None
    started_on: date
    due_on: date
    rule: str
    extensions: int
    done_at: datetime | None
    passed_at: datetime | None
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    institution: Institution | None = to_one(institutions.Institution, "institution_id")
    subject: Node | None = subject_field("The record it is about, as the viewer may see it.")
