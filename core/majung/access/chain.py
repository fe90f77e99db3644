"""The chain of seals looked through: is every access record still what it was when it was sealed?"""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from hashlib import sha256

import asyncpg

from majung.access.sealing import FIRST_LINK, RECORD_SQL, SEAL_SQL
from majung.errors import Refusal
from majung.storage.database import Database

FETCHED = 500
"""Records in memory at a time while the chain is looked through."""


class AuditRecordChanged(Refusal):
    """Seal {seal}: a record is not what it was when it was sealed ({count} records, as sealed). The records or the seal were changed in the database.

    ko: 봉인 {seal}: 봉인 이후 접속기록 내용이 변경되었습니다(기록 {count}건, 건수는 봉인 당시와 같음). 데이터베이스에서 기록 또는 봉인이 변경되었습니다.
    """  # noqa: E501


class AuditRecordDeleted(Refusal):
    """Seal {seal}: {missing} of {count} records were deleted.

    ko: 봉인 {seal}: 접속기록 {count}건 중 {missing}건이 삭제되었습니다.
    """


class AuditRecordInserted(Refusal):
    """Seal {seal}: {more} records are there that were not sealed under it ({count} were).

    ko: 봉인 {seal}: 봉인되지 않은 접속기록 {more}건이 추가되어 있습니다(봉인 당시 {count}건).
    """


class AuditDestroyedEarly(Refusal):
    """Seal {seal} is marked as destroyed after its time, but it is younger than two years, or an older one is not destroyed.

    ko: 봉인 {seal}에 보유기간 경과에 따른 파기 표시가 있으나, 2년이 지나지 않았거나 이전 봉인이 파기되지 않았습니다.
    """  # noqa: E501


class AuditSealChanged(Refusal):
    """Seal {seal} itself was changed: its hash is not that of its values.

    ko: 봉인 {seal} 자체가 변경되었습니다. 해시값이 봉인 내용과 일치하지 않습니다.
    """


class AuditLinkBroken(Refusal):
    """Seal {seal} does not follow the seal before it: one was removed, put in between or replaced.

    ko: 봉인 {seal}이(가) 앞의 봉인과 이어지지 않습니다. 봉인이 삭제, 삽입 또는 교체되었습니다.
    """


class AuditHeadMissing(Refusal):
    """No seal has the hash {head}: the chain was cut or made anew after that head was kept.

    ko: 해시값 {head}을(를) 가진 봉인이 없습니다. 그 값을 보관한 뒤에 봉인이 삭제되었거나 새로 만들어졌습니다.
    """


@dataclass(frozen=True, kw_only=True)
class Verified:
    """A chain without a fault: how many seals and records, how many records wait for a seal, and the newest hash.

    `destroyed` are the oldest seals, whose records went when their time was over.
    """

    seals: int
    destroyed: int
    records: int
    unsealed: int
    head: str


async def find_head(database: Database) -> tuple[int, str]:
    """Number and hash of the newest seal; the first link where there is none yet."""
    rows = await database.fetch("select number, hash from access_seal order by number desc limit 1")
    return (rows[0]["number"], rows[0]["hash"]) if rows else (0, FIRST_LINK)


async def verify_chain(database: Database, *, head: str | None = None) -> Verified:
    """Look through the whole chain in one snapshot; raises the first fault there is.

    With `head`, the hash that was kept elsewhere, it is also a fault when no seal has that hash any more.
    """
    async with database.connection() as connection, connection.transaction(isolation="repeatable_read", readonly=True):
        seals = records = destroyed = 0
        previous = FIRST_LINK
        head_seen = head is None or head == FIRST_LINK
        groups = _records_by_seal(connection)
        group = await anext(groups, None)
        async for seal in connection.cursor(_SEALS, prefetch=FETCHED):
            number = int(seal["number"])
            _check_seal(seal, number == seals + 1, previous)
            if group is not None and group.seal < number:
                raise AuditRecordInserted(seal=group.seal, more=group.count, count=0)
            found = group if group is not None and group.seal == number else _Group(seal=number)
            if seal["destroyed_at"] is None:
                _check_records(found, int(seal["count"]), str(seal["records_hash"]))
            else:
                _check_destroyed(found, seal, first=destroyed == seals)
                destroyed += 1
            if found is group:
                group = await anext(groups, None)
            seals, records, previous = number, records + found.count, str(seal["hash"])
            head_seen = head_seen or previous == head
        if group is not None:  # the newest seals were removed, or a record names a seal that never was
            raise AuditRecordInserted(seal=group.seal, more=group.count, count=0)
        if not head_seen:
            raise AuditHeadMissing(head=head)
        unsealed = await connection.fetchval("select count(*) from access_record where seal is null")
    return Verified(seals=seals, destroyed=destroyed, records=records, unsealed=int(unsealed), head=previous)


@dataclass(frozen=True, kw_only=True)
class _Group:
    """The records that lie under one seal now."""

    seal: int
    count: int = 0
    hash: str = sha256().hexdigest()


async def _records_by_seal(connection: asyncpg.Connection) -> AsyncIterator[_Group]:
    number, count, digest = None, 0, sha256()
    async for record in connection.cursor(_RECORDS, prefetch=FETCHED):
        if record["seal"] != number:
            if number is not None:
                yield _Group(seal=number, count=count, hash=digest.hexdigest())
            number, count, digest = int(record["seal"]), 0, sha256()
        count += 1
        digest.update(record["line"].encode())
    if number is not None:
        yield _Group(seal=number, count=count, hash=digest.hexdigest())


def _check_seal(seal: asyncpg.Record, is_next: bool, previous: str) -> None:
    if sha256(seal["line"].encode()).hexdigest() != seal["hash"]:
        raise AuditSealChanged(seal=seal["number"])
    if not is_next or seal["previous"] != previous:
        raise AuditLinkBroken(seal=seal["number"])


def _check_destroyed(found: _Group, seal: asyncpg.Record, *, first: bool) -> None:
    """Only the oldest seals are destroyed, whole, and not before the law's least time."""
    if found.count:
        raise AuditRecordInserted(seal=found.seal, more=found.count, count=0)
    if not first or not seal["in_time"]:
        raise AuditDestroyedEarly(seal=seal["number"])


def _check_records(found: _Group, count: int, hash: str) -> None:
    if found.count < count:
        raise AuditRecordDeleted(seal=found.seal, missing=count - found.count, count=count)
    if found.count > count:
        raise AuditRecordInserted(seal=found.seal, more=found.count - count, count=count)
    if found.hash != hash:
        raise AuditRecordChanged(seal=found.seal, count=count)


LEAST = "2 years"
"""개인정보의 안전성 확보조치 기준 art. 8 ①: how long access records are kept at least where sensitive data are held."""

_SEALS = f"""
select s.number, s.count, s.records_hash, s.previous, s.hash, {SEAL_SQL.format(s="s")} as line,
    s.destroyed_at, s.last_at < s.destroyed_at - interval '{LEAST}' and s.destroyed_at <= now() as in_time
from access_seal s order by s.number
"""
_RECORDS = f"""
select r.seal, {RECORD_SQL.format(r="r")} as line from access_record r where r.seal is not null order by r.seal, r.id
"""
