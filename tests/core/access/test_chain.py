"""The chain over access records: whoever changes what was recorded, the owner included, is found out."""

from __future__ import annotations

import asyncio
import json
from hashlib import sha256
from uuid import uuid4

import asyncpg
import pytest

from majung.access.actor import Actor, system
from majung.access.chain import (
    AuditHeadMissing,
    AuditLinkBroken,
    AuditRecordChanged,
    AuditRecordDeleted,
    AuditRecordInserted,
    AuditSealChanged,
    find_head,
    verify_chain,
)
from majung.access.records import PersonalRead, record_reads
from majung.access.sealing import FIRST_LINK, seal_access
from majung.errors import Refusal
from majung.storage.database import Database

OFFICER = Actor(kind="official", name="official:test", mandate_id=uuid4(), origin="192.0.2.7", purpose='상담 "1"\n\t\\')
DUTY = system("test")
SECOND_OF_FOUR = "(select id from access_record where seal = 2 order by id limit 1)"
LIKE_SEAL_2 = """insert into access_record (id, at, actor, kind, read_table, columns, row_ids, unmasked, seal)
    select gen_random_uuid(), at, actor, kind, read_table, columns, row_ids, unmasked, {seal} from access_record
    where seal = 2 limit 1"""


async def read(database: Database, times: int = 1) -> None:
    one = PersonalRead(table="person", unmasked=True, columns={"name", "phone"}, row_ids={uuid4(), uuid4()})
    for _ in range(times):
        await record_reads(database, OFFICER, "PersonPage", [one])


async def three_seals(database: Database) -> None:
    for _ in range(3):
        await read(database, 2)
        await seal_access(DUTY)


async def test_a_chain_that_nobody_touched_is_whole(database: Database) -> None:
    assert (await verify_chain(database)).head == FIRST_LINK
    await three_seals(database)
    await read(database)
    found = await verify_chain(database)
    assert (found.seals, found.records, found.unsealed) == (3, 6, 1)
    assert await find_head(database) == (3, found.head)
    assert (await verify_chain(database, head=found.head)).seals == 3


async def test_more_than_a_batch_lies_under_several_seals(database: Database) -> None:
    await read(database, 5)
    assert await seal_access(DUTY, most=2) == 5
    counts = await database.fetch("select count from access_seal order by number")
    assert [row["count"] for row in counts] == [2, 2, 1]
    assert await seal_access(DUTY) == 0


async def test_the_hashes_can_be_made_again_from_the_values_alone(database: Database) -> None:
    await read(database, 3)
    await seal_access(DUTY)
    lines = []
    for row in await database.fetch("select *, (extract(epoch from at) * 1000000)::bigint as us from access_record"
                                    " order by id"):  # fmt: skip
        values = [
            str(row["id"]), row["us"], row["actor"], row["kind"], str(row["mandate_id"]), row["origin"],
            row["operation"], row["read_table"],
        ]  # fmt: skip
        lists = [row["columns"], [str(id) for id in row["row_ids"]]]
        texts = [json.dumps(v, ensure_ascii=False) for v in (*values, row["unmasked"], row["purpose"])]
        listed = [json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in lists]
        lines.append(f"[{', '.join([*texts[:8], *listed, *texts[8:]])}]\n")
    [seal] = await database.fetch("select records_hash from access_seal")
    assert seal["records_hash"] == sha256("".join(lines).encode()).hexdigest()


@pytest.mark.parametrize(
    ("tampering", "refusal", "seal"),
    [
        (f"update access_record set purpose = '다른 목적' where id = {SECOND_OF_FOUR}", AuditRecordChanged, 2),
        (f"update access_record set row_ids = '{{}}' where id = {SECOND_OF_FOUR}", AuditRecordChanged, 2),
        (f"delete from access_record where id = {SECOND_OF_FOUR}", AuditRecordDeleted, 2),
        ("delete from access_record where seal = 2", AuditRecordDeleted, 2),
        (LIKE_SEAL_2.format(seal=2), AuditRecordInserted, 2),
        (LIKE_SEAL_2.format(seal=9), AuditRecordInserted, 9),
        (LIKE_SEAL_2.format(seal=0), AuditRecordInserted, 0),
        ("update access_seal set records_hash = repeat('a', 64) where number = 2", AuditSealChanged, 2),
        ("update access_seal set count = 1 where number = 2", AuditSealChanged, 2),
        ("delete from access_seal where number = 2", AuditLinkBroken, 3),
        ("delete from access_seal where number = 1", AuditLinkBroken, 2),
        ("delete from access_seal where number = 3", AuditRecordInserted, 3),
        (f"update access_record set seal = null where id = {SECOND_OF_FOUR}", AuditRecordDeleted, 2),
    ],
)
async def test_names_the_seal_and_what_the_owner_did(
    database: Database, owner_database: Database, tampering: str, refusal: type[Refusal], seal: int
) -> None:
    await three_seals(database)
    with owner_database.activate():
        await owner_database.execute(tampering)
    with pytest.raises(refusal) as caught:
        await verify_chain(database)
    assert f"{seal}" in caught.value.message("en")


async def test_a_chain_made_anew_does_not_have_the_hash_that_was_kept(
    database: Database, owner_database: Database
) -> None:
    await three_seals(database)
    _, kept = await find_head(database)
    with owner_database.activate():
        await owner_database.execute("update access_record set seal = null, purpose = '다른 목적'")
        await owner_database.execute("delete from access_seal")
    await seal_access(DUTY)
    await verify_chain(database)
    with pytest.raises(AuditHeadMissing):
        await verify_chain(database, head=kept)


async def test_a_record_that_commits_late_lies_under_a_later_seal(database: Database) -> None:
    late = await database.connect_listen()
    try:
        transaction = late.transaction()
        await transaction.start()
        await late.execute(
            "insert into access_record (id, at, actor, kind, read_table, columns, row_ids, unmasked) values"
            " ('00000000-0000-7000-8000-000000000000', now(), 'official:late', 'official', 'person', '{}', '{}', true)"
        )
        await read(database)
        assert await seal_access(DUTY) == 1
        await transaction.commit()
    finally:
        await late.close()
    assert await seal_access(DUTY) == 1
    [row] = await database.fetch("select seal from access_record where actor = 'official:late'")
    assert row["seal"] == 2
    assert (await verify_chain(database)).records == 2


async def test_only_one_seals_at_a_time_and_reads_go_on_meanwhile(database: Database) -> None:
    await read(database, 4)
    other = await database.connect_listen()
    try:
        transaction = other.transaction()
        await transaction.start()
        assert await other.fetchval("select majung_seal_access(2)") == 2
        assert await seal_access(DUTY) == 0
        await asyncio.wait_for(read(database), 5)
        await transaction.commit()
    finally:
        await other.close()
    assert await seal_access(DUTY) == 3
    assert (await verify_chain(database)).records == 5


@pytest.mark.parametrize(
    "change",
    [
        "update access_record set seal = 7",
        "insert into access_seal (id, number) values (gen_random_uuid(), 9)",
        "update access_seal set count = 0",
        "delete from access_seal",
    ],
)
async def test_the_server_can_neither_set_seals_nor_change_them(database: Database, change: str) -> None:
    await three_seals(database)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await database.execute(change)
