"""Acting as somebody from the command line: ``official``, ``firm:<brn>``, ``person:<id>``, ``partner:<code>``."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from majung import clock
from majung.access.actor import ANONYMOUS, Actor
from majung.access.authentication import MANDATE_COLUMNS, actor_from
from majung.errors import Locale, Refusal
from majung.identifiers import clean_brn
from majung.storage.database import Database
from majung_schema.graph.scalars import uuid_of


class UnknownActor(Refusal):
    """There is nobody called {given}. Use official, official:<login>, firm:<business number>, person:<id>, partner:<code> or anonymous.

    ko: {given}에 해당하는 주체가 없습니다. official, official:<로그인>, firm:<사업자번호>, person:<식별자>, partner:<기관코드>, anonymous 중 하나를 쓰십시오.
    """  # noqa: E501


async def actor_named(database: Database, given: str, scopes: frozenset[str], locale: Locale) -> Actor:
    """The actor that a word on the command line stands for; `official` alone holds every permission."""
    kind, _, rest = given.partition(":")
    match kind:
        case "anonymous":
            actor = ANONYMOUS
        case "official" if not rest:
            actor = Actor(kind="official", name="official:command-line", scopes=scopes)
        case "official":
            actor = await _by_login(database, rest)
        case "firm":
            actor = Actor(kind="firm", name=given, firm_ids=frozenset({await _firm(database, rest, given)}))
        case "person":
            actor = Actor(kind="person", name=given, person_id=await _person(database, rest, given))
        case "partner":
            actor = Actor(kind="partner", name=given, institution_id=await _institution(database, rest, given))
        case _:
            raise UnknownActor(given=given)
    return replace(actor, locale=locale, origin="command-line")


async def _firm(database: Database, brn: str, given: str) -> UUID:
    rows = await database.fetch("select firm_id from establishment where brn = $1", clean_brn(brn))
    if not rows:
        raise UnknownActor(given=given)
    firm_id: UUID = rows[0]["firm_id"]
    return firm_id


async def _person(database: Database, id: str, given: str) -> UUID:
    person_id = uuid_of(id, "person")
    if not await database.fetch("select from person where id = $1", person_id):
        raise UnknownActor(given=given)
    return person_id


async def _institution(database: Database, code: str, given: str) -> UUID:
    rows = await database.fetch("select id from institution where code = $1 or bank_code = $1", code)
    if not rows:
        raise UnknownActor(given=given)
    institution_id: UUID = rows[0]["id"]
    return institution_id


async def _by_login(database: Database, login: str) -> Actor:
    rows = await database.fetch(
        f"select {MANDATE_COLUMNS} from mandate m join account a on a.id = m.account_id"
        " where a.login = $1 and m.kind = 'official' and a.active"
        " and m.valid_from <= $2 and (m.valid_to is null or m.valid_to >= $2) order by m.valid_from desc, m.id limit 1",
        login,
        clock.today(),
    )
    if not rows:
        raise UnknownActor(given=f"official:{login}")
    return actor_from(dict(rows[0]))
