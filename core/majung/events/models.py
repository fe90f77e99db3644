"""The event log: what happened, in one order, and where each listener stands in it."""

from __future__ import annotations

from typing import Any

from tortoise import fields
from tortoise.models import Model

from majung.access.policy import Policy, Sql, any_of, in_districts
from majung.storage.columns import ids
from majung.storage.table import Access, Table


class OutboxEntry(Model):
    """An event that has been written but not yet given its position; moved into the log after commit."""

    seq = fields.BigIntField(primary_key=True, generated=True)
    id = fields.UUIDField(unique=True)
    type = fields.CharField(max_length=100)
    type_version = fields.SmallIntField()
    subject_type = fields.CharField(max_length=30)
    subject_id = fields.UUIDField()
    firm_ids = ids()
    person_ids = ids()
    institution_ids = ids()
    program = fields.CharField(max_length=100, null=True)
    district = fields.CharField(max_length=10, null=True)
    public = fields.BooleanField()
    actor = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    snapshot: fields.JSONField[dict[str, Any]] = fields.JSONField()

    class Meta:
        table = "event_outbox"


class LoggedEvent(Table):
    """An event with its place in the log: gapless positions, given after commit by one sequencer at a time."""

    position = fields.BigIntField(unique=True)
    type = fields.CharField(max_length=100)
    type_version = fields.SmallIntField()
    subject_type = fields.CharField(max_length=30)
    subject_id = fields.UUIDField(db_index=True)
    firm_ids = ids()
    person_ids = ids()
    institution_ids = ids()
    program = fields.CharField(max_length=100, null=True)
    district = fields.CharField(max_length=10, null=True)
    public = fields.BooleanField()
    actor = fields.CharField(max_length=200)
    at = fields.DatetimeField()
    snapshot: fields.JSONField[dict[str, Any]] = fields.JSONField()

    class Meta:
        table = "event_log"

    access = Access(
        prefix="event",
        policy=Policy(
            official=any_of(
                Sql("{row}.public"),
                in_districts("district"),
                Sql(
                    "exists (select 1 from firm f where f.id = any({row}.firm_ids)"
                    " and f.district_code = any(:districts))"
                ),
            ),
            firm=Sql("({row}.public or {row}.firm_ids && :firms)"),
            person=Sql("({row}.public or :person = any({row}.person_ids))"),
            partner=Sql("({row}.public or :institution = any({row}.institution_ids))"),
            anonymous=Sql("{row}.public"),
        ),
        plain=(
            "position", "type", "type_version", "subject_type", "subject_id", "firm_ids", "person_ids",
            "institution_ids", "program", "district", "public", "actor", "at", "snapshot",
        ),
        history=False,
        append_only=True,
    )  # fmt: skip


class ListenerCursor(Model):
    """How far a listener has come, and why it stands still if it does."""

    name = fields.CharField(max_length=200, primary_key=True)
    position = fields.BigIntField(default=0)
    attempts = fields.IntField(default=0)
    retry_at = fields.DatetimeField(null=True)
    parked_reason = fields.TextField(null=True)

    class Meta:
        table = "listener_cursor"


class WorkRun(Model):
    """When a piece of scheduled work last ran and is next due; the row's lock lets one process run it."""

    name = fields.CharField(max_length=200, primary_key=True)
    due_at = fields.DatetimeField()
    last_run_at = fields.DatetimeField(null=True)
    last_result = fields.CharField(max_length=500, null=True)

    class Meta:
        table = "work_run"
