"""Logins elsewhere that accounts are linked with, and what they have opened, for those who manage accounts."""

from __future__ import annotations

from datetime import datetime

from majung.logins import models
from majung_schema.graph.bound import bound
from majung_schema.graph.node import Node


@bound(models.Identity)
class Identity(Node):
    """That a login of an issuer (OpenID Connect) is somebody with an account; it gives no rights by itself."""

    issuer: str
    subject: str
    unlinked_at: datetime | None


@bound(models.LoginSession)
class LoginSession(Node):
    """What a login opened: a mandate, until it expires, is idle for too long, or is revoked."""

    browser: bool
    expires_at: datetime
    idle_until: datetime | None
    revoked_at: datetime | None
    last_used_at: datetime | None
