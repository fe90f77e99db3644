"""Accounts, mandates, roles and tokens, for those who manage them; and access records for auditors."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from majung.exports import models as exports
from majung.firms import models as firms
from majung.institutions import models
from majung.logins import models as logins
from majung_schema.graph.bound import batched, bound
from majung_schema.graph.changes import Refused
from majung_schema.graph.connections import Connection
from majung_schema.graph.node import Node
from majung_schema.graph.reading import Reading
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.rows import Row
from majung_schema.types.firms import Firm
from majung_schema.types.institutions import Institution
from majung_schema.types.logins import Identity, LoginSession


@strawberry.type(description="A new token, whose secret is shown this once, or why there is none.")
class IssuedToken:
    token: str | None
    refusals: list[Refused]


@bound(models.Role)
class Role(Node):
    """A named set of permissions."""

    code: str
    title_ko: str
    title_en: str
    scopes: list[str]


@bound(models.Token)
class Token(Node):
    """A revocable key to one mandate; only its prefix is kept in the clear."""

    name: str
    prefix: str
    development: bool
    expires_at: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None


async def centres_of(reading: Reading, rows: list[Row]) -> list[list[Row]]:
    """The centres whose affairs the mandate is for; empty when it is not bound to one."""
    ids = sorted({id for row in rows for id in row.centre_ids})
    found = await reading.ones(models.Institution, "id", ids, rows[0].as_of if rows else None)
    return [[found[id] for id in row.centre_ids if id in found] for row in rows]


@bound(models.Mandate)
class Mandate(Node):
    """In what capacity an account acts."""

    kind: str
    roles: list[str]
    scopes: list[str]
    districts: list[str]
    valid_from: date
    valid_to: date | None
    firm: Firm | None = to_one(firms.Firm, "firm_id")
    institution: Institution | None = to_one(models.Institution, "institution_id")
    centres: list[Institution] = batched(centres_of, "centre_ids")
    tokens: Connection[Token] = to_many(models.Token, "mandate_id")
    sessions: Connection[LoginSession] = to_many(logins.LoginSession, "mandate_id")


@bound(models.Account)
class Account(Node):
    """A login of a person or a system."""

    login: str
    display_name: str
    active: bool
    mandates: Connection[Mandate] = to_many(models.Mandate, "account_id", sort=("valid_from",))
    identities: Connection[Identity] = to_many(logins.Identity, "account_id")


@bound(models.AccessRecord)
class AccessRecord(Node):
    """That personal fields were read: by whom, when, from where, whose, which, masked or not, and why."""

    at: datetime
    actor: str
    kind: str
    origin: str | None
    operation: str | None
    read_table: str
    columns: list[str]
    row_ids: list[strawberry.ID]
    unmasked: bool
    purpose: str | None


@bound(exports.ListExport)
class ListExport(Node):
    """A list that was taken out as a file: by whom, when, which question, which columns and how many rows."""

    at: datetime
    actor: str
    kind: str
    origin: str | None
    operation: str
    document: str
    columns: list[str]
    format: str
    rows: int
    purpose: str | None
