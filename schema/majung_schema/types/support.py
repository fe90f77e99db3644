"""Support records: every benefit a firm or person was given."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.applications import models as applications
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.money import models as money
from majung.persons import models as persons
from majung.programs import models as programs
from majung.support import models
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won
from majung_schema.types.institutions import Institution
from majung_schema.types.programs import Program

if TYPE_CHECKING:
    from majung_schema.types.applications import Application, Decision
    from majung_schema.types.firms import Firm
    from majung_schema.types.money import Clawback
    from majung_schema.types.persons import Person


@bound(models.SupportRecord)
class SupportRecord(Node):
    """One benefit (지원이력): what was decided, paid and returned, what for, by whom; ours or imported."""

    program_code: str
    sub_program_code: str | None
    year: int
    benefit: str
    title: str
    purpose: str
    period_from: date | None
    period_to: date | None
    decided_krw: Won
    paid_krw: Won
    returned_krw: Won
    own_share_krw: Won
    status: str
    origin: str
    restricted_until: date | None
    version: int
    program: Program | None = to_one(programs.Program, "program_code", to="code")
    institution: Institution | None = to_one(institutions.Institution, "institution_id")
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")
    person: Annotated[Person, strawberry.lazy("majung_schema.types.persons")] | None = to_one(
        persons.Person, "person_id"
    )
    application: Annotated[Application, strawberry.lazy("majung_schema.types.applications")] | None = to_one(
        applications.Application, "application_id"
    )
    decision: Annotated[Decision, strawberry.lazy("majung_schema.types.applications")] | None = to_one(
        applications.Decision, "decision_id"
    )
    clawbacks: Connection[Annotated[Clawback, strawberry.lazy("majung_schema.types.money")]] = to_many(
        money.Clawback, "support_record_id", sort=("-due_on",)
    )
