"""Notices to firms and persons."""

from __future__ import annotations

from datetime import date, datetime

from majung.firms import models as firms
from majung.notices import models
from majung.persons import models as persons
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.subjects import subject_field
from majung_schema.types.firms import Firm
from majung_schema.types.persons import Person


@bound(models.NoticeMessage)
class NoticeMessage(Node):
    """That a message told of a notice, or why none could be sent."""

    channel: str
    sent_at: datetime
    failure: str | None


@bound(models.Notice)
class Notice(Node):
    """A notice (통지): served when it is read, or when the days of its rule have passed since it was posted."""

    kind: str
    title: str
    body: str | None
    program_code: str | None
    posted_at: datetime
    posted_by: str
    deemed_on: date | None
    read_at: datetime | None
    served_at: datetime | None
    served_how: str | None
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    person: Person | None = to_one(persons.Person, "person_id")
    messages: Connection[NoticeMessage] = to_many(models.NoticeMessage, "notice_id", sort=("sent_at",))
    subject: Node | None = subject_field("The record it is about, as the viewer may see it.")
