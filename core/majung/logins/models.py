"""Logins elsewhere that accounts are linked with, and the sessions that they opened here."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import Policy, scoped
from majung.institutions.models import MANAGE
from majung.storage.columns import refers
from majung.storage.table import Access, Table


class Identity(Table):
    """That a login of an issuer (OpenID Connect) is somebody with an account here. It gives no rights by itself."""

    account = refers("core.Account")
    account_id: UUID
    issuer = fields.CharField(max_length=255)
    subject = fields.CharField(max_length=255)
    unlinked_at = fields.DatetimeField(null=True)

    class Meta:
        table = "identity"
        unique_together = (("issuer", "subject"),)

    access = Access(
        prefix="identity",
        policy=Policy(official=scoped(MANAGE)),
        plain=("account_id", "issuer", "unlinked_at"),
        personal={"subject": Personal(subject=None)},
    )


class LoginSession(Table):
    """What one login opens: a mandate, until it expires, is idle for too long, or is revoked.

    A login has a row for each mandate of its account, all with the same hash: of the secret in a browser's cookie,
    or of the issuer's token that a client sends itself.
    """

    identity = refers("core.Identity")
    identity_id: UUID
    mandate = refers("core.Mandate")
    mandate_id: UUID
    secret_hash = fields.CharField(max_length=64)
    browser = fields.BooleanField()
    expires_at = fields.DatetimeField(db_index=True)
    idle_until = fields.DatetimeField(null=True)
    revoked_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)

    class Meta:
        table = "login_session"
        unique_together = (("secret_hash", "mandate_id"),)
        indexes = (("mandate_id",), ("identity_id",))

    access = Access(
        prefix="session",
        policy=Policy(official=scoped(MANAGE)),
        plain=(
            "identity_id", "mandate_id", "secret_hash", "browser", "expires_at", "idle_until", "revoked_at",
            "last_used_at",
        ),
        history=False,
    )  # fmt: skip
