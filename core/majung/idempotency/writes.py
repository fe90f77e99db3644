"""Making a change once: the same key again gives the change that was made, whoever comes second waits for the first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from majung.access.actor import Actor
from majung.errors import Refusal
from majung.storage.ids import uuid7
from majung.storage.table import Table, find_table
from majung.storage.transaction import current, write

KEPT_HOURS = 48
"""How long a key is remembered; clients may count on 24 hours."""

LONGEST_KEY = 200


class BadIdempotencyKey(Refusal):
    """An idempotency key has 1 to {longest} visible ASCII characters, for example a UUID. Nothing was changed.

    ko: 멱등 키(Idempotency-Key)는 눈에 보이는 ASCII 문자 1~{longest}자여야 합니다(예: UUID). 변경된 내용은 없습니다.
    """


class IdempotencyKeyReused(Refusal):
    """This idempotency key was used for another change. Send the same document and variables, or a new key.

    ko: 이 멱등 키(Idempotency-Key)는 다른 변경에 이미 사용되었습니다. 같은 문서와 변수를 보내거나 새 키를 사용하십시오.
    """


class IdempotencyNeedsLogin(Refusal):
    """An idempotency key belongs to a login, and this caller has none. Send a token, or leave the key out.

    ko: 멱등 키(Idempotency-Key)는 로그인한 호출자만 사용할 수 있습니다. 토큰을 함께 보내거나 키를 빼십시오.
    """


class IdempotencyNotHere(Refusal):
    """A new secret is shown once and not kept, so it cannot be answered again. Leave the idempotency key out.

    ko: 새로 발급된 비밀 값은 한 번만 보여 주고 보관하지 않으므로 다시 응답할 수 없습니다. 멱등 키를 빼고 보내 주십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Key:
    """What a client sent with one change: its key, and what the change is recognised by (SHA-256, hex)."""

    value: str
    fingerprint: str


@dataclass(frozen=True, kw_only=True)
class Made:
    """The record that a change made or changed; `at` when the change had been made before."""

    table: type[Table]
    id: UUID
    at: datetime | None = None


@write
async def make_once(actor: Actor, *, key: Key, place: str, act: Callable[[], Awaitable[Made]]) -> Made:
    """Make a change and remember its key in the same transaction, or answer what was made under the key before.

    A change that is refused leaves no key: it changed nothing and may be sent again.
    """
    holder = _holder(actor, key)
    await current().execute(
        "delete from idempotency_key where holder = $1 and at < now() - make_interval(hours => $2)", holder, KEPT_HOURS
    )
    key_id = uuid7()
    taken = await current().fetch(
        "insert into idempotency_key (id, holder, key, place, fingerprint, at) values ($1, $2, $3, $4, $5, now())"
        " on conflict (holder, key, place) do nothing returning id",
        key_id,
        holder,
        key.value,
        place,
        key.fingerprint,
    )
    if not taken:
        return await _made_before(holder, key, place)
    made = await act()
    await current().execute(
        "update idempotency_key set record_table = $2, record_id = $3 where id = $1",
        key_id,
        made.table.table_name(),
        made.id,
    )
    return made


def _holder(actor: Actor, key: Key) -> str:
    if not 1 <= len(key.value) <= LONGEST_KEY or not all("!" <= letter <= "~" for letter in key.value):
        raise BadIdempotencyKey(longest=LONGEST_KEY)
    if actor.mandate_id is None:
        raise IdempotencyNeedsLogin
    return str(actor.mandate_id)


async def _made_before(holder: str, key: Key, place: str) -> Made:
    [kept] = await current().fetch(
        "select fingerprint, record_table, record_id, at from idempotency_key"
        " where holder = $1 and key = $2 and place = $3",
        holder,
        key.value,
        place,
    )
    if kept["fingerprint"] != key.fingerprint:
        raise IdempotencyKeyReused
    return Made(table=find_table(kept["record_table"]), id=kept["record_id"], at=kept["at"])
