"""Personal values: masked unless the viewer may see them, every read recorded."""

from __future__ import annotations

import asyncio
from contextlib import suppress
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from cryptography.fernet import Fernet

from majung.access.actor import Actor
from majung.access.cipher import Keys, rotate, use_keys
from majung.access.personal import Personal
from majung.persons.models import Person

READER = Actor(kind="official", name="official:7", scopes=frozenset({"persons.read"}), origin="192.0.2.9")
UNMASKER = replace(READER, scopes=READER.scopes | {"personal.unmask"})
PURPOSE = "지원금 지급 계좌 확인"
FIELDS = "name birthDate gender phone email address"
WHOLE = {
    "name": "홍길동",
    "birthDate": "1990-05-04",
    "gender": "M",
    "phone": "010-1234-5678",
    "email": "gildong@example.kr",
    "address": "전남 해남군 해남읍 군청길 4",
}


@pytest.fixture
async def person(make: Any) -> Any:
    return await make(
        "person",
        name="홍길동",
        birth_date=date(1990, 5, 4),
        gender="M",
        phone="010-1234-5678",
        email="gildong@example.kr",
        address="전남 해남군 해남읍 군청길 4",
        district_code="12790",
    )


async def seen_by(ask: Any, actor: Actor, **headers: str) -> dict[str, Any]:
    body = await ask(f"{{ persons {{ nodes {{ {FIELDS} }} }} }}", actor, **headers)
    found: dict[str, Any] = body["data"]["persons"]["nodes"][0]
    return found


async def records(platform: Any) -> list[dict[str, Any]]:
    rows = await platform.database.fetch("select * from access_record order by id")
    return [dict(row) for row in rows]


async def test_masked_by_default(ask: Any, person: Any) -> None:
    masked = await seen_by(ask, READER)
    assert masked["name"] == "홍*동"
    assert masked["phone"] == "010-****-5678"
    assert masked["birthDate"] is None
    assert "1990" not in str(masked)
    assert "gildong@" not in str(masked)
    assert "군청길" not in str(masked)
    assert masked["gender"] == "***"


async def test_whole_only_with_permission_and_purpose(ask: Any, person: Any) -> None:
    masked = await seen_by(ask, READER)
    assert await seen_by(ask, READER, majung_purpose=PURPOSE) == masked
    assert await seen_by(ask, UNMASKER) == masked
    assert await seen_by(ask, UNMASKER, majung_purpose="") == masked
    assert await seen_by(ask, UNMASKER, majung_purpose=PURPOSE) == WHOLE


@pytest.mark.parametrize("kind", ["firm", "partner", "person", "anonymous"])
def test_nobody_but_officials_unmasks_for_a_purpose(kind: Any) -> None:
    actor = Actor(kind=kind, scopes=UNMASKER.scopes, purpose=PURPOSE, person_id=uuid4(), firm_ids=frozenset({uuid4()}))
    for declared in (Personal(), Personal(firm="firm_id"), Personal(staff_only=True)):
        for firm in (None, uuid4()):
            assert not declared.open_to(actor, uuid4(), firm)
            assert not declared.open_to(actor, None, firm)
            assert declared.open_to(replace(UNMASKER, purpose=PURPOSE), None, firm)


async def test_own_data_are_whole_without_a_purpose(ask: Any, person: Any) -> None:
    assert await seen_by(ask, Actor(kind="person", person_id=person.id)) == WHOLE


async def test_agents_see_the_representative_of_their_firm(ask: Any, make: Any) -> None:
    firm = await make("firm", representative="홍길동")
    await make("firm_representative", firm_id=firm.id, name="임꺽정")
    document = "{ firms { nodes { representative representatives { nodes { name } } } } }"
    agent = Actor(kind="firm", firm_ids=frozenset({firm.id}))
    assert (await ask.data(document, agent))["firms"]["nodes"] == [
        {"representative": "홍길동", "representatives": {"nodes": [{"name": "임꺽정"}]}}
    ]
    assert (await ask.data(document, READER))["firms"]["nodes"] == [
        {"representative": "홍*동", "representatives": {"nodes": [{"name": "임*정"}]}}
    ]


async def test_sensitive_values_are_whole_or_absent(ask: Any, person: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    personal = {**Person.access.personal, "gender": Personal(subject="id", sensitive=True)}
    monkeypatch.setattr(Person, "access", replace(Person.access, personal=personal))
    assert (await seen_by(ask, READER))["gender"] is None
    assert (await seen_by(ask, UNMASKER, majung_purpose=PURPOSE))["gender"] == "M"


async def test_one_record_for_each_table_and_way_of_reading(ask: Any, make: Any, person: Any, platform: Any) -> None:
    other = await make("person", name="임꺽정", district_code="12790")
    await make("firm", representative="홍길동")
    await ask(
        "{ firms { nodes { representative } } a: persons { nodes { name } } b: persons { nodes { phone } } }", READER
    )
    by_table = {record["read_table"]: record for record in await records(platform)}
    assert set(by_table) == {"firm", "person"}
    record = by_table["person"]
    assert record["columns"] == ["name", "phone"]
    assert set(record["row_ids"]) == {person.id, other.id}
    assert (record["actor"], record["kind"], record["origin"]) == ("official:7", "official", "192.0.2.9")
    assert (record["unmasked"], record["purpose"], record["operation"]) == (False, None, "test")


async def test_record_tells_the_purpose_of_a_whole_read(ask: Any, person: Any, platform: Any) -> None:
    await seen_by(ask, UNMASKER, majung_purpose=PURPOSE)
    [record] = await records(platform)
    assert (record["unmasked"], record["purpose"]) == (True, PURPOSE)
    assert record["columns"] == ["address", "birth_date", "email", "gender", "name", "phone"]


async def test_nothing_personal_leaves_no_record(ask: Any, make: Any, person: Any, platform: Any) -> None:
    await make("firm", representative=None)
    await ask("{ firms { nodes { name representative } } persons { nodes { id district { code } } } }", READER)
    assert await records(platform) == []


async def test_record_is_written_when_a_later_field_fails(ask: Any, person: Any, platform: Any) -> None:
    body = await ask('{ persons { nodes { name } } node(id: "nonsense") { id } }', READER)
    assert body["errors"][0]["extensions"]["code"] == "INVALID_ID"
    assert [record["read_table"] for record in await records(platform)] == ["person"]


async def test_record_is_written_when_the_operation_fails_or_is_cancelled(ask: Any, person: Any, platform: Any) -> None:
    async def read_then(wait: float) -> None:
        async with platform.open_operation(READER, ask_info) as context:
            row = await context.reading.one(Person, "id", person.id)
            context.reading.personal(row, "phone")
            started.set()
            await asyncio.sleep(wait)
            raise RuntimeError

    from majung_schema.asking import RequestInfo

    ask_info, started = RequestInfo(request_id="half"), asyncio.Event()
    with pytest.raises(RuntimeError):
        await read_then(0)
    started.clear()
    task = asyncio.create_task(read_then(60))
    await started.wait()
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    assert [(r["columns"], r["operation"]) for r in await records(platform)] == [(["phone"], "half")] * 2


async def test_contact_data_are_stored_encrypted_and_read_after_a_rotation(
    ask: Any, make: Any, person: Any, platform: Any
) -> None:
    [stored] = await platform.database.fetch("select phone, email, address from person")
    assert all(value.startswith("enc1:") for value in stored)
    old, hashing = platform.settings.keys, platform.settings.hash_key
    new = Fernet.generate_key().decode()
    use_keys(Keys(encryption=(new, *old), hashing=hashing))
    await make("person", name="새사람", phone="010-9999-0000", district_code="12790")
    own = await seen_by(ask, Actor(kind="person", person_id=person.id))
    assert own["phone"] == WHOLE["phone"]
    rotated = rotate(stored["phone"])
    await platform.database.execute("update person set phone = $2 where id = $1", person.id, rotated)
    use_keys(Keys(encryption=(new,), hashing=hashing))
    data = await ask.data("{ persons { nodes { phone } } }", READER)
    assert {node["phone"] for node in data["persons"]["nodes"]} == {"010-****-5678", "010-****-0000"}


async def test_found_by_whole_phone_number_and_address_of_mail(ask: Any, make: Any) -> None:
    from majung.access.cipher import keyed_hash

    await make("person", phone="010-1234-5678", phone_hash=keyed_hash("01012345678"), email_hash=keyed_hash("a@b.kr"))
    for where, found in (('phone: "010 1234 5678"', 1), ('phone: "010-1234"', 0), ('email: " A@b.kr"', 1)):
        assert (await ask.data(f"{{ persons(where: {{{where}}}) {{ totalCount }} }}"))["persons"]["totalCount"] == found
