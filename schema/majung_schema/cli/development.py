"""Accounts and mandates for development tokens, one for each actor that was asked for."""

from __future__ import annotations

from uuid import UUID

from majung.access.actor import Actor, system
from majung.errors import Refusal
from majung.institutions.models import Account, Mandate
from majung.institutions.writes import create_account, grant_mandate
from majung.storage.transaction import current, save_change, write


class NoTokenForAnonymous(Refusal):
    """An anonymous caller needs no token: leave the Authorization header out.

    ko: 익명 사용자는 토큰이 필요 없습니다. Authorization 헤더를 생략하십시오.
    """


async def mandate_for(actor: Actor, given: str) -> UUID:
    """The mandate a development token for this actor opens; made once for each."""
    if actor.kind == "anonymous":
        raise NoTokenForAnonymous
    if actor.mandate_id is not None:
        return actor.mandate_id
    return await _development_mandate(system("token"), wanted=actor, login=f"development:{given}")


@write
async def _development_mandate(actor: Actor, *, wanted: Actor, login: str) -> UUID:
    connection = current().connection
    account = await Account.get_or_none(login=login, using_db=connection) or await create_account(actor, login=login)
    mandate = await Mandate.filter(account_id=account.id).using_db(connection).first()
    if mandate is None:
        mandate = await grant_mandate(
            actor,
            account_id=account.id,
            kind=wanted.kind,
            firm_id=next(iter(wanted.firm_ids), None),
            person_id=wanted.person_id,
            institution_id=wanted.institution_id,
            scopes=sorted(wanted.scopes),
        )
    elif set(mandate.scopes) != wanted.scopes:  # a program that came later brings permissions of its own
        await save_change(mandate, scopes=sorted(wanted.scopes))
    return mandate.id
