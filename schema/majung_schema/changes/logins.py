"""Changes of the logins elsewhere that accounts are linked with."""

from __future__ import annotations

import strawberry

from majung.logins import models, writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.logins import Identity, LoginSession


@strawberry.type
class LoginChanges:
    """What administrators change."""

    @strawberry.mutation(description="Say that a login of an issuer is somebody with an account; it gives no rights.")
    @staticmethod
    @change
    async def link_identity(info: Info, account: strawberry.ID, issuer: str, subject: str) -> Change[Identity]:
        account_id = uuid_of(account, "account")
        made = await writes.link_identity(actor_of(info), account_id=account_id, issuer=issuer, subject=subject)
        return await changed(info, models.Identity, made.id)

    @strawberry.mutation(description="End a link; whatever the login has opened ends everywhere within seconds.")
    @staticmethod
    @change
    async def unlink_identity(info: Info, id: strawberry.ID) -> Change[Identity]:
        ended = await writes.unlink_identity(actor_of(info), identity_id=uuid_of(id, "identity"))
        return await changed(info, models.Identity, ended.id)

    @strawberry.mutation(description="Log somebody out: all that this login has opened ends everywhere within seconds.")
    @staticmethod
    @change
    async def revoke_session(info: Info, id: strawberry.ID) -> Change[LoginSession]:
        ended = await writes.revoke_session(actor_of(info), session_id=uuid_of(id, "session"))
        return await changed(info, models.LoginSession, ended.id)
