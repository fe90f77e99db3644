"""What the actors of an export cost ask and do over GraphQL, as their frontends would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.plugins.agency import (
    ALLOW_BUDGET,
    CREATE_CALL,
    MOVE,
    PUBLISH_CALL,
    RECORD_YEAR,
    REGISTER_FIRM,
    SET_RULES,
    SUBMIT,
    Agency,
    change,
)

from majung.testing import next_brn
from majung_export_costs.reference import edition

CREATE_EDITION = change("E", "$year: Int!", 'createEdition(program: "EXPORT_COSTS", year: $year)', "id")
BUDGET_LINE = change(
    "L",
    "$edition: ID!, $amount: Won!",
    'createBudgetLine(edition: $edition, code: "COSTS", fundSource: "PROVINCE", amountKrw: $amount)',
    "id",
)
CALLS = '{ calls(where: { status: ["OPEN"] }) { nodes { id form { asksHelper sections { fields { name known } } } } } }'
START = change("S", "$call: ID!, $firm: ID!", "startApplication(call: $call, firm: $firm)")
SAVE = change(
    "D",
    "$id: ID!, $answers: JSON!, $helper: HelperInput",
    "saveDraft(id: $id, answers: $answers, helper: $helper)",
    "id version knownAnswers { field value }",
)
SELECT = change(
    "X",
    "$application: ID!, $version: Int!",
    "selectExporter(application: $application, version: $version)",
    "id version state supportRecords { nodes { id decidedKrw } }",
)
REJECT = change(
    "J",
    "$application: ID!, $version: Int!, $reasonCodes: [String!]!, $note: String!",
    "rejectExporter(application: $application, version: $version, reasonCodes: $reasonCodes, note: $note)",
    "id version state decisions { nodes { id outcome reasonCodes } } notices { nodes { id kind title servedAt } }",
)
COST = "id version costOn eligibleKrw byRateKrw monthLeftKrw yearLeftKrw budgetLeftKrw bound"
CLAIM = change(
    "K",
    "$input: ExportCostInput!",
    "claimExportCost(input: $input)",
    f"{COST} claim {{ id version status amountKrw }}",
)
CHECK = change(
    "H",
    "$id: ID!, $version: Int!",
    "checkExportCost(id: $id, version: $version)",
    f"{COST} claim {{ id version status approvedKrw }}",
)
PAY = change(
    "Y",
    "$costs: [ID!]!, $number: String!, $on: Date!",
    "payExportCosts(costs: $costs, number: $number, paidOn: $on)",
    "id number amountKrw paid { nodes { id } }",
)
CLAW_BACK = change(
    "Q",
    "$input: ID!, $amount: Won!",
    'orderClawback(supportRecord: $input, amountKrw: $amount, interestKrw: 0, reasonCode: "GOODS_CAME_BACK",'
    ' dueOn: "2026-06-30")',
    "id amountKrw status",
)
READ_NOTICE = change("N", "$id: ID!", "readNotice(id: $id)", "id servedAt")
OBJECT = change(
    "O",
    "$decision: ID!, $grounds: String!",
    "lodgeObjection(decision: $decision, grounds: $grounds)",
    "id version state until",
)
DECIDE_OBJECTION = change(
    "I",
    "$id: ID!, $version: Int!, $uphold: Boolean!, $answer: String!",
    "decideObjection(id: $id, version: $version, uphold: $uphold, answer: $answer)",
    "id state answer",
)
FIRM = """query ($id: ID!) { firm(id: $id) {
  exportCosts { totalCount nodes { bound eligibleKrw claim { status approvedKrw } } }
  exportCostsPaidByYear { year amountKrw }
  outcomes { nodes { kind amount unit grade country counterpart } }
  supportRecords { nodes { programCode paidKrw returnedKrw } }
  notices { nodes { kind title } } } }"""

ANSWERS = {
    "exports_last_year_usd": "1200000",
    "main_product": "조미김",
    "target_countries": "미국",
    "wanted_krw": 3_000_000,
    "other_support": False,
}
PAPERS = [{"kind": "BUSINESS_REGISTRATION", "title": "사업자등록증", "issuedOn": "2026-02-02"}]


@dataclass
class Case:
    """One firm's case: ids and versions as the actors were told them."""

    who: str
    firm: str
    application: dict[str, Any] = field(default_factory=dict)


async def announce(agency: Agency, *, budget_krw: int = 10_000_000, **changed: Any) -> str:
    """The manager enters the year, its rules and its money, and publishes a call; its id."""
    made = (await agency.do("manager", CREATE_EDITION, year=2026))["id"]
    await agency.do("manager", SET_RULES, edition=made, data={**edition("demonstration_2026"), **changed})
    line = (await agency.do("manager", BUDGET_LINE, edition=made, amount=budget_krw))["id"]
    about = {"title": "수출비용 지원 공고", "opensAt": "2026-01-05T09:00:00", "closesAt": "2026-12-20T18:00:00"}
    call = await agency.do("manager", CREATE_CALL, edition=made, input=about)
    await agency.do("manager", ALLOW_BUDGET, call=call["id"], line=line)
    await agency.do("manager", PUBLISH_CALL, id=call["id"], version=call["version"])
    return str(call["id"])


async def register(agency: Agency, name: str, who: str) -> Case:
    """An officer registers a firm of Haenam, whose agent gets a login."""
    place = {"brn": next_brn(), "district": "해남군", "openedOn": "2016-02-01"}
    given = {"name": name, "district": "해남군", "establishments": [place]}
    firm = (await agency.do("officer", REGISTER_FIRM, input=given))["id"]
    figures = {"year": 2025, "exportsUsd": "1200000", "source": "certificate of export results"}
    await agency.do("officer", RECORD_YEAR, firm=firm, input=figures)
    await agency.admit(who, kind="firm", firm=firm)
    return Case(who, firm)


async def apply(agency: Agency, call: str, case: Case, **changed: Any) -> None:
    """The firm writes and hands in; an officer screens it as far as the decision."""
    draft = await agency.do(case.who, START, call=call, firm=case.firm)
    saved = await agency.do(case.who, SAVE, id=draft["id"], answers={**ANSWERS, **changed}, helper={"kind": "SELF"})
    assert {"field": "exports_last_year_usd", "value": "1200000.00"} in saved["knownAnswers"]
    case.application = await agency.do(case.who, SUBMIT, id=draft["id"], version=saved["version"], documents=PAPERS)
    for action in ("begin_screening", "begin_evaluation"):
        case.application = await agency.do(
            "officer", MOVE, id=draft["id"], version=case.application["version"], action=action
        )


async def select(agency: Agency, case: Case) -> None:
    """The manager selects the firm."""
    about = {"application": case.application["id"], "version": case.application["version"]}
    case.application = await agency.do("manager", SELECT, **about)


def cost(case: Case, number: str, krw: int, *, day: date = date(2026, 3, 10), **changed: Any) -> dict[str, Any]:
    """Freight of a shipment to the United States with all its papers, as the firm enters it."""
    of = {"issuer": "남해국제물류", "datedOn": day.isoformat()}
    given = {
        "application": case.application["id"],
        "kind": "FREIGHT",
        "country": "us",
        "buyer": "Harbor Foods",
        "receipts": [
            {**of, "kind": "WAYBILL", "number": f"NH-{number}", "amount": str(krw)},
            {**of, "kind": "TAX_INVOICE", "number": f"T{number}", "amount": str(krw)},
            {**of, "kind": "EXPORT_DECLARATION", "number": f"D{number}", "amount": "15000", "currency": "USD"},
            {**of, "kind": "TRANSFER_SLIP", "number": f"S{number}", "amount": str(krw)},
        ],
    }
    return {**given, **changed}
