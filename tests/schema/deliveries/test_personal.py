"""What goes out to a partner is under the partner's rights: personal values of a disclosed firm come masked."""

from __future__ import annotations

import pytest
from tests.schema.deliveries.conftest import Partner, Receiver

from majung.access.actor import system
from majung.institutions.writes import disclose
from majung_schema.testing import App

MARKER = "표식zq홍길동"
SELECTED = """subscription { updates(types: ["core.FirmRegistered"]) { type subject { ... on Firm {
    name representative representatives(first: 3) { nodes { name } } } } } }"""


async def test_a_message_has_no_personal_value_in_plain(
    app: App, partner: Partner, receiver: Receiver, capfd: pytest.CaptureFixture[str]
) -> None:
    await app.database.execute(f"update firm set representative = '{MARKER}'")
    await app.database.execute(f"update firm_representative set name = '{MARKER}'")
    ground = {"program": "GROWTH_FUND", "basis": "융자추천"}
    await disclose(system("test"), firm_id=partner.firm, institution_id=partner.institution.id, **ground)
    endpoint, _ = await partner.endpoint(f"{receiver.url}/hook", await partner.store(text=SELECTED))
    async with app.serving():
        await partner.hear()
        [one] = await receiver.until(1)
        await partner.settled(endpoint, delivered=1, waiting=0)
    firm = one.json["data"]["updates"]["subject"]
    assert firm["name"] == "한빛정밀"
    assert firm["representative"].startswith("표")
    assert "*" in firm["representative"]
    assert MARKER not in one.body.decode()
    for table in ("delivery", "delivery_attempt", "event_log"):
        rows = await app.database.fetch(f"select 1 from {table} t where t::text like '%{MARKER}%'")
        assert rows == [], table
    written = capfd.readouterr()
    assert MARKER not in written.out + written.err
