"""Key rotation: values of every encrypted column, earlier versions too, come under the newest key."""

from __future__ import annotations

import pytest
from cryptography.fernet import Fernet

from majung.access import rekeying
from majung.access.cipher import Keys, decrypt, fingerprint, use_keys
from majung.access.rekeying import UNKNOWN, Encrypted, count_by_key, encrypted_columns, rekey
from majung.persons.models import Person
from majung.storage.apps import core_tables
from majung.storage.database import Database
from majung.testing import make_person

NEW = Fernet.generate_key().decode()


@pytest.fixture(autouse=True)
def keys() -> Keys:
    """The keys before the rotation."""
    before = Keys(encryption=(Fernet.generate_key().decode(),), hashing="h" * 32)
    use_keys(before)
    return before


def new_key_in_front(before: Keys) -> None:
    use_keys(Keys(encryption=(NEW, *before.encryption), hashing=before.hashing))


async def phones(owner: Database, *, change: bool = False) -> Encrypted:
    columns = [one for one in encrypted_columns(core_tables()) if one.column == "phone"]
    with owner.activate():
        found = await (rekey(owner, columns, lambda _: None) if change else count_by_key(owner, columns))
    return found[0]


async def person_with_versions() -> Person:
    person = await make_person(phone="010-1111-2222")
    await Person.filter(id=person.id).update(phone="010-3333-4444")
    await Person.filter(id=person.id).update(name="김바다")
    return person


def test_finds_the_encrypted_columns_in_the_declarations() -> None:
    found = {(one.table, one.column) for one in encrypted_columns(core_tables())}
    assert {("person", "phone"), ("person", "email"), ("person", "address"), ("consultation", "confidential")} <= found


def test_every_column_declared_as_encrypted_personal_data_is_among_them() -> None:
    found = {(one.table, one.column) for one in encrypted_columns(core_tables())}
    declared = {(t.table_name(), c) for t in core_tables() for c, p in t.access.personal.items() if p.encrypted}
    assert declared <= found


async def test_present_values_and_earlier_versions_come_under_the_new_key(
    database: Database, owner_database: Database, keys: Keys
) -> None:
    person = await person_with_versions()
    before = await database.fetch("select * from row_history order by valid_from")
    [present] = await database.fetch("select * from person")
    old, new = fingerprint(keys.encryption[0]), fingerprint(NEW)
    new_key_in_front(keys)
    found = await phones(owner_database, change=True)
    assert (found.present, found.earlier, found.changed) == ({old: 1}, {old: 2}, 3)
    after = await phones(owner_database)
    assert (after.present, after.earlier) == ({new: 1}, {new: 2})
    use_keys(Keys(encryption=(NEW,), hashing=keys.hashing))
    versions = await database.fetch("select * from row_history order by valid_from")
    assert [decrypt(row["row"]["phone"]) for row in versions] == ["01011112222", "010-3333-4444"]
    assert [(r["valid_from"], r["valid_to"]) for r in versions] == [(r["valid_from"], r["valid_to"]) for r in before]
    [row] = await database.fetch("select * from person")
    assert (row["sys_from"], row["version"], row["id"]) == (present["sys_from"], present["version"], person.id)
    assert decrypt(row["phone"]) == "010-3333-4444"


async def test_what_a_stopped_run_left_is_done_by_the_next(
    database: Database, owner_database: Database, keys: Keys, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rekeying, "BATCH", 2)
    for number in range(7):
        await make_person(phone=f"010-0000-000{number}")
    new_key_in_front(keys)
    stopping = iter([rekeying.rotate] * 4)  # the fifth value fails: two batches are in, the third is not

    def rotate_until_stopped(value: str) -> str:
        return next(stopping)(value)

    monkeypatch.setattr(rekeying, "rotate", rotate_until_stopped)
    with pytest.raises(RuntimeError, match="StopIteration"):
        await phones(owner_database, change=True)
    monkeypatch.undo()
    assert (await phones(owner_database)).present[fingerprint(NEW)] == 4
    assert (await phones(owner_database, change=True)).changed == 3
    assert (await phones(owner_database)).present == {fingerprint(NEW): 7}


async def test_a_value_of_a_lost_key_is_told_and_left(database: Database, owner_database: Database, keys: Keys) -> None:
    await make_person(phone="010-1111-2222")
    [before] = await database.fetch("select phone from person")
    use_keys(Keys(encryption=(NEW,), hashing=keys.hashing))
    found = await phones(owner_database, change=True)
    assert (found.present, found.changed) == ({UNKNOWN: 1}, 0)
    assert await database.fetch("select phone from person") == [before]


async def test_the_server_cannot_pass_over_the_history_by_the_setting_of_the_rotation(database: Database) -> None:
    person = await make_person()
    async with database.connection() as connection, connection.transaction():
        await connection.execute("select set_config('majung.rekeying', 'on', true)")
        await connection.execute("update person set name = '이바다' where id = $1", person.id)
    assert len(await database.fetch("select 1 from row_history where table_name = 'person'")) == 1
