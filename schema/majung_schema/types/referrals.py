"""Referrals: firms and persons handed on, with the answer that came back."""

from __future__ import annotations

from datetime import date, datetime

from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.persons import models as persons
from majung.programs import models as programs
from majung.referrals import models
from majung_schema.composition import open_input
from majung_schema.graph.bound import bound
from majung_schema.graph.filters import Direction, at_least, at_most, by, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_one
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.persons import Consent, Person
from majung_schema.types.programs import Program


@open_input
class ReferralFilter:
    """Which referrals; conditions given together must all hold."""

    states: list[str] | None = one_of("state", "SENT, ACCEPTED, DECLINED, EXPIRED, WITHDRAWN, COMPLETED.")
    outcomes: list[str] | None = one_of("outcome")
    from_programs: list[str] | None = one_of("from_program_code")
    to_programs: list[str] | None = one_of("to_program_code")
    sent_since: datetime | None = at_least("sent_at")
    answer_due_until: date | None = at_most("answer_due_on")


@open_input
class ReferralOrder:
    """How referrals are sorted."""

    sent_at: Direction | None = by("sent_at")
    answer_due_on: Direction | None = by("answer_due_on")


@bound(models.Referral)
class Referral(Node):
    """A referral (연계) to a program or an institution, with its answer and outcome."""

    reason: str
    state: str
    sent_at: datetime
    sent_by: str
    answer_due_on: date
    answered_at: datetime | None
    answered_by: str | None
    answer: str
    outcome: str | None
    outcome_note: str
    ended_at: datetime | None
    version: int
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    from_program: Program | None = to_one(programs.Program, "from_program_code", to="code")
    from_centre: Institution | None = to_one(institutions.Institution, "from_centre_id")
    to_program: Program | None = to_one(programs.Program, "to_program_code", to="code")
    to_institution: Institution | None = to_one(institutions.Institution, "to_institution_id")
    consent: Consent | None = to_one(
        persons.Consent, "consent_id", description="The consent it rests on, where a person is referred outside."
    )
