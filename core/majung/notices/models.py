"""Notices served in the application to firms and persons, and what was sent elsewhere to tell of them."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.personal import Personal
from majung.access.policy import Policy, any_of, follows, own_firm, own_person
from majung.storage.columns import may_refer, refers
from majung.storage.table import Access, Table


class Notice(Table):
    """A notice (통지) to a firm or a person about a record: a supplement, a decision, an order.

    It is served when somebody for whom it is meant reads it, or, where a period rule says so, when so many days
    have passed since it was posted (`deemed_on` is the last of them). `served_at` is what periods of objection
    count from. What it says may be personal; the title is not.
    """

    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    kind = fields.CharField(max_length=40)
    title = fields.CharField(max_length=300)
    body = fields.TextField(default="")
    subject_type = fields.CharField(max_length=30)
    subject_id = fields.UUIDField(db_index=True)
    program_code = fields.CharField(max_length=100, null=True)
    district_code = fields.CharField(max_length=10, null=True)
    posted_at = fields.DatetimeField()
    posted_by = fields.CharField(max_length=200)
    deemed_on = fields.DateField(null=True)
    read_at = fields.DatetimeField(null=True)
    read_by = fields.CharField(max_length=200, null=True)
    served_at = fields.DatetimeField(null=True)
    served_how = fields.CharField(max_length=10, null=True)

    class Meta:
        table = "notice"
        indexes = (("firm_id", "posted_at"), ("person_id", "posted_at"))
        constraints = (
            CheckConstraint(check="(firm_id is null) <> (person_id is null)", name="notice_to_one"),
            CheckConstraint(check="(served_at is null) = (served_how is null)", name="notice_served_somehow"),
        )

    access = Access(
        prefix="notice",
        policy=Policy(
            official=any_of(follows("firm_id", "firm"), follows("person_id", "person")),
            firm=own_firm(),
            person=own_person(),
        ),
        plain=(
            "firm_id", "person_id", "kind", "title", "subject_type", "subject_id", "program_code",
            "district_code", "posted_at", "posted_by", "deemed_on", "read_at", "read_by", "served_at", "served_how",
        ),
        personal={"body": Personal(firm="firm_id", retention="notice")},
        dated="posted_at",
    )  # fmt: skip


class NoticeMessage(Table):
    """That a message (e-mail, text) told of a notice: over what, when, or why it could not be sent. No address."""

    notice = refers("core.Notice")
    notice_id: UUID
    channel = fields.CharField(max_length=10)
    sent_at = fields.DatetimeField()
    failure = fields.CharField(max_length=200, null=True)

    class Meta:
        table = "notice_message"
        indexes = (("notice_id",),)

    access = Access(
        prefix="nmessage",
        policy=Policy(official=follows("notice_id", "notice")),
        plain=("notice_id", "channel", "sent_at", "failure"),
        append_only=True,
        history=False,
    )
