"""Changes to which logins elsewhere are linked with which accounts, and ending what they opened."""

from __future__ import annotations

from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import InvalidValue, NotFound
from majung.institutions.models import MANAGE, Account
from majung.logins.errors import IdentityTaken
from majung.logins.models import Identity, LoginSession
from majung.logins.sessions import END
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

LONGEST = 255


@write
async def link_identity(actor: Actor, *, account_id: UUID, issuer: str, subject: str) -> Identity:
    """Say that a login of an issuer is somebody with an account here; what they may do follows from its mandates."""
    actor.require(MANAGE)
    for field, value in (("issuer", issuer), ("subject", subject)):
        if not value.strip() or len(value) > LONGEST or "\x00" in value:
            raise InvalidValue(field=field, value=value[:50], reason=f"it has 1 to {LONGEST} characters")
    account = await find_row(Account, actor, account_id, lock=True)
    connection = current().connection
    known = await Identity.filter(issuer=issuer, subject=subject).using_db(connection).select_for_update().first()
    if known is None:
        return await Identity.create(account_id=account.id, issuer=issuer, subject=subject, using_db=connection)
    if known.unlinked_at is None and known.account_id != account.id:
        raise IdentityTaken(path=("subject",), issuer=issuer)
    if known.unlinked_at is not None:
        await save_change(known, account_id=account.id, unlinked_at=None)
    return known


@write
async def link_login(actor: Actor, *, login: str, issuer: str, subject: str) -> Identity:
    """The same for an account by its login here, as the command line names it."""
    actor.require(MANAGE)
    account = await Account.get_or_none(login=login, using_db=current().connection)
    if account is None:
        raise NotFound(kind="Account", id=login[:100])
    return await link_identity(actor, account_id=account.id, issuer=issuer, subject=subject)


@write
async def unlink_identity(actor: Actor, *, identity_id: UUID) -> Identity:
    """End a link; whatever the login has opened ends within seconds."""
    actor.require(MANAGE)
    identity = await load_for_change(Identity, actor, identity_id, None)
    if identity.unlinked_at is None:
        await save_change(identity, unlinked_at=clock.now())
    await current().execute(END.format(which="identity_id"), identity.id, clock.now())
    return identity


@write
async def revoke_session(actor: Actor, *, session_id: UUID) -> LoginSession:
    """End a login: all sessions that it opened, whatever the mandate, end within seconds."""
    actor.require(MANAGE)
    session = await load_for_change(LoginSession, actor, session_id, None)
    await current().execute(END.format(which="secret_hash"), session.secret_hash, clock.now())
    await session.refresh_from_db(using_db=current().connection)
    return session
