"""Fund products of a year and the dated sets they rest on, as officials enter them; all of it is announced."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.policy import EVERYONE, Policy, public
from majung.errors import Refusal
from majung.storage.columns import may_refer, refers, texts, won
from majung.storage.table import Access, Table


class ProductCodeTaken(Refusal):
    """This edition already has a fund product with this code. Change that one.

    ko: 해당 연도 사업에 같은 코드의 자금이 이미 있습니다. 기존 자금을 변경해 주십시오.
    """


class FundProduct(Table):
    """One fund (자금) in one year: caps in won, rates in per cent, and every other term as text by its name.

    `volume_line` is the amount to be lent (융자 규모), which recommendations reserve and executions consume.
    A missing value was not announced; it is never taken for zero.
    """

    edition = refers("core.Edition")
    edition_id: UUID
    year = fields.SmallIntField()
    code = fields.CharField(max_length=30)
    name_ko = fields.CharField(max_length=200)
    name_en = fields.CharField(max_length=200, default="")
    family = fields.CharField(max_length=10, null=True)
    cap_total_krw = won(null=True)
    cap_facility_krw = won(null=True)
    cap_working_krw = won(null=True)
    cap_preferred_krw = won(null=True)
    rate_kind = fields.CharField(max_length=10, null=True)
    lowest_pct = fields.DecimalField(max_digits=6, decimal_places=3, null=True)
    highest_pct = fields.DecimalField(max_digits=6, decimal_places=3, null=True)
    preferred_pct = fields.DecimalField(max_digits=6, decimal_places=3, null=True)
    intake = fields.CharField(max_length=30, null=True)
    agency = fields.CharField(max_length=200, default="")
    source = fields.CharField(max_length=300, default="")
    note = fields.CharField(max_length=500, default="")
    terms: fields.JSONField[Any] = fields.JSONField(default=dict)
    volume_line = may_refer("core.BudgetLine")
    volume_line_id: UUID | None

    class Meta:
        table = "growth_fund_product"
        constraints = (UniqueConstraint(fields=("edition_id", "code"), name="growth_fund_product_code"),)

    access = Access(
        prefix="gfproduct",
        policy=public(),
        plain=(
            "edition_id", "year", "code", "name_ko", "name_en", "family", "cap_total_krw", "cap_facility_krw",
            "cap_working_krw", "cap_preferred_krw", "rate_kind", "lowest_pct", "highest_pct", "preferred_pct",
            "intake", "agency", "source", "note", "terms", "volume_line_id",
        ),
        conflicts={"growth_fund_product_code": ProductCodeTaken},
    )  # fmt: skip


class RepaymentOption(Table):
    """A way of paying back that a product offers; months count from the day of execution."""

    product = refers("growth_fund.FundProduct")
    product_id: UUID
    code = fields.CharField(max_length=40)
    grace_months = fields.SmallIntField()
    method = fields.CharField(max_length=12)
    instalments = fields.SmallIntField(default=1)
    interval_months = fields.SmallIntField(default=0)
    round_to_krw = won(default=1)

    class Meta:
        table = "growth_fund_repayment_option"
        unique_together = (("product_id", "code"),)

    access = Access(
        prefix="gfrepay",
        policy=public(),
        plain=("product_id", "code", "grace_months", "method", "instalments", "interval_months", "round_to_krw"),
    )


class PreferredCertification(Table):
    """That firms with a certification are preferred (우대) in a family of funds, from one day to another."""

    family = fields.CharField(max_length=10)
    certification = fields.CharField(max_length=50)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, default="")
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    source = fields.CharField(max_length=300, default="")

    class Meta:
        table = "growth_fund_preference"
        unique_together = (("family", "certification", "valid_from"),)

    access = Access(
        prefix="gfpref",
        policy=public(),
        plain=("family", "certification", "title_ko", "title_en", "valid_from", "valid_to", "source"),
    )


class IndustryGroupMember(Table):
    """That industries whose KSIC code begins with `prefix` belong to a group (NEW 신산업, WEAK 취약업종) for a time."""

    code = fields.CharField(max_length=30)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, default="")
    revision = fields.SmallIntField()
    prefix = fields.CharField(max_length=5)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    source = fields.CharField(max_length=300, default="")

    class Meta:
        table = "growth_fund_industry"
        unique_together = (("code", "revision", "prefix", "valid_from"),)

    access = Access(
        prefix="gfind",
        policy=public(),
        plain=("code", "title_ko", "title_en", "revision", "prefix", "valid_from", "valid_to", "source"),
    )


class StopGround(Table):
    """A ground on which a subsidy stops or a loan is cancelled, and whether money comes back (지원 중단·취소 사유)."""

    code = fields.CharField(max_length=30)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, default="")
    effect = fields.CharField(max_length=10)
    clawback = fields.BooleanField(default=True)
    limit_number = fields.IntField(null=True)
    valid_from = fields.DateField(null=True)
    valid_to = fields.DateField(null=True)
    source = fields.CharField(max_length=300, default="")

    class Meta:
        table = "growth_fund_stop_ground"
        unique_together = (("code", "valid_from"),)

    access = Access(
        prefix="gfground",
        policy=public(),
        plain=(
            "code",
            "title_ko",
            "title_en",
            "effect",
            "clawback",
            "limit_number",
            "valid_from",
            "valid_to",
            "source",
        ),
    )


class Rubric(Table):
    """How a committee scores the applications of an edition; `criteria` holds code, titles, most points, bonus."""

    edition = refers("core.Edition")
    edition_id: UUID
    code = fields.CharField(max_length=30)
    criteria: fields.JSONField[Any] = fields.JSONField()
    pass_mark = fields.DecimalField(max_digits=6, decimal_places=2)
    bonus_cap = fields.DecimalField(max_digits=6, decimal_places=2)
    min_sheets = fields.SmallIntField()
    drop_extremes_from = fields.SmallIntField(null=True)
    tie_break = texts()

    class Meta:
        table = "growth_fund_rubric"
        unique_together = (("edition_id", "code"),)

    access = Access(
        prefix="gfrubric",
        policy=Policy(official=EVERYONE, firm=EVERYONE),
        plain=(
            "edition_id", "code", "criteria", "pass_mark", "bonus_cap", "min_sheets", "drop_extremes_from",
            "tie_break",
        ),
    )  # fmt: skip
