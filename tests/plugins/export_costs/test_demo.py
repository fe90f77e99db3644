"""The program's share of the demonstration: declarations, and costs in each state."""

from __future__ import annotations

from majung.demo.province import fill_province
from majung.money.reads import reconcile
from majung_schema.testing import App


async def test_a_province_has_exporters_and_costs_in_each_state(app: App) -> None:
    with app.platform.active():
        database = app.platform.database
        await fill_province(database, app.platform.registry, firms=300)
        [records] = await database.fetch(
            "select count(*) as n, count(distinct firm_id) as firms from export_costs_record"
        )
        states = await database.fetch(
            "select distinct status from claim where program_code = 'EXPORT_COSTS' order by 1"
        )
        [batch] = await database.fetch("select amount_krw, costs from export_costs_batch")
        [paid] = await database.fetch("select sum(amount_krw)::bigint as krw from payment")
        differences = await reconcile(await app.official())
    assert (records["firms"], records["n"] >= 60) == (30, True)
    assert [row["status"] for row in states] == ["APPROVED", "PAID", "SUBMITTED"]
    assert (batch["amount_krw"], batch["costs"] > 0) == (paid["krw"], True)
    assert differences == []
