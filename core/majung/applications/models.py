"""Applications: one request to take part in a call, every step it takes, and the decisions on it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import Policy, follows, in_districts, own_firm, own_person, public, same_as
from majung.errors import Refusal
from majung.korean_masks import mask_name
from majung.storage.columns import may_refer, refers, texts, won
from majung.storage.table import Access, Table


class AlreadyApplied(Refusal):
    """There is already a live application of this applicant to this call. Continue or withdraw that one.

    ko: 이 공고에 진행 중인 신청이 이미 있습니다. 기존 신청을 계속하거나 철회해 주십시오.
    """


class Application(Table):
    """A request (신청) of a firm or a person to one call.

    `state` is the program's own state, `spine` the core's state it belongs to. `live_key` is unique while the
    application is alive: one live application per applicant and call. `answers` is the draft, then the submitted
    form, in the form's version. `helper_kind` says who prepared it: SELF, UNPAID or PAID; None is not declared.
    """

    call = refers("core.Call")
    call_id: UUID
    program_code = fields.CharField(max_length=100, db_index=True)
    sub_program_code = fields.CharField(max_length=100, null=True)
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    establishment = may_refer("core.Establishment")
    establishment_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    district_code = fields.CharField(max_length=10, null=True)
    state = fields.CharField(max_length=40, default="DRAFT")
    spine = fields.CharField(max_length=40, default="DRAFT")
    live_key = fields.CharField(max_length=100, null=True, unique=True)
    form_version = fields.IntField(default=1)
    answers: fields.JSONField[Any] = fields.JSONField(default=dict)
    documents: fields.JSONField[Any] = fields.JSONField(default=list)
    receipt_number = fields.CharField(max_length=40, null=True, unique=True)
    receipt_hash = fields.CharField(max_length=64, null=True)
    created_at = fields.DatetimeField()
    submitted_at = fields.DatetimeField(null=True)
    submitted_by = fields.CharField(max_length=200, null=True)
    assigned_account = may_refer("core.Account")
    assigned_account_id: UUID | None
    due_on = fields.DateField(null=True)
    helper_kind = fields.CharField(max_length=10, null=True)
    helper_name = fields.CharField(max_length=200, null=True)
    helper_organisation = fields.CharField(max_length=200, null=True)
    helper_fee_krw = won(null=True)

    class Meta:
        table = "application"
        indexes = (("firm_id",), ("person_id",), ("call_id",))

    access = Access(
        prefix="app",
        policy=Policy(official=in_districts(), firm=own_firm(), person=own_person()),
        plain=(
            "call_id", "program_code", "sub_program_code", "firm_id", "establishment_id", "person_id",
            "district_code", "state", "spine", "live_key", "form_version", "answers", "documents",
            "receipt_number", "receipt_hash", "created_at", "submitted_at", "submitted_by",
            "assigned_account_id", "due_on", "helper_kind", "helper_organisation", "helper_fee_krw",
        ),
        personal={"helper_name": Personal(mask=mask_name, firm="firm_id")},
        destroyed_too=("answers",),
        binding="{row}.submitted_at is not null",
        conflicts={"uid_application_live_key": AlreadyApplied, "application_live_key_key": AlreadyApplied},
    )  # fmt: skip


class ApplicationForm(Table):
    """A version of a program's form as it was declared, so that what was filled in with it can still be drawn."""

    program_code = fields.CharField(max_length=100)
    form_version = fields.IntField()
    form: fields.JSONField[Any] = fields.JSONField()

    class Meta:
        table = "application_form"
        unique_together = (("program_code", "form_version"),)

    access = Access(prefix="form", policy=public(), plain=("program_code", "form_version", "form"))


class ApplicationTransition(Table):
    """One step an application took, by whom and why."""

    application = refers("core.Application")
    application_id: UUID
    action = fields.CharField(max_length=60)
    from_state = fields.CharField(max_length=40)
    to_state = fields.CharField(max_length=40)
    at = fields.DatetimeField()
    by = fields.CharField(max_length=200)
    account_id = fields.UUIDField(null=True)
    note = fields.TextField(default="")

    class Meta:
        table = "application_transition"
        indexes = (("application_id",),)

    access = Access(
        prefix="step",
        policy=same_as("application_id", "application"),
        plain=("application_id", "action", "from_state", "to_state", "at", "by", "account_id", "note"),
        append_only=True,
        history=False,
    )


class Decision(Table):
    """An outcome with its reasons, the fact values it used with source and date, the rule version and the officer."""

    application = refers("core.Application")
    application_id: UUID
    outcome = fields.CharField(max_length=30)
    reason_codes = texts()
    facts: fields.JSONField[Any] = fields.JSONField(default=list)
    rules = may_refer("core.EditionRules")
    rules_id: UUID | None
    officer = fields.CharField(max_length=200)
    officer_account_id = fields.UUIDField(null=True)
    decided_at = fields.DatetimeField()
    note = fields.TextField(default="")

    class Meta:
        table = "decision"
        indexes = (("application_id",),)

    access = Access(
        prefix="decision",
        policy=Policy(
            official=follows("application_id", "application"),
            firm=follows("application_id", "application"),
            person=follows("application_id", "application"),
        ),
        plain=(
            "application_id", "outcome", "reason_codes", "facts", "rules_id", "officer", "officer_account_id",
            "decided_at", "note",
        ),
        append_only=True,
        history=False,
    )  # fmt: skip
