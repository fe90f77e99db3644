"""From application to recommendation: the request as screened, facts found in papers, visits, scores."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.policy import Policy, all_of, any_of, follows, same_as, scoped
from majung.access.policy import Sql as Condition
from majung.errors import Refusal
from majung.storage.columns import refers, texts, won
from majung.storage.table import Access, Table
from majung_growth_fund.rules.lifecycle import DECIDE, EVALUATE

OFFICIALS = Policy(official=follows("application_id", "application"))
"""Papers of the agency's own work: officials who see the application."""


class SheetHandedIn(Refusal):
    """You have handed in a sheet for this application already. Change that one.

    ko: 이 신청에 대한 평가표를 이미 제출했습니다. 기존 평가표를 변경해 주십시오.
    """


class LoanRequest(Table):
    """What a firm asks for, fixed when screening begins, and the need that staff found in its papers (검토표).

    Amounts in won. `bank` is the one that the firm wishes; the letter may name another.
    """

    application = refers("core.Application")
    application_id: UUID
    firm = refers("core.Firm")
    firm_id: UUID
    product = refers("growth_fund.FundProduct")
    product_id: UUID
    bank = refers("core.Institution")
    bank_id: UUID
    route = fields.CharField(max_length=20)
    facility_krw = won(default=0)
    working_krw = won(default=0)
    facility_need_krw = won(default=0)
    working_need_krw = won(default=0)
    need_checked = fields.BooleanField(default=False)
    repayment_code = fields.CharField(max_length=40)

    class Meta:
        table = "growth_fund_loan_request"
        unique_together = (("application_id",),)
        indexes = (("firm_id",),)

    access = Access(
        prefix="gfrequest",
        policy=same_as("application_id", "application"),
        plain=(
            "application_id", "firm_id", "product_id", "bank_id", "route", "facility_krw", "working_krw",
            "facility_need_krw", "working_need_krw", "need_checked", "repayment_code",
        ),
    )  # fmt: skip


class CheckedFact(Table):
    """A fact that staff read from a paper (tax certificate, factory register), with its source and its last day."""

    application = refers("core.Application")
    application_id: UUID
    name = fields.CharField(max_length=40)
    value = fields.CharField(max_length=100)
    source = fields.CharField(max_length=200)
    as_of = fields.DateField()
    valid_until = fields.DateField(null=True)
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_checked_fact"
        unique_together = (("application_id", "name"),)

    access = Access(
        prefix="gffact",
        policy=same_as("application_id", "application"),
        plain=("application_id", "name", "value", "source", "as_of", "valid_until", "by"),
    )


class SiteVisit(Table):
    """A visit to the firm's site before the decision (현장실사)."""

    application = refers("core.Application")
    application_id: UUID
    visited_on = fields.DateField()
    factory_found = fields.BooleanField(null=True)
    equipment_found = fields.BooleanField(null=True)
    passed = fields.BooleanField()
    report = fields.TextField(default="")
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_site_visit"
        indexes = (("application_id",),)

    access = Access(
        prefix="gfvisit",
        policy=OFFICIALS,
        plain=("application_id", "visited_on", "factory_found", "equipment_found", "passed", "report", "by"),
    )


class ScoreSheet(Table):
    """One member's points for an application; members see only their own, those who decide see all.

    A recused member (제척·기피·회피) has a sheet that does not count.
    """

    application = refers("core.Application")
    application_id: UUID
    rubric = refers("growth_fund.Rubric")
    rubric_id: UUID
    account_id = fields.UUIDField()
    member = fields.CharField(max_length=200)
    points: fields.JSONField[Any] = fields.JSONField(default=dict)
    recused = fields.BooleanField(default=False)
    note = fields.CharField(max_length=1000, default="")

    class Meta:
        table = "growth_fund_score_sheet"
        constraints = (UniqueConstraint(fields=("application_id", "account_id"), name="growth_fund_one_sheet_each"),)

    access = Access(
        prefix="gfsheet",
        policy=Policy(
            official=all_of(
                follows("application_id", "application"),
                any_of(scoped(DECIDE), scoped(EVALUATE, Condition("{row}.account_id = :account"))),
            )
        ),
        plain=("application_id", "rubric_id", "account_id", "member", "points", "recused", "note"),
        conflicts={"growth_fund_one_sheet_each": SheetHandedIn},
    )


class CommitteeResult(Table):
    """What the committee gave an application: the exact average as a fraction, and its place among the others."""

    application = refers("core.Application")
    application_id: UUID
    rubric = refers("growth_fund.Rubric")
    rubric_id: UUID
    average = fields.DecimalField(max_digits=8, decimal_places=4)
    average_exact = fields.CharField(max_length=60)
    by_criterion: fields.JSONField[Any] = fields.JSONField(default=dict)
    passed = fields.BooleanField()
    counted = texts()
    dropped = texts()
    rank = fields.IntField(null=True)
    place = fields.CharField(max_length=10, null=True)
    closed_at = fields.DatetimeField()
    by = fields.CharField(max_length=200)

    class Meta:
        table = "growth_fund_committee_result"
        unique_together = (("application_id",),)

    access = Access(
        prefix="gfresult",
        policy=OFFICIALS,
        plain=(
            "application_id", "rubric_id", "average", "average_exact", "by_criterion", "passed", "counted",
            "dropped", "rank", "place", "closed_at", "by",
        ),
    )  # fmt: skip
