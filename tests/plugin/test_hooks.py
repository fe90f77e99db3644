"""What each hook gives to a running platform, shown on the example: one test for each, named after it."""

from __future__ import annotations

from contextlib import aclosing
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from typer.testing import CliRunner

from majung import clock
from majung.access.actor import system
from majung.plugin.contract import DemoProvince, Plugin, Specs
from majung.storage.transaction import transaction
from majung.support.models import SupportRecord
from majung.support.reads import overlaps
from majung.testing import DisposableServer, agent_of, make_firm
from majung_schema.specs import SchemaSpecs
from majung_schema.testing import App, next_of, open_app

HOOKS = [name for spec in (Specs, SchemaSpecs) for name in vars(spec) if name.startswith("majung_")]


@pytest.mark.parametrize("hook", HOOKS)
def test_every_hook_has_a_test_here(hook: str) -> None:
    assert f"test_hook_{hook.removeprefix('majung_')}" in globals()


@pytest.mark.parametrize("hook", HOOKS)
def test_the_example_uses_every_hook(hook: str, example: Plugin) -> None:
    assert hook in dir(example.hooks)


async def test_hook_tables(app: App, workshop: Any) -> None:
    before = clock.now().isoformat()
    await app.database.execute("update example_workshop set name = '새 이름' where code = 'W1'")
    document = "query ($at: DateTime) { workshops { nodes { name } } old: workshops(asOf: $at) { nodes { name } } }"
    found = await app.ask(document, variables={"at": before})
    assert found["workshops"]["nodes"] == [{"name": "새 이름"}]
    assert found["old"]["nodes"] == [{"name": "새벽시제품제작소"}]


async def test_hook_programs(app: App) -> None:
    document = """{ program(code: "EXAMPLE_VOUCHER") { titleEn benefit plugin subPrograms { nodes { code } } } }"""
    assert await app.ask(document) == {
        "program": {
            "titleEn": "Prototype vouchers",
            "benefit": "GRANT",
            "plugin": "example",
            "subPrograms": {"nodes": [{"code": "EXAMPLE_VOUCHER_EXPORT"}]},
        }
    }


async def test_hook_events(app: App, issue: Any) -> None:
    firm = await make_firm()
    document = """subscription ($after: Cursor) {
      updates(after: $after, types: ["example.VoucherIssued"]) {
        __typename ... on VoucherIssued { amountKrw voucher { ... on ExampleVoucher { state } } }
      }
    }"""
    variables = {"after": await app.cursor()}
    await issue(app, firm)
    async with app.serving(), aclosing(app.follow(document, await agent_of(firm), variables)) as updates:
        told = (await next_of(updates))["updates"]
    assert told == {"__typename": "VoucherIssued", "amountKrw": 2_100_000, "voucher": {"state": "ISSUED"}}


async def test_hook_listeners(server: DisposableServer, example: Plugin, issue: Any) -> None:
    config = "[plugins.example.settings]\nvisit_after_days = 7"
    async with open_app(server, [example], config) as app:
        voucher = await issue(app, await make_firm())
        assert await app.deliver() == 1
        assert await app.deliver() == 0
        found = await app.ask("{ vouchers { nodes { visits { nodes { plannedOn } } } } }", await app.official())
        planned = voucher.issued_on + timedelta(days=7)
        assert found["vouchers"]["nodes"][0]["visits"]["nodes"] == [{"plannedOn": planned.isoformat()}]


async def test_hook_scopes(app: App) -> None:
    found = await app.ask("{ roles { nodes { code scopes } } }", await app.official())
    scopes = {role["code"]: role["scopes"] for role in found["roles"]["nodes"]}
    assert "example.issue" in scopes["manager"]
    assert "example.issue" not in scopes["officer"]
    assert "example.advise" in scopes["officer"]


async def test_hook_facts(app: App, workshop: Any, issue: Any) -> None:
    from majung_example.writes import redeem_voucher

    firm = await make_firm()
    voucher = await issue(app, firm)
    _, fact = app.registry.facts["example_vouchers_redeemed"]
    sql = f"select {fact.sql.replace('{row}', 'f')} as value from firm f where f.id = $1"
    assert (await app.database.fetch(sql, firm.id))[0]["value"] == 0
    agent = await agent_of(firm)
    await redeem_voucher(agent, voucher_id=voucher.id, version=1, workshop_id=workshop.id)
    assert (await app.database.fetch(sql, firm.id))[0]["value"] == 1


async def test_hook_exclusions(app: App) -> None:
    firm, year = await make_firm(), clock.today().year
    await SupportRecord.create(
        firm_id=firm.id, program_code="PROTOTYPE_GRANT", year=year, benefit="GRANT", title="시제품 제작 보조금"
    )
    async with transaction(system("test")):
        found = await overlaps(program_code="EXAMPLE_VOUCHER", year=year, firm_id=firm.id)
    assert (found.level, [m.ground for m in found.matches]) == ("BLOCK", ["EXCLUSION"])
    assert found.matches[0].reason.en == "a prototype grant was given in the same year"


async def test_hook_scheduled_work(app: App, issue: Any) -> None:
    await issue(app, await make_firm())
    with clock.clock_at(clock.now() + timedelta(days=181)):
        assert await app.run_work("example.expire_vouchers") == "1"


async def test_hook_answering_hooks(app: App, issue: Any) -> None:
    await issue(app, await make_firm())
    hook = app.registry.answering_hooks["example.visit"]
    [event] = await app.database.fetch("select * from event_log where type = 'example.VoucherIssued'")
    async with transaction(system("test")):
        await hook.lapse(system("test"), dict(event))
    found = await app.ask("{ vouchers { nodes { visits { nodes { plannedOn } } } } }", await app.official())
    planned = hook.deadline(dict(event)).date()
    assert found["vouchers"]["nodes"][0]["visits"]["nodes"] == [{"plannedOn": planned.isoformat()}]


async def test_hook_importers(app: App, tmp_path: Path) -> None:
    file = tmp_path / "workshops.csv"
    file.write_text("code,name,hourly\nW1,새벽제작소,40000\nW2,나래제작소,많음\n", encoding="utf-8")
    _, importer = app.registry.importers["example_workshops"]
    actor = system("import")
    dry = await importer.run(actor, file, True)
    assert await app.ask("{ workshops { totalCount } }") == {"workshops": {"totalCount": 0}}
    first, again = await importer.run(actor, file, False), await importer.run(actor, file, False)
    assert [(s.read, s.new, s.unchanged, s.bad) for s in (dry, first, again)] == [
        (2, 1, 0, 1), (2, 1, 0, 1), (2, 0, 1, 1),
    ]  # fmt: skip


async def test_hook_demo(app: App) -> None:
    [(name, share)] = app.registry.demo_shares
    province = DemoProvince(
        firm_ids=[uuid4() for _ in range(300)], person_ids=[], bank_ids={}, official_account_id=uuid4(), seed=7
    )
    async with transaction(system("demo")):
        rows = [count async for count in share.fill(app.database, province)]
    assert (name, rows) == ("example", [3])
    assert await app.ask("{ workshops { totalCount } }") == {"workshops": {"totalCount": 3}}


async def test_hook_search_sources(app: App, workshop: Any) -> None:
    for typed in ("새벽시제", "새벼", "ㅅㅂㅅㅈ"):
        found = await app.ask("query ($t: String!) { search(text: $t) { kind title } }", variables={"t": typed})
        assert found == {"search": [{"kind": "exworkshop", "title": "새벽시제품제작소"}]}


async def test_hook_consultation_kinds(app: App) -> None:
    document = """mutation ($firm: ID!, $channel: String!) {
      holdConsultation(input: {
        firm: $firm, kind: "PROTOTYPE_ADVICE", channel: $channel, heldAt: "2026-01-05T09:00:00+09:00"
      }) { record { kind channel } refusals { code } }
    }"""
    official = await app.official()
    variables = {"firm": f"firm_{(await make_firm()).id}", "channel": "WORKSHOP"}
    held = await app.ask(document, official, variables)
    unknown = await app.ask(document, official, variables | {"channel": "BANK"})
    assert held["holdConsultation"]["record"] == {"kind": "PROTOTYPE_ADVICE", "channel": "WORKSHOP"}
    assert unknown["holdConsultation"]["refusals"] == [{"code": "CONSULTATION_WORD_UNKNOWN"}]


async def test_hook_task_sources(app: App, issue: Any) -> None:
    voucher = await issue(app, await make_firm())
    document = "{ viewer { tasks { nodes { source titleEn dueOn programCode subject { id } } } } }"
    official, reader = await app.official(), await app.official("example.advise")
    with clock.clock_at(clock.now() + timedelta(days=170)):
        [task] = (await app.ask(document, official))["viewer"]["tasks"]["nodes"]
        others = (await app.ask(document, reader))["viewer"]["tasks"]["nodes"]
    assert task == {
        "source": "example.vouchers_near_their_end",
        "titleEn": "Vouchers that expire soon",
        "dueOn": voucher.valid_until.isoformat(),
        "programCode": "EXAMPLE_VOUCHER",
        "subject": {"id": f"exvoucher_{voucher.id}"},
    }
    assert others == []


def test_hook_commands(example: Plugin) -> None:
    from majung_schema.testing import load_plugins

    group = load_plugins([example]).commands["example"]
    told = CliRunner().invoke(group, ["worth", "3000000", "--share", "60"])
    assert (told.exit_code, told.output) == (0, "1800000\n")


async def test_hook_lifespan(app: App) -> None:
    from majung_example.workbench import open_folders

    async with app.serving():
        [folder] = open_folders
        assert folder.is_dir()
    assert not folder.exists()


async def test_hook_schema_part(app: App, issue: Any) -> None:
    with_voucher, without = await make_firm("한빛정밀", founded_on=clock.today()), await make_firm("다른회사")
    await issue(app, with_voucher)
    official = await app.official()
    document = """{
      firms(where: {hasOpenVoucher: true}) { nodes { name openVouchers voucherAddressee vouchers { totalCount } } }
      all: firms(orderBy: [{vouchers: DESC}]) { nodes { name openVouchers } }
      applications { nodes { __typename ... on ExampleApplication { voucher { state } } } }
    }"""
    found = await app.ask(document, official)
    assert found["firms"]["nodes"] == [
        {
            "name": "한빛정밀",
            "openVouchers": 1,
            "voucherAddressee": f"한빛정밀 ({clock.today().year})",
            "vouchers": {"totalCount": 1},
        }
    ]
    assert [(f["name"], f["openVouchers"]) for f in found["all"]["nodes"]] == [("한빛정밀", 1), (without.name, 0)]
    assert found["applications"]["nodes"] == [{"__typename": "ExampleApplication", "voucher": {"state": "ISSUED"}}]


async def test_a_subscription_field_of_a_plugin_follows_one_firm(app: App, issue: Any) -> None:
    ours, theirs = await make_firm("한빛정밀"), await make_firm("다른회사")
    document = """subscription ($firm: ID, $after: Cursor) {
      voucherIssued(firm: $firm, after: $after) { amountKrw subject { id } }
    }"""
    variables = {"firm": f"firm_{ours.id}", "after": await app.cursor()}
    await issue(app, theirs)
    voucher = await issue(app, ours)
    async with app.serving(), aclosing(app.follow(document, await app.official(), variables)) as updates:
        told = (await next_of(updates))["voucherIssued"]
    assert told == {"amountKrw": 2_100_000, "subject": {"id": f"exvoucher_{voucher.id}"}}
