"""The way of one voucher through the graph, and who sees what of it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from majung_example.models import Workshop
from majung_example.writes import NewWorkshop, take_workshops

from majung import clock
from majung.access.actor import ANONYMOUS, Actor, system
from majung.applications.models import Application
from majung.firms.models import Firm
from majung.testing import agent_of, make_application, make_call, make_firm
from majung_schema.testing import App

RULES = {"highest_krw": 5_000_000, "share_pct": "70", "valid_days": 180}
ANSWERS = {"product": "무선 센서", "cost_krw": 3_000_000, "hours": 40, "market": "HOME"}

MOVE = """mutation ($id: ID!, $version: Int!, $action: String!) {
  moveApplication(id: $id, version: $version, action: $action) { record { state spine version } refusals { code } }
}"""
ADVISE = """mutation ($id: ID!, $phone: String) {
  giveVoucherAdvice(application: $id, verdict: "SOUND", adviserName: "박전문", adviserPhone: $phone) {
    record { adviserName adviserPhone } refusals { code }
  }
}"""
ISSUE = """mutation ($id: ID!, $version: Int!) {
  issueVoucher(application: $id, version: $version) {
    record { id amountKrw state version firm { name } } refusals { code message }
  }
}"""
REDEEM = """mutation ($id: ID!, $version: Int!, $workshop: ID!) {
  redeemVoucher(voucher: $id, version: $version, workshop: $workshop) {
    record { state version workshop { name } } refusals { code message }
  }
}"""


async def hand_in(firm: Firm) -> Application:
    """An application of a firm to a call of this year."""
    call = await make_call("EXAMPLE_VOUCHER", rules=RULES)
    today = clock.today().isoformat()
    return await make_application(
        await agent_of(firm), call, answers=ANSWERS, documents=[{"kind": "QUOTE", "issued_on": today}]
    )


async def move(app: App, official: Actor, application: Application, *actions: str) -> int:
    """Take steps through the graph; the version afterwards."""
    version = application.version
    for action in actions:
        variables = {"id": f"app_{application.id}", "version": version, "action": action}
        answer = (await app.ask(MOVE, official, variables))["moveApplication"]
        assert answer["refusals"] == []
        version = answer["record"]["version"]
    return version


async def issue(app: App, official: Actor, firm: Firm) -> dict[str, object]:
    """A voucher of a firm, the whole way."""
    application = await hand_in(firm)
    variables = {"id": f"app_{application.id}"}
    application.version = await move(app, official, application, "begin_screening", "send_to_adviser")
    await app.ask(ADVISE, official, variables)
    version = await move(app, official, application, "begin_evaluation")
    issued = (await app.ask(ISSUE, official, {**variables, "version": version}))["issueVoucher"]
    assert issued["refusals"] == []
    record: dict[str, object] = issued["record"]
    return record


async def test_a_firm_gets_a_voucher_and_redeems_it(app: App) -> None:
    official, firm = await app.official(), await make_firm("한빛정밀")
    voucher = await issue(app, official, firm)
    assert (voucher["amountKrw"], voucher["state"], voucher["firm"]) == (2_100_000, "ISSUED", {"name": "한빛정밀"})
    await take_workshops(system("test"), workshops=[NewWorkshop(code="W1", name="새벽제작소", hourly_krw=40_000)])
    workshop = await Workshop.get(code="W1")
    variables = {"id": voucher["id"], "version": voucher["version"], "workshop": f"exworkshop_{workshop.id}"}
    agent = await agent_of(firm)
    redeemed = (await app.ask(REDEEM, agent, variables))["redeemVoucher"]
    assert redeemed["record"] == {"state": "REDEEMED", "version": 2, "workshop": {"name": "새벽제작소"}}
    again = (await app.ask(REDEEM, agent, {**variables, "version": 2}))["redeemVoucher"]
    assert [r["code"] for r in again["refusals"]] == ["VOUCHER_NOT_OPEN"]
    support = await app.ask("{ supportRecords { nodes { decidedKrw purpose } } }", agent)
    assert support == {"supportRecords": {"nodes": [{"decidedKrw": 2_100_000, "purpose": "무선 센서"}]}}


async def test_refuses_evaluation_before_an_adviser_found_the_idea_sound(app: App) -> None:
    official = await app.official()
    application = await hand_in(await make_firm())
    version = await move(app, official, application, "begin_screening", "send_to_adviser")
    variables = {"id": f"app_{application.id}", "version": version, "action": "begin_evaluation"}
    answer = (await app.ask(MOVE, official, variables))["moveApplication"]
    assert answer == {"record": None, "refusals": [{"code": "ADVICE_MISSING"}]}


async def test_with_the_adviser_an_application_is_still_in_screening_for_the_core(app: App) -> None:
    official = await app.official()
    application = await hand_in(await make_firm())
    await move(app, official, application, "begin_screening", "send_to_adviser")
    document = "query ($id: ID!) { application(id: $id) { state spine ... on ExampleApplication { voucher { id } } } }"
    found = await app.ask(document, official, {"id": f"app_{application.id}"})
    assert found == {"application": {"state": "ADVISER_CHECK", "spine": "SCREENING", "voucher": None}}


async def test_an_official_without_the_permission_issues_no_voucher(app: App) -> None:
    application = await hand_in(await make_firm())
    officer = await app.official("applications.screen")
    answer = await app.ask(ISSUE, officer, {"id": f"app_{application.id}", "version": application.version})
    assert answer["issueVoucher"]["record"] is None
    assert [r["code"] for r in answer["issueVoucher"]["refusals"]] == ["NOT_ALLOWED"]


async def test_each_actor_sees_its_own_vouchers(app: App) -> None:
    official, ours, theirs = await app.official(), await make_firm("한빛정밀"), await make_firm("다른회사")
    await issue(app, official, ours)
    document = "{ vouchers { totalCount } }"
    seen = [
        (await app.ask(document, actor))["vouchers"]["totalCount"]
        for actor in (official, await agent_of(ours), await agent_of(theirs), ANONYMOUS)
    ]
    assert seen == [1, 1, 0, 0]


async def test_an_adviser_is_masked_unless_a_purpose_is_stated(app: App) -> None:
    official = await app.official()
    application = await hand_in(await make_firm())
    await move(app, official, application, "begin_screening", "send_to_adviser")
    variables = {"id": f"app_{application.id}", "phone": "010-0012-3456"}
    masked = (await app.ask(ADVISE, official, variables))["giveVoucherAdvice"]["record"]
    assert masked["adviserName"] != "박전문"
    assert "3456" not in masked["adviserPhone"] or "0012" not in masked["adviserPhone"]
    document = (
        "query ($id: ID!) { application(id: $id) { ... on ExampleApplication"
        " { advice { nodes { adviserName adviserPhone } } } } }"
    )
    whole = await app.ask(document, official, {"id": variables["id"]}, purpose="위촉 확인")
    assert whole["application"]["advice"]["nodes"] == [{"adviserName": "박전문", "adviserPhone": "010-0012-3456"}]
    [stored] = await app.database.fetch("select adviser_phone from example_advice")
    assert "3456" not in stored["adviser_phone"]


async def test_vouchers_expire_when_nobody_redeems_them_in_time(app: App) -> None:
    official, firm = await app.official(), await make_firm()
    await issue(app, official, firm)
    assert await app.run_work("example.expire_vouchers") == "0"
    with clock.clock_at(clock.now() + timedelta(days=181)):
        assert await app.run_work("example.expire_vouchers") == "1"
    found = await app.ask('{ vouchers(where: {states: ["EXPIRED"]}) { totalCount } }', await agent_of(firm))
    assert found == {"vouchers": {"totalCount": 1}}


@pytest.mark.parametrize(
    ("answers", "path"),
    [
        ({"cost_krw": None}, ["answers", "cost_krw"]),
        ({"market": "ABROAD"}, ["answers", "country"]),
        ({"own_share_pct": "120"}, ["answers", "own_share_pct"]),
    ],
)
async def test_refuses_to_hand_in_a_form_with_wrong_answers(
    app: App, answers: dict[str, object], path: list[str]
) -> None:
    firm = await make_firm()
    agent = await agent_of(firm)
    call = await make_call("EXAMPLE_VOUCHER", rules=RULES)
    given = {name: value for name, value in {**ANSWERS, **answers}.items() if value is not None}
    draft = await make_application(agent, call, answers=given, submit=False)
    document = (
        "mutation ($id: ID!, $version: Int!) { submitApplication(id: $id, version: $version)"
        " { refusals { code path } } }"
    )
    answer = await app.ask(document, agent, {"id": f"app_{draft.id}", "version": draft.version})
    assert answer["submitApplication"]["refusals"] == [{"code": "ANSWER_WRONG", "path": path}]
