"""Costs as they were claimed and checked, and the exports of firms."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.policy import Policy, follows, own_firm, same_as, whole_province
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table
from majung_export_costs.errors import ExportDeclared


class PaymentBatch(Table):
    """Checked costs that were paid together, under one number; the sum in won."""

    number = fields.CharField(max_length=100, unique=True)
    paid_on = fields.DateField()
    costs = fields.IntField()
    amount_krw = won()
    paid_by = fields.CharField(max_length=200)

    class Meta:
        table = "export_costs_batch"

    access = Access(
        prefix="expbatch",
        policy=Policy(official=whole_province()),
        plain=("number", "paid_on", "costs", "amount_krw", "paid_by"),
    )


class ExportCost(Table):
    """A cost that is claimed back: what it was, where the goods went, and how the amount came about.

    The money itself is the core's claim. What was left when the claim was checked is kept, so that firm and
    officials see which limit decided; amounts in won.
    """

    claim = refers("core.Claim")
    claim_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    application = refers("core.Application")
    application_id: UUID
    rules = refers("core.EditionRules")
    rules_id: UUID
    cost_kind = fields.CharField(max_length=40)
    country = fields.CharField(max_length=2)
    buyer = fields.CharField(max_length=200, default="")
    cost_on = fields.DateField()
    eligible_krw = won()
    by_rate_krw = won()
    month_left_krw = won(null=True)
    year_left_krw = won(null=True)
    budget_left_krw = won(null=True)
    bound = fields.CharField(max_length=10, null=True)
    checked_at = fields.DatetimeField(null=True)
    checked_by = fields.CharField(max_length=200, null=True)
    batch = may_refer("export_costs.PaymentBatch")
    batch_id: UUID | None

    class Meta:
        table = "export_costs_cost"
        unique_together = (("claim_id",),)
        indexes = (("firm_id", "cost_on"), ("application_id",), ("batch_id",))

    access = Access(
        prefix="expcost",
        policy=same_as("claim_id", "claim"),
        plain=(
            "claim_id", "firm_id", "application_id", "rules_id", "cost_kind", "country", "buyer", "cost_on",
            "eligible_krw", "by_rate_krw", "month_left_krw", "year_left_krw", "budget_left_krw", "bound", "checked_at",
            "checked_by", "batch_id",
        ),
    )  # fmt: skip


class ExportRecord(Table):
    """One line of an export declaration (수출신고): goods of a firm to a country, in US dollars."""

    firm = refers("core.Firm")
    firm_id: UUID
    declaration_no = fields.CharField(max_length=40)
    line_no = fields.IntField(default=1)
    declared_on = fields.DateField()
    country = fields.CharField(max_length=2)
    hs6 = fields.CharField(max_length=6)
    amount_usd = fields.DecimalField(max_digits=16, decimal_places=2)

    class Meta:
        table = "export_costs_record"
        unique_together = (("declaration_no", "line_no"),)
        indexes = (("firm_id", "declared_on"),)

    access = Access(
        prefix="exprecord",
        policy=Policy(official=follows("firm_id", "firm"), firm=own_firm()),
        plain=("firm_id", "declaration_no", "line_no", "declared_on", "country", "hs6", "amount_usd"),
        conflicts={"uid_export_costs_record_declaration_no": ExportDeclared},
    )
