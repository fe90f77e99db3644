"""Support records (지원이력): every benefit given to a firm or person, written by the decision itself."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, any_of, follows, own_firm, own_person
from majung.storage.columns import may_refer, won
from majung.storage.table import Access, Table


class SupportRecord(Table):
    """One benefit: to whom, for which period, how much was decided, paid and returned, what the money was for.

    Rows of other bodies are imported (`origin` IMPORTED), so that an official sees who gets money twice.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    establishment = may_refer("core.Establishment")
    establishment_id: UUID | None
    program_code = fields.CharField(max_length=100)
    sub_program_code = fields.CharField(max_length=100, null=True)
    year = fields.SmallIntField()
    application = may_refer("core.Application")
    application_id: UUID | None
    decision = may_refer("core.Decision")
    decision_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    benefit = fields.CharField(max_length=30)
    title = fields.CharField(max_length=300)
    purpose = fields.CharField(max_length=500, default="")
    period_from = fields.DateField(null=True)
    period_to = fields.DateField(null=True)
    decided_krw = won(default=0)
    paid_krw = won(default=0)
    returned_krw = won(default=0)
    own_share_krw = won(default=0)
    status = fields.CharField(max_length=20, default="ACTIVE")
    origin = fields.CharField(max_length=10, default="OURS")
    source_id = fields.CharField(max_length=100, null=True, unique=True)
    restricted_until = fields.DateField(null=True)

    class Meta:
        table = "support_record"
        indexes = (("firm_id", "year"), ("person_id", "year"), ("application_id",))

    access = Access(
        prefix="support",
        policy=Policy(
            official=any_of(follows("firm_id", "firm"), follows("person_id", "person")),
            firm=own_firm(),
            person=own_person(),
        ),
        plain=(
            "firm_id", "person_id", "establishment_id", "program_code", "sub_program_code", "year",
            "application_id", "decision_id", "institution_id", "benefit", "title", "purpose", "period_from",
            "period_to", "decided_krw", "paid_krw", "returned_krw", "own_share_krw", "status", "origin",
            "source_id", "restricted_until",
        ),
    )  # fmt: skip
