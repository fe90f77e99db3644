"""Evaluation by committee: rubrics, committees with members and recusals, sheets, results and ranks."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.personal import Personal
from majung.access.policy import EVERYONE, Policy, Sql, all_of, any_of, follows, own_account
from majung.committees.errors import MemberAlready, RecusalKnown
from majung.korean import mask_name
from majung.storage.columns import ids, may_refer, refers, texts, won
from majung.storage.table import Access, Table

_CLOSED = Sql("exists (select 1 from committee c_ where c_.id = {row}.committee_id and c_.state <> 'SCORING')")


class Rubric(Table):
    """How a program's applications are scored, and what a committee needs; every number is data, with validity.

    `criteria` are {code, title_ko, title_en, most, weight, bonus} with numbers as text. With `drop_extremes_from`
    sheets or more the highest and the lowest do not count; equal averages are told apart by `tie_break` criteria.
    """

    program_code = fields.CharField(max_length=100)
    code = fields.CharField(max_length=60)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, default="")
    criteria: fields.JSONField[Any] = fields.JSONField(default=list)
    pass_mark = fields.DecimalField(max_digits=7, decimal_places=2)
    bonus_cap = fields.DecimalField(max_digits=7, decimal_places=2, default=0)
    min_sheets = fields.SmallIntField(default=1)
    drop_extremes_from = fields.SmallIntField(null=True)
    tie_break = texts()
    min_members = fields.SmallIntField(default=1)
    external_above_pct = fields.DecimalField(max_digits=5, decimal_places=2, null=True)
    quorum_pct = fields.DecimalField(max_digits=5, decimal_places=2, null=True)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "rubric"
        unique_together = (("program_code", "code", "valid_from"),)

    access = Access(
        prefix="rubric",
        policy=Policy(official=EVERYONE),
        plain=(
            "program_code", "code", "title_ko", "title_en", "criteria", "pass_mark", "bonus_cap", "min_sheets",
            "drop_extremes_from", "tie_break", "min_members", "external_above_pct", "quorum_pct", "valid_from",
            "valid_to", "entered_by",
        ),
    )  # fmt: skip


class Committee(Table):
    """A committee (평가위원회) that evaluates the applications of one call: FORMING, SCORING, CLOSED, RANKED."""

    call = refers("core.Call")
    call_id: UUID
    rubric = refers("core.Rubric")
    rubric_id: UUID
    program_code = fields.CharField(max_length=100)
    title = fields.CharField(max_length=200)
    meets_on = fields.DateField(null=True)
    state = fields.CharField(max_length=10, default="FORMING")
    closed_at = fields.DatetimeField(null=True)
    closed_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "committee"
        indexes = (("call_id",),)

    access = Access(
        prefix="committee",
        policy=Policy(official=EVERYONE),
        plain=("call_id", "rubric_id", "program_code", "title", "meets_on", "state", "closed_at", "closed_by"),
    )


class CommitteeMember(Table):
    """That an account is a member, from outside or not; it is excluded from applications of the firms `firm_ids`."""

    committee = refers("core.Committee")
    committee_id: UUID
    account = refers("core.Account")
    account_id: UUID
    name = fields.CharField(max_length=200)
    organisation = fields.CharField(max_length=200, default="")
    external = fields.BooleanField(default=False)
    firm_ids = ids()

    class Meta:
        table = "committee_member"
        constraints = (UniqueConstraint(fields=("committee_id", "account_id"), name="committee_member_once"),)

    access = Access(
        prefix="cmember",
        policy=Policy(official=follows("committee_id", "committee")),
        plain=("committee_id", "account_id", "organisation", "external", "firm_ids"),
        personal={"name": Personal(mask=mask_name, subject=None)},
        conflicts={"committee_member_once": MemberAlready},
    )


class Recusal(Table):
    """That a member does not take part in an application: by law (제척), as challenged (기피), by own wish (회피).

    A challenge is ASKED and then GRANTED or REFUSED; the others are granted at once (지방보조금법 art. 26⑦–⑨ pattern).
    """

    committee = refers("core.Committee")
    committee_id: UUID
    member = refers("core.CommitteeMember")
    member_id: UUID
    application = refers("core.Application")
    application_id: UUID
    ground = fields.CharField(max_length=12)
    reason = fields.TextField(default="")
    state = fields.CharField(max_length=10)
    asked_at = fields.DatetimeField()
    asked_by = fields.CharField(max_length=200)
    decided_by = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "recusal"
        constraints = (UniqueConstraint(fields=("member_id", "application_id"), name="recusal_once"),)

    access = Access(
        prefix="recusal",
        policy=Policy(official=follows("committee_id", "committee")),
        plain=(
            "committee_id", "member_id", "application_id", "ground", "reason", "state", "asked_at", "asked_by",
            "decided_by",
        ),
        conflicts={"recusal_once": RecusalKnown},
    )  # fmt: skip


class CommitteeSheet(Table):
    """A member's points for an application. Until scoring is closed nobody sees it but the member, managers neither."""

    committee = refers("core.Committee")
    committee_id: UUID
    application = refers("core.Application")
    application_id: UUID
    member = refers("core.CommitteeMember")
    member_id: UUID
    account_id = fields.UUIDField()
    points: fields.JSONField[Any] = fields.JSONField(default=dict)
    note = fields.CharField(max_length=1000, default="")
    handed_in_at = fields.DatetimeField()

    class Meta:
        table = "committee_sheet"
        constraints = (UniqueConstraint(fields=("application_id", "member_id"), name="committee_sheet_once"),)

    access = Access(
        prefix="csheet",
        policy=Policy(official=any_of(own_account(), all_of(follows("application_id", "application"), _CLOSED))),
        plain=("committee_id", "application_id", "member_id", "account_id", "points", "note", "handed_in_at"),
    )


class Evaluation(Table):
    """What the committee gave an application: its exact average as a fraction, and its place in the ranking.

    `amount_krw` is what it would get, in won, where places end with the budget.
    """

    committee = refers("core.Committee")
    committee_id: UUID
    application = refers("core.Application")
    application_id: UUID
    decision = may_refer("core.Decision")
    decision_id: UUID | None
    average = fields.DecimalField(max_digits=9, decimal_places=4)
    average_exact = fields.CharField(max_length=80)
    by_criterion: fields.JSONField[Any] = fields.JSONField(default=dict)
    passed = fields.BooleanField()
    counted = texts()
    dropped = texts()
    rank = fields.IntField(null=True)
    place = fields.CharField(max_length=10, null=True)
    amount_krw = won(null=True)

    class Meta:
        table = "evaluation"
        constraints = (UniqueConstraint(fields=("committee_id", "application_id"), name="evaluation_once"),)

    access = Access(
        prefix="evaluation",
        policy=Policy(official=follows("application_id", "application")),
        plain=(
            "committee_id", "application_id", "decision_id", "average", "average_exact", "by_criterion", "passed",
            "counted", "dropped", "rank", "place", "amount_krw",
        ),
    )  # fmt: skip
