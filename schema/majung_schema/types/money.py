"""Budget lines, the ledger, claims, payments, clawbacks."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.documents import models as document_models
from majung.evidence import models as evidence_models
from majung.firms import models as firms
from majung.institutions import models as institutions
from majung.money import models
from majung.programs import models as programs
from majung.support import models as support
from majung_schema.graph.bound import bound, computed
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Json, Won
from majung_schema.types.documents import DocumentUse
from majung_schema.types.evidence import EvidenceUse
from majung_schema.types.institutions import Institution
from majung_schema.types.programs import Edition

if TYPE_CHECKING:
    from majung_schema.types.firms import Firm
    from majung_schema.types.support import SupportRecord


def available(amount: int, reserved: int, consumed: int) -> int:
    """What is neither reserved nor consumed, in won."""
    return amount - reserved - consumed


@bound(models.LedgerEntry)
class LedgerEntry(Node):
    """One movement on a budget line; a correction is a counter-entry."""

    kind: str
    amount_krw: Won
    note: str
    at: datetime
    by: str
    corrects: LedgerEntry | None = to_one(models.LedgerEntry, "corrects_id")


@bound(models.BudgetLine)
class BudgetLine(Node):
    """Money of an edition from one fund source."""

    code: str
    fund_source: str
    title: str
    amount_krw: Won
    reserved_krw: Won
    consumed_krw: Won
    paid_krw: Won
    returned_krw: Won
    version: int
    available_krw: Won = computed(available, "amount_krw", "reserved_krw", "consumed_krw")
    edition: Edition | None = to_one(programs.Edition, "edition_id")
    entries: Connection[LedgerEntry] = to_many(models.LedgerEntry, "line_id", sort=("-at",))


@bound(models.Payment)
class Payment(Node):
    """Money paid on a claim; a negative one corrects an earlier payment."""

    amount_krw: Won
    paid_on: date
    reference: str | None
    note: str
    by: str
    claim: Claim | None = to_one(models.Claim, "claim_id")
    corrects: Payment | None = to_one(models.Payment, "corrects_id")
    institution: Institution | None = to_one(institutions.Institution, "institution_id")


@bound(models.Claim)
class Claim(Node):
    """What is asked for with evidence, by a firm, a person or an institution."""

    program_code: str
    period_from: date | None
    period_to: date | None
    amount_krw: Won
    approved_krw: Won | None
    status: str
    evidence: Json
    submitted_at: datetime
    submitted_by: str
    version: int
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")
    institution: Institution | None = to_one(institutions.Institution, "institution_id")
    support_record: Annotated[SupportRecord, strawberry.lazy("majung_schema.types.support")] | None = to_one(
        support.SupportRecord, "support_record_id"
    )
    payments: Connection[Payment] = to_many(models.Payment, "claim_id", sort=("paid_on",))
    documents: Connection[DocumentUse] = to_many(document_models.DocumentUse, "claim_id", sort=("used_at",))
    receipts: Connection[EvidenceUse] = to_many(evidence_models.EvidenceUse, "about_id", sort=("used_at",))


@bound(models.Clawback)
class Clawback(Node):
    """Money that must come back, why, until when, and what has come back so far."""

    amount_krw: Won
    interest_krw: Won
    returned_krw: Won
    reason_code: str
    cause_on: date | None
    due_on: date
    status: str
    version: int
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")
    support_record: Annotated[SupportRecord, strawberry.lazy("majung_schema.types.support")] | None = to_one(
        support.SupportRecord, "support_record_id"
    )
