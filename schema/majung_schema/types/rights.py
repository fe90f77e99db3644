"""What was answered to persons who asked for the deletion of their data."""

from __future__ import annotations

from datetime import datetime

from majung.persons import models as persons
from majung.rights import models
from majung_schema.graph.bound import bound
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_one
from majung_schema.graph.scalars import Json
from majung_schema.types.persons import Person


@bound(models.Erasure)
class Erasure(Node):
    """That a person's data were destroyed on request. `answer` says for each table what was kept, and why."""

    at: datetime
    by: str
    by_themself: bool
    reason: str
    answer: Json
    person: Person | None = to_one(persons.Person, "person_id")
