"""What has to be done with a loan from the announcement of its year on, each step by the actor whose duty it is."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.plugins.agency import RECORD_YEAR, REGISTER_FIRM, Agency
from tests.plugins.growth_fund.graph import documents as ask

from majung.testing import next_brn

TERMS = {
    "purposes": "WORKING",
    "routes": "GENERAL",
    "size_classes": "MICRO;SMALL;MEDIUM",
    "min_operating_months": "3",
    "below_operating_months": "0",
    "allowed_industries": "",
    "restricted_industries": "10:5621",
    "recommendation_days": "90",
}
PRODUCT: dict[str, Any] = {
    "nameKo": "은행자금(경영안정)",
    "family": "BANK",
    "capTotalKrw": 300_000_000,
    "capWorkingKrw": 300_000_000,
    "rateKind": "SUBSIDY",
    "lowestPct": "1.1",
    "highestPct": "2.0",
    "terms": [{"name": name, "value": value} for name, value in TERMS.items()],
}
FACILITY_TERMS = {
    **TERMS,
    "purposes": "FACILITY;WORKING",
    "part_caps": "false",
    "routes": "MANUFACTURER",
    "term_months": "96",
    "min_manufacturing_pct": "30",
    "registered_factory": "true",
}
FACILITY: dict[str, Any] = {
    "nameKo": "정책자금(시설)",
    "family": "POLICY",
    "capTotalKrw": 2_300_000_000,
    "rateKind": "LOAN",
    "lowestPct": "3.0",
    "highestPct": "3.0",
    "terms": [{"name": name, "value": value} for name, value in FACILITY_TERMS.items()],
}
CRITERIA = [
    {"code": "FINANCE", "titleKo": "재무", "most": "60"},
    {"code": "PLAN", "titleKo": "사업계획", "most": "40"},
    {"code": "HIRES", "titleKo": "채용 가점", "most": "10", "bonus": True},
]
RUBRIC = {"code": "STANDARD", "criteria": CRITERIA, "passMark": "60", "bonusCap": "5", "minSheets": 2}
ANSWERS: dict[str, Any] = {
    "route": "GENERAL",
    "working_krw": 300_000_000,
    "use_of_funds": "원자재 구입",
    "bank": "034",
    "repayment": "GRACE_2Y_BULLET",
    "sales_last_year_krw": 4_000_000_000,
    "workers": 24,
    "collateral": "GUARANTEE",
    "other_public_loans": False,
    "tell_bank": True,
}
PAPERS = [
    {"kind": kind, "title": kind, "issuedOn": "2026-03-02"}
    for kind in ("BUSINESS_REGISTRATION", "NATIONAL_TAX", "LOCAL_TAX", "FINANCIAL_STATEMENTS")
]

READ_IN_PAPERS = (
    ("national_tax_arrears", "false", "국세 납세증명서"),
    ("local_tax_arrears", "false", "지방세 납세증명서"),
    ("manufacturing_pct", "85", "재무제표"),
)


@dataclass
class Year:
    """A year of the fund as the manager entered it."""

    edition: str
    volume: str
    subsidy: str
    product: str
    rubric: str
    call: str
    call_version: int


@dataclass
class Case:
    """One firm's case on its way: ids and versions as the actors were told them."""

    firm: str
    application: dict[str, Any] = field(default_factory=dict)
    letter: dict[str, Any] = field(default_factory=dict)
    loan: dict[str, Any] = field(default_factory=dict)


async def announce(agency: Agency, product: dict[str, Any] = PRODUCT, code: str = "OPSTAB") -> Year:
    """The manager sets the year up and announces a call, field by field."""
    edition = (await agency.do("manager", ask.CREATE_EDITION, year=2026))["id"]
    rules = {"return_annual_pct": "3.0"}
    await agency.do("manager", ask.SET_RULES, edition=edition, data=rules, **{"from": "2026-01-01"})
    lines = [
        (await agency.do("manager", ask.BUDGET_LINE, edition=edition, code=code, amount=amount))["id"]
        for code, amount in (("VOLUME", 1_000_000_000), ("SUBSIDY", 50_000_000))
    ]
    entered = {**product, "volumeLine": lines[0]}
    made = (await agency.do("manager", ask.ENTER_PRODUCT, edition=edition, code=code, input=entered))["id"]
    choice = {"code": "GRACE_2Y_BULLET", "graceMonths": 24, "method": "BULLET"}
    await agency.do("manager", ask.OFFER_REPAYMENTS, product=made, choices=[choice])
    rubric = (await agency.do("manager", ask.ENTER_RUBRIC, edition=edition, input=RUBRIC))["id"]
    moved_out = {"code": "MOVED_OUT", "titleKo": "도 밖으로 이전"}
    await agency.do("manager", ask.STOP_GROUND, ground=moved_out, effect="CANCEL", clawback=True)
    about = {
        "title": f"2026년 {product['nameKo']} 1차",
        "subProgramCode": code,
        "opensAt": "2026-01-05T09:00:00",
        "closesAt": "2026-12-20T18:00:00",
    }
    call = await agency.do("manager", ask.CREATE_CALL, edition=edition, input=about)
    await agency.do("manager", ask.ALLOW_BUDGET, call=call["id"], line=lines[0])
    assert (await agency.see("anonymous", ask.CALLS))["nodes"] == []
    open_call = await agency.do("manager", ask.PUBLISH_CALL, id=call["id"], version=call["version"])
    return Year(edition, lines[0], lines[1], made, rubric, call["id"], open_call["version"])


async def register(agency: Agency, name: str, who: str) -> Case:
    """An officer registers a food maker of Haenam, whose agent gets a login."""
    place = {"brn": next_brn(), "district": "해남군", "openedOn": "2016-02-01", "registeredFactory": True}
    given = {
        "name": name,
        "representatives": ["홍길동"],
        "district": "해남군",
        "industryCode": "10309",
        "foundedOn": "2016-02-01",
        "establishments": [place],
    }
    firm = (await agency.do("officer", REGISTER_FIRM, input=given))["id"]
    for year in (2022, 2023, 2024):
        figures = {"year": year, "salesKrw": 4_000_000_000, "assetsKrw": 2_000_000_000, "workers": "24"}
        await agency.do("officer", RECORD_YEAR, firm=firm, input={**figures, "source": "tax"})
    await agency.admit(who, kind="firm", firm=firm)
    return Case(firm=firm)


async def apply(agency: Agency, year: Year, case: Case, who: str = "agent", **answers: Any) -> None:
    """The agent fills the form in, saves as it goes, and hands in."""
    draft = await agency.do(who, ask.START, call=year.call, firm=case.firm)
    saved = await agency.do(who, ask.SAVE, id=draft["id"], answers={"route": "GENERAL"})
    assert saved["allowedActions"][0] == {
        "action": "submit",
        "allowed": False,
        "refusal": {"code": "AMOUNT_NOT_POSITIVE"},
    }
    saved = await agency.do(who, ask.SAVE, id=draft["id"], answers={**ANSWERS, **answers})
    assert saved["allowedActions"][0] == {"action": "submit", "allowed": True, "refusal": None}
    stale = await agency.refused(who, ask.SUBMIT, id=draft["id"], version=draft["version"], documents=PAPERS)
    assert stale == ["VERSION_CONFLICT"]
    version = saved["version"]
    assert await agency.refused(who, ask.SUBMIT, id=draft["id"], version=version) == ["DOCUMENTS_MISSING"]
    case.application = await agency.do(who, ask.SUBMIT, id=draft["id"], version=version, documents=PAPERS)
    assert case.application["state"] == "SUBMITTED"
    assert case.application["receiptNumber"].startswith("20260310-")
    assert [paper["kind"] for paper in case.application["documents"]] == [paper["kind"] for paper in PAPERS]


async def screen(agency: Agency, case: Case, *, visit: bool) -> None:
    """The officer reads the papers and judges every condition."""
    about = case.application["id"]
    taken = await agency.do("officer", ask.SCREEN, id=about, version=case.application["version"])
    waiting = await agency.refused("officer", ask.JUDGE, id=about, version=taken["version"], visit=visit)
    assert waiting == ["CONDITIONS_OPEN"]  # the tax certificates are not read yet
    for name, value, source in READ_IN_PAPERS:
        paper = {"name": name, "value": value, "source": source, "asOf": "2026-03-02"}
        await agency.do("officer", ask.PAPER, application=about, paper=paper)
    await agency.do("officer", ask.NEED, application=about, facility=800_000_000, working=500_000_000)
    case.application = await agency.do("officer", ask.JUDGE, id=about, version=taken["version"], visit=visit)
    [eligible] = case.application["decisions"]["nodes"]
    assert eligible["outcome"] == "ELIGIBLE"
    known = {fact["name"]: fact["value"] for fact in eligible["facts"]}
    assert (known["SIZE_CLASS"], known["size_class"], known["NATIONAL_TAX"]) == ("PASS", "SMALL", "PASS")


async def visit_and_score(agency: Agency, year: Year, case: Case) -> None:
    """The site is visited, a committee scores, and nobody sees another member's sheet before the decision."""
    about = {"application": case.application["id"]}
    visit = {"visitedOn": "2026-03-10", "passed": True, "factoryFound": True, "report": "설비 가동 중"}
    report = {**about, "version": case.application["version"], "visit": visit}
    assert await agency.refused("finance", ask.VISIT, **report) == ["NOT_ALLOWED"]
    await agency.do("officer", ask.VISIT, **report)
    sheet = {**about, "rubric": year.rubric}
    for who, finance in (("officer", "50"), ("examiner", "40")):
        points = [{"criterion": "FINANCE", "points": finance}, {"criterion": "PLAN", "points": "30"}]
        await agency.do(who, ask.SHEET, **sheet, points=points)
    beyond = [{"criterion": "FINANCE", "points": "61"}, {"criterion": "PLAN", "points": "30"}]
    assert await agency.refused("examiner", ask.SHEET, **sheet, points=beyond) == ["SCORE_OUT_OF_RANGE"]
    seen = await agency.see("examiner", ask.APPLICATION, id=about["application"])
    assert [len(one["points"]) for one in seen["scoreSheets"]["nodes"]] == [2]
    closing = {**about, "version": seen["version"], "rubric": year.rubric}
    result = await agency.do("examiner", ask.CLOSE_SCORING, **closing)
    assert (result["average"], result["passed"], len(result["counted"])) == ("75.0000", True, 2)
    ranked = await agency.do("decider", ask.RANK, call=year.call, places=1, reserves=1)
    [first] = ranked["applications"]["nodes"]
    assert first["committeeResult"] == {"rank": 1, "place": "SELECTED", "average": "75.0000"}
    seen = await agency.see("decider", ask.APPLICATION, id=about["application"])
    assert (seen["state"], len(seen["scoreSheets"]["nodes"])) == ("SCORED", 2)
    case.application = seen


async def recommend(agency: Agency, case: Case, **offer: Any) -> None:
    """The decider recommends."""
    about = {"application": case.application["id"], "version": case.application["version"]}
    given = offer or {"workingKrw": 300_000_000, "grantedPct": "2.0"}
    case.letter = await agency.do("decider", ask.RECOMMEND, **about, offer=given)


async def budget(agency: Agency, code: str) -> tuple[int, int, int]:
    """Reserved, consumed and paid won of a budget line."""
    lines = {line["code"]: line for line in (await agency.see("finance", ask.BUDGET))["nodes"]}
    return lines[code]["reservedKrw"], lines[code]["consumedKrw"], lines[code]["paidKrw"]


async def lend(agency: Agency, case: Case) -> None:
    """The bank lends; the officer finds the papers in order."""
    execution = {"amountKrw": 300_000_000, "executedOn": "2026-03-12", "bankPct": "5.2", "number": "034-2026-0001"}
    answer = {"letter": case.letter["id"], "version": case.letter["version"], "execution": execution}
    assert await agency.refused("other bank", ask.EXECUTE, **answer) == ["NOT_FOUND"]
    assert await agency.refused("agent", ask.EXECUTE, **answer) == ["STEP_NOT_FOR_YOU"]
    loan = await agency.do("bank", ask.EXECUTE, **answer)
    assert (loan["state"], loan["maturesOn"]) == ("EXECUTED", "2028-03-12")
    case.loan = await agency.do("officer", ask.ACTIVATE, id=loan["id"], version=loan["version"])


async def pay_month(agency: Agency, year: Year, month: str, day: str, amount: int) -> dict[str, Any]:
    """A month is computed, claimed by the bank, approved and paid, each by another."""
    about = {"edition": year.edition, "line": year.subsidy, "month": month}
    computed = await agency.do("officer", ask.SETTLE, **about)
    assert (computed["state"], computed["loans"], computed["amountKrw"]) == ("COMPUTED", 1, amount)
    approval = {"id": computed["id"], "version": computed["version"]}
    assert await agency.refused("manager", ask.APPROVE, **approval) == ["BANK_CLAIMS_OPEN"]
    line = {"loan": "034-2026-0001", "amountKrw": amount}
    claim = await agency.do("bank", ask.CLAIM, month=month, lines=[line])
    assert (claim["differing"], claim["lines"]) == (0, [{"loan": "034-2026-0001", "comparison": "EQUAL"}])
    assert await agency.refused("officer", ask.APPROVE, **approval) == ["NOT_ALLOWED"]
    assert await agency.refused("decider", ask.APPROVE, **approval) == ["SAME_ACCOUNT"]  # who recommended
    approved = await agency.do("manager", ask.APPROVE, **approval)
    payout = {"id": approved["id"], "version": approved["version"], "on": day, "reference": f"이차보전 {month}"}
    assert await agency.refused("manager", ask.PAY, **payout) == ["NOT_ALLOWED"]
    paid: dict[str, Any] = await agency.do("finance", ask.PAY, **payout)
    assert (paid["state"], paid["paidOn"]) == ("PAID", day)
    return paid
