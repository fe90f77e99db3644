"""A claim of export costs from the announcement to payment and clawback, a rejection to its objection: over HTTP."""

from __future__ import annotations

from datetime import date

from tests.plugins.agency import Agency, change
from tests.plugins.export_costs import acts as ask
from tests.plugins.export_costs.acts import Case, announce, apply, cost, register, select

from majung.money.reads import reconcile

RATE = change(
    "G", "$on: Date!", 'enterExchangeRate(currency: "USD", on: $on, rateKrw: "1400", source: "매매기준율")', "id"
)


async def test_one_claim_from_the_announcement_to_payment_and_clawback(agency: Agency) -> None:
    call = await announce(agency)
    case, rival = await register(agency, "해남김", "agent"), await register(agency, "목포어묵", "rival")
    agency.on("2026-03-20")
    [seen] = (await agency.see("anonymous", ask.CALLS))["nodes"]
    known = {one["name"]: one["known"] for part in seen["form"]["sections"] for one in part["fields"]}
    assert (seen["id"], known["exports_last_year_usd"]) == (call, "year.exports_usd")
    await apply(agency, call, case)
    about = {"application": case.application["id"], "version": case.application["version"]}
    assert await agency.refused("officer", ask.SELECT, **about) == ["NOT_ALLOWED"]
    assert await agency.refused("agent", ask.CLAIM, input=cost(case, "1", 500_000)) == ["NOT_SELECTED"]
    await select(agency, case)
    assert case.application["supportRecords"]["nodes"][0]["decidedKrw"] == 3_000_000

    first, second = await claim_twice(agency, case, rival)
    await check_and_pay(agency, case, first, second)
    await the_goods_came_back(agency, case)
    with agency.app.platform.active():
        assert await reconcile(await agency.app.official()) == []


async def claim_twice(agency: Agency, case: Case, rival: Case) -> tuple[dict[str, object], dict[str, object]]:
    """Each paper and each shipment counts once; a currency needs its rate."""
    assert await agency.refused("agent", ask.CLAIM, input=cost(case, "1", 600_000)) == ["RATE_MISSING"]
    await agency.do("manager", RATE, on="2026-03-10")
    first = await agency.do("agent", ask.CLAIM, input=cost(case, "1", 600_000))
    assert (first["eligibleKrw"], first["byRateKrw"], first["bound"]) == (600_000, 420_000, None)
    assert first["claim"]["status"] == "SUBMITTED"
    again = cost(case, "1", 600_000)
    assert await agency.refused("agent", ask.CLAIM, input=again) == ["ALREADY_CLAIMED"]
    same_invoice = cost(case, "2", 600_000)
    same_invoice["receipts"][1] = again["receipts"][1]
    assert await agency.refused("agent", ask.CLAIM, input=same_invoice) == ["EVIDENCE_USED"]
    for given, code in (
        ({"kind": "TAXI"}, "COST_KIND_UNKNOWN"),
        ({"country": "USA"}, "COUNTRY_NOT_ELIGIBLE"),
        ({"receipts": again["receipts"][:3]}, "PAPERS_MISSING"),
        ({"application": case.application["id"].replace("app_", "firm_")}, "INVALID_ID"),
    ):
        assert await agency.refused("agent", ask.CLAIM, input=cost(case, "3", 600_000, **given)) == [code]
    assert await agency.refused("rival", ask.CLAIM, input=cost(case, "3", 600_000)) == ["NOT_FOUND"]
    second = await agency.do("agent", ask.CLAIM, input=cost(case, "2", 600_000))
    return first, second


async def check_and_pay(agency: Agency, case: Case, first: dict[str, object], second: dict[str, object]) -> None:
    """The month's cap leaves the second claim 80,000 won; nobody pays what they checked."""
    checked = await agency.do("manager", ask.CHECK, id=first["id"], version=first["version"])
    assert (checked["bound"], checked["monthLeftKrw"], checked["yearLeftKrw"]) == ("RATE", 500_000, 3_000_000)
    assert checked["claim"]["approvedKrw"] == 420_000
    rest = await agency.do("manager", ask.CHECK, id=second["id"], version=second["version"])
    assert (rest["bound"], rest["monthLeftKrw"], rest["claim"]["approvedKrw"]) == ("MONTH_CAP", 80_000, 80_000)
    third = await agency.do("agent", ask.CLAIM, input=cost(case, "4", 600_000))
    about = {"id": third["id"], "version": third["version"]}
    assert await agency.refused("officer", ask.CHECK, **about) == ["NOT_ALLOWED"]
    assert await agency.refused("manager", ask.CHECK, **about) == ["NOTHING_TO_PAY_BACK"]
    batch = {"costs": [first["id"], second["id"]], "number": "2026-1", "on": "2026-03-25"}
    assert await agency.refused("manager", ask.PAY, **batch) == ["NOT_ALLOWED"]
    unchecked = {**batch, "costs": [*batch["costs"], third["id"]]}
    assert await agency.refused("finance", ask.PAY, **unchecked) == ["COST_NOT_CHECKED"]
    paid = await agency.do("finance", ask.PAY, **batch)
    assert (paid["amountKrw"], len(paid["paid"]["nodes"])) == (500_000, 2)
    assert await agency.refused("finance", ask.PAY, **batch) == ["BATCH_KNOWN"]
    assert await agency.refused("finance", ask.PAY, **{**batch, "number": "2026-2"}) == ["COST_NOT_CHECKED"]

    seen = await agency.see("agent", ask.FIRM, id=case.firm)
    assert seen["exportCostsPaidByYear"] == [{"year": 2026, "amountKrw": 500_000}]
    assert sorted(one["bound"] or "" for one in seen["exportCosts"]["nodes"]) == ["", "MONTH_CAP", "RATE"]
    told = [(one["amount"], one["unit"], one["grade"], one["country"]) for one in seen["outcomes"]["nodes"]]
    assert told == [("15000.0000", "USD", "CUSTOMS", "US")] * 2
    assert seen["notices"]["nodes"][0]["kind"] == "RESULT"
    assert await agency.see("rival", ask.FIRM, id=case.firm) is None
    assert (await agency.see("yeosu", ask.FIRM, id=case.firm)) is None


async def the_goods_came_back(agency: Agency, case: Case) -> None:
    """A manager demands part of it back, never more than was paid."""
    record = case.application["supportRecords"]["nodes"][0]["id"]
    assert await agency.refused("manager", ask.CLAW_BACK, input=record, amount=500_001) == ["CLAWBACK_TOO_HIGH"]
    ordered = await agency.do("manager", ask.CLAW_BACK, input=record, amount=80_000)
    assert (ordered["amountKrw"], ordered["status"]) == (80_000, "ORDERED")


async def test_a_rejected_firm_objects_and_another_decides(agency: Agency) -> None:
    call = await announce(agency)
    case = await register(agency, "여수건어물", "agent")
    agency.on("2026-03-20")
    await apply(agency, call, case, exports_last_year_usd="25000000")
    about = {"application": case.application["id"], "version": case.application["version"]}
    assert await agency.refused("manager", ask.SELECT, **about) == ["EXPORTS_OUTSIDE_RANGE"]
    rejected = await agency.do(
        "manager", ask.REJECT, **about, reasonCodes=["EXPORTS_OUTSIDE_RANGE"], note="전년도 수출 2천만 달러 초과"
    )
    [decision], [notice] = rejected["decisions"]["nodes"], rejected["notices"]["nodes"]
    assert (rejected["state"], decision["outcome"], notice["kind"]) == ("REJECTED", "REJECTED", "RESULT")
    assert notice["servedAt"] is None
    agency.on("2026-03-23")
    assert (await agency.do("agent", ask.READ_NOTICE, id=notice["id"]))["servedAt"].startswith("2026-03-23")
    objected = await agency.do("agent", ask.OBJECT, decision=decision["id"], grounds="수출 실적은 120만 달러입니다")
    assert date.fromisoformat(objected["until"]) > date(2026, 3, 23)
    answer = {"id": objected["id"], "version": objected["version"], "uphold": True, "answer": "실적을 다시 확인함"}
    assert await agency.refused("manager", ask.DECIDE_OBJECTION, **answer) == ["DECIDED_BY_THE_SAME"]
    upheld = await agency.do("decider", ask.DECIDE_OBJECTION, **answer)
    assert (upheld["state"], upheld["answer"]) == ("UPHELD", "실적을 다시 확인함")
    seen = await agency.see("agent", ask.FIRM, id=case.firm)
    assert {one["kind"] for one in seen["notices"]["nodes"]} == {"RESULT", "OBJECTION"}


async def test_too_late_and_outside_the_edition(agency: Agency) -> None:
    call = await announce(agency, costs_from="2026-03-01")
    case = await register(agency, "완도전복", "agent")
    agency.on("2026-03-20")
    await apply(agency, call, case)
    await select(agency, case)
    early = cost(case, "9", 600_000, day=date(2026, 2, 28))
    early["receipts"][2] |= {"currency": "KRW"}
    assert await agency.refused("agent", ask.CLAIM, input=early) == ["COST_OUTSIDE_EDITION"]
