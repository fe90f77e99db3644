"""Money: budget lines, an append-only ledger, claims, payments, clawbacks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.policy import (
    EVERYONE,
    Policy,
    any_of,
    follows,
    own_firm,
    own_institution,
    own_person,
    whole_province,
)
from majung.money.errors import (
    AlreadyClaimed,
    BudgetExhausted,
    CallLimitReached,
    MoneyKeyUsed,
    MoreThanOwed,
    PaidBeyondConsumed,
)
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table

_OFFICIAL = any_of(whole_province(), follows("firm_id", "firm"), follows("person_id", "person"))
"""An official of a si/gun sees the money of those whom it sees."""


class BudgetLine(Table):
    """Money of an edition from one fund source; what is reserved and consumed never exceeds the amount.

    `reserved_krw` is promised, `consumed_krw` decided, `paid_krw` the part of it that has left the agency. The
    columns are sums of the line's ledger; `version` guards what officials edit, so movements leave it alone.
    """

    edition = refers("core.Edition")
    edition_id: UUID
    code = fields.CharField(max_length=50)
    fund_source = fields.CharField(max_length=20)
    title = fields.CharField(max_length=300, default="")
    amount_krw = won()
    reserved_krw = won(default=0)
    consumed_krw = won(default=0)
    paid_krw = won(default=0)
    returned_krw = won(default=0)

    class Meta:
        table = "budget_line"
        unique_together = (("edition_id", "code"),)
        constraints = (
            CheckConstraint(
                check="reserved_krw >= 0 and consumed_krw >= 0 and reserved_krw + consumed_krw <= amount_krw",
                name="budget_not_oversold",
            ),
            CheckConstraint(check="paid_krw >= 0 and paid_krw <= consumed_krw", name="budget_paid_is_consumed"),
            CheckConstraint(check="returned_krw >= 0", name="budget_returned_not_negative"),
        )

    access = Access(
        prefix="budget",
        policy=Policy(official=EVERYONE),
        plain=(
            "edition_id", "code", "fund_source", "title", "amount_krw", "reserved_krw", "consumed_krw",
            "paid_krw", "returned_krw",
        ),
        conflicts={"budget_not_oversold": BudgetExhausted, "budget_paid_is_consumed": PaidBeyondConsumed},
    )  # fmt: skip


class CallBudget(Table):
    """How much of a budget line a call may draw (no limit: the whole line), and how much it has drawn."""

    call = refers("core.Call")
    call_id: UUID
    line = refers("core.BudgetLine")
    line_id: UUID
    limit_krw = won(null=True)
    drawn_krw = won(default=0)

    class Meta:
        table = "call_budget"
        unique_together = (("call_id", "line_id"),)
        constraints = (
            CheckConstraint(
                check="drawn_krw >= 0 and (limit_krw is null or drawn_krw <= limit_krw)", name="call_limit_not_exceeded"
            ),
        )

    access = Access(
        prefix="callbudget",
        policy=Policy(official=EVERYONE),
        plain=("call_id", "line_id", "limit_krw", "drawn_krw"),
        conflicts={"call_limit_not_exceeded": CallLimitReached},
    )


class LedgerEntry(Table):
    """One movement on a budget line: RESERVE, CONSUME, RELEASE, PAY, RETURN.

    A correction is a counter-entry of the same kind with the negative amount.
    """

    line = refers("core.BudgetLine")
    line_id: UUID
    kind = fields.CharField(max_length=10)
    amount_krw = won()
    application = may_refer("core.Application")
    application_id: UUID | None
    support_record = may_refer("core.SupportRecord")
    support_record_id: UUID | None
    payment = may_refer("core.Payment")
    payment_id: UUID | None
    corrects = may_refer("core.LedgerEntry")
    corrects_id: UUID | None
    note = fields.CharField(max_length=500, default="")
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "ledger_entry"
        indexes = (("line_id",), ("application_id",), ("payment_id",), ("corrects_id",))

    access = Access(
        prefix="ledger",
        policy=Policy(official=EVERYONE),
        plain=(
            "line_id", "kind", "amount_krw", "application_id", "support_record_id", "payment_id", "corrects_id",
            "note", "at", "by",
        ),
        append_only=True,
        history=False,
    )  # fmt: skip


class Claim(Table):
    """What is asked for with evidence: by a firm, a person, or a bank for an interest difference.

    `status` is SUBMITTED, APPROVED, REJECTED or PAID. `natural_key` names what is claimed (a loan and a month), so
    that it is claimed once; a rejected claim gives its key back. `line` is what it is paid from, if a budget line.
    """

    program_code = fields.CharField(max_length=100)
    application = may_refer("core.Application")
    application_id: UUID | None
    support_record = may_refer("core.SupportRecord")
    support_record_id: UUID | None
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    line = may_refer("core.BudgetLine")
    line_id: UUID | None
    period_from = fields.DateField(null=True)
    period_to = fields.DateField(null=True)
    amount_krw = won()
    approved_krw = won(null=True)
    status = fields.CharField(max_length=20, default="SUBMITTED")
    evidence: fields.JSONField[Any] = fields.JSONField(default=list)
    natural_key = fields.CharField(max_length=200, null=True, unique=True)
    submitted_at = fields.DatetimeField()
    submitted_by = fields.CharField(max_length=200)
    submitted_account_id = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField(null=True)
    decided_by = fields.CharField(max_length=200, null=True)
    decided_account_id = fields.UUIDField(null=True)
    decision_note = fields.CharField(max_length=500, default="")

    class Meta:
        table = "claim"
        indexes = (("firm_id",), ("institution_id",), ("support_record_id",))
        constraints = (CheckConstraint(check="amount_krw >= 0", name="claim_not_negative"),)

    access = Access(
        prefix="claim",
        policy=Policy(official=_OFFICIAL, firm=own_firm(), person=own_person(), partner=own_institution()),
        plain=(
            "program_code", "application_id", "support_record_id", "firm_id", "person_id", "institution_id",
            "period_from", "period_to", "amount_krw", "approved_krw", "status", "evidence", "natural_key",
            "submitted_at", "submitted_by", "submitted_account_id", "line_id", "decided_at", "decided_by",
            "decided_account_id", "decision_note",
        ),
        conflicts={"claim_natural_key_key": AlreadyClaimed, "uid_claim_natural_key": AlreadyClaimed},
    )  # fmt: skip


class Payment(Table):
    """Money paid on a claim; a negative one corrects an earlier payment, which stays as it was.

    `reference` is the number of the transfer or of the batch: the payments of one batch share it.
    """

    claim = refers("core.Claim")
    claim_id: UUID
    line = may_refer("core.BudgetLine")
    line_id: UUID | None
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    amount_krw = won()
    paid_on = fields.DateField()
    corrects = may_refer("core.Payment")
    corrects_id: UUID | None
    reference = fields.CharField(max_length=100, null=True)
    note = fields.CharField(max_length=500, default="")
    by = fields.CharField(max_length=200)

    class Meta:
        table = "payment"
        unique_together = (("reference", "claim_id"),)
        indexes = (("claim_id",), ("firm_id",), ("corrects_id",))

    access = Access(
        prefix="payment",
        policy=Policy(official=_OFFICIAL, firm=own_firm(), person=own_person(), partner=own_institution()),
        plain=(
            "claim_id", "line_id", "firm_id", "person_id", "institution_id", "amount_krw", "paid_on",
            "corrects_id", "reference", "note", "by",
        ),
        append_only=True,
        history=False,
        conflicts={"uid_payment_reference": MoneyKeyUsed},
        dated="paid_on",
    )  # fmt: skip


class Clawback(Table):
    """Money that must come back: principal and interest, why, until when, and what has come back so far."""

    support_record = refers("core.SupportRecord")
    support_record_id: UUID
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    amount_krw = won()
    interest_krw = won(default=0)
    returned_krw = won(default=0)
    reason_code = fields.CharField(max_length=60)
    cause_on = fields.DateField(null=True)
    due_on = fields.DateField()
    status = fields.CharField(max_length=20, default="ORDERED")
    ordered_by = fields.CharField(max_length=200)

    class Meta:
        table = "clawback"
        indexes = (("firm_id",), ("support_record_id",))
        constraints = (
            CheckConstraint(check="returned_krw <= amount_krw + interest_krw", name="clawback_not_overpaid"),
            CheckConstraint(check="amount_krw >= 0 and interest_krw >= 0", name="clawback_not_negative"),
        )

    access = Access(
        prefix="clawback",
        policy=Policy(official=_OFFICIAL, firm=own_firm(), person=own_person()),
        plain=(
            "support_record_id", "firm_id", "person_id", "amount_krw", "interest_krw", "returned_krw",
            "reason_code", "cause_on", "due_on", "status", "ordered_by",
        ),
        conflicts={"clawback_not_overpaid": MoreThanOwed},
    )  # fmt: skip
