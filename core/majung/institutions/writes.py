"""Changes to institutions, accounts, mandates, tokens and disclosures."""

from __future__ import annotations

import secrets
import string
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import HELD_BY_ALL, KINDS, Actor
from majung.access.cipher import keyed_hash
from majung.errors import InvalidValue, Refusal
from majung.institutions.models import MANAGE, Account, Disclosure, Institution, Mandate, Role, Token
from majung.plugin.contract import Scope
from majung.storage.transaction import current, find_row, load_for_change, save_change, write

_LETTERS = string.ascii_lowercase + string.digits


class MandateEndsBefore(Refusal):
    """The mandate ends on {ends} already; to let it run until {given}, grant a new one.

    ko: 이 권한은 {ends}에 끝납니다. {given}까지 쓰려면 새 권한을 부여해 주십시오.
    """


class HeldByOfficials(Refusal):
    """A mandate of kind {kind} cannot hold {held}. Roles and permissions are duties of officials; others: {others}.

    ko: {kind} 권한에는 {held}을(를) 부여할 수 없습니다. 역할과 허가는 담당자만 가지며, 그 밖에는 {others}만 됩니다.
    """


@write
async def create_institution(
    actor: Actor,
    *,
    code: str,
    name_ko: str,
    kind: str,
    name_en: str = "",
    bank_code: str | None = None,
    parent_id: UUID | None = None,
) -> Institution:
    """Add an institution under a code of its own; a department or centre names the institution it is part of."""
    actor.require(MANAGE)
    return await Institution.create(
        code=code,
        name_ko=name_ko,
        name_en=name_en,
        kind=kind,
        bank_code=bank_code,
        parent_id=parent_id,
        using_db=current().connection,
    )


@write
async def create_account(actor: Actor, *, login: str, display_name: str = "") -> Account:
    """Add a login; it may do nothing until it has a mandate."""
    actor.require(MANAGE)
    return await Account.create(login=login, display_name=display_name, using_db=current().connection)


@write
async def grant_mandate(  # noqa: PLR0913 - a mandate names whom it is for and how far it goes
    actor: Actor,
    *,
    account_id: UUID,
    kind: str,
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    institution_id: UUID | None = None,
    roles: Iterable[str] = (),
    scopes: Iterable[str] = (),
    centre_ids: Iterable[UUID] = (),
    districts: Iterable[str] = (),
    valid_from: date | None = None,
    valid_to: date | None = None,
) -> Mandate:
    """Let an account act in a capacity: as official, as agent of a firm, for itself, as a partner's system.

    Only officials hold roles and permissions that let them see or change more than what is theirs.
    """
    actor.require(MANAGE)
    roles, scopes = [*roles], [*scopes]
    needed = {"firm": firm_id, "person": person_id, "partner": institution_id}
    if kind not in KINDS or kind in {"system", "anonymous"}:
        raise InvalidValue(field="kind", value=kind, reason="expected official, firm, person or partner")
    if kind in needed and needed[kind] is None:
        raise InvalidValue(field="kind", value=kind, reason="it must name whom it acts for")
    held = [*roles, *(scope for scope in scopes if scope not in HELD_BY_ALL)]
    if kind != "official" and held:
        raise HeldByOfficials(kind=kind, held=", ".join(held), others=", ".join(sorted(HELD_BY_ALL)))
    return await Mandate.create(
        account_id=account_id,
        kind=kind,
        firm_id=firm_id,
        person_id=person_id,
        institution_id=institution_id,
        roles=roles,
        scopes=scopes,
        centre_ids=[*centre_ids],
        districts=[*districts],
        valid_from=valid_from or clock.today(),
        valid_to=valid_to,
        using_db=current().connection,
    )


@write
async def end_mandate(actor: Actor, *, mandate_id: UUID, last_day: date | None = None) -> Mandate:
    """End a mandate, and with it its tokens: after its last day, or at once. It can never be made longer this way."""
    actor.require(MANAGE)
    mandate = await load_for_change(Mandate, actor, mandate_id, None)
    last = last_day or clock.today() - timedelta(days=1)
    if mandate.valid_to is not None and last > mandate.valid_to:
        raise MandateEndsBefore(path=("lastDay",), ends=mandate.valid_to, given=last)
    await save_change(mandate, valid_to=last)
    return mandate


@write
async def issue_token(
    actor: Actor, *, mandate_id: UUID, name: str, expires_at: datetime | None = None, development: bool = False
) -> str:
    """Make a token for a mandate. The answer is the only time its secret is shown.

    A mandate may have several: to rotate a key, the next one is made before the last one is revoked.
    """
    actor.require(MANAGE)
    if expires_at is not None and expires_at <= clock.now():
        reason = "a token that has expired already opens nothing"
        raise InvalidValue(path=("expiresAt",), field="expiresAt", value=expires_at.isoformat(), reason=reason)
    prefix = "".join(secrets.choice(_LETTERS) for _ in range(12))
    secret = secrets.token_urlsafe(32)
    await Token.create(
        mandate_id=mandate_id,
        name=name,
        prefix=prefix,
        secret_hash=keyed_hash(secret),
        expires_at=expires_at,
        development=development,
        using_db=current().connection,
    )
    return f"mj_{prefix}_{secret}"


@write
async def revoke_token(actor: Actor, *, token_id: UUID) -> Token:
    """End a token; it stops working everywhere within seconds."""
    actor.require(MANAGE)
    token = await load_for_change(Token, actor, token_id, None)
    await save_change(token, revoked_at=token.revoked_at or clock.now())
    return token


@write
async def disclose(
    actor: Actor,
    *,
    institution_id: UUID,
    program: str,
    basis: str,
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    valid_to: date | None = None,
) -> Disclosure:
    """Let an institution see a firm or a person from today on; called by the write that gives the ground for it."""
    return await Disclosure.create(
        institution_id=institution_id,
        program=program,
        basis=basis,
        firm_id=firm_id,
        person_id=person_id,
        valid_from=clock.today(),
        valid_to=valid_to,
        using_db=current().connection,
    )


@write
async def end_disclosure(actor: Actor, *, disclosure_id: UUID, at_once: bool = False) -> Disclosure:
    """End a disclosure today; `at_once` does not leave the rest of the day (a consent that was withdrawn)."""
    disclosure = await find_row(Disclosure, actor, disclosure_id, lock=True)
    last = clock.today() - timedelta(days=1) if at_once else clock.today()
    await save_change(disclosure, valid_to=last)
    return disclosure


@write
async def sync_roles(actor: Actor, *, scopes: Iterable[Scope]) -> None:
    """Give every role the permissions declared for it by default; what staff added to a role stays."""
    wanted: dict[str, set[str]] = {}
    for scope in scopes:
        for role in scope.roles:
            wanted.setdefault(role, set()).add(scope.name)
    for code, names in sorted(wanted.items()):
        known = await Role.get_or_none(code=code, using_db=current().connection)
        if known is None:
            await Role.create(
                code=code, title_ko=code, title_en=code, scopes=sorted(names), using_db=current().connection
            )
        elif not names <= set(known.scopes):
            await save_change(known, scopes=sorted(names | set(known.scopes)))
