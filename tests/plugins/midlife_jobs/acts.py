"""What officials, firms and persons ask and do at the centre, as their frontends would."""

from __future__ import annotations

from typing import Any

from tests.plugins.agency import (
    ALLOW_BUDGET,
    CREATE_CALL,
    MOVE,
    PUBLISH_CALL,
    SET_RULES,
    SUBMIT,
    Agency,
    change,
)

from majung_midlife_jobs.reference import edition

CREATE_EDITION = change("E", "$program: String!", "createEdition(program: $program, year: 2026)", "id")
BUDGET_LINE = change(
    "L",
    "$edition: ID!",
    'createBudgetLine(edition: $edition, code: "ALL", fundSource: "PROVINCE", amountKrw: 100000000)',
    "id",
)
START = change("S", "$call: ID!, $firm: ID, $person: ID", "startApplication(call: $call, firm: $firm, person: $person)")
SAVE = change(
    "D",
    "$id: ID!, $answers: JSON!",
    'saveDraft(id: $id, answers: $answers, helper: { kind: "SELF" })',
    "id version",
)
_DECIDED = "id version state supportRecords { nodes { id decidedKrw } }"
SELECT_PERSON = change(
    "X", "$id: ID!, $version: Int!", "selectJobSearcher(application: $id, version: $version)", _DECIDED
)
SELECT_FIRM = change(
    "Y", "$id: ID!, $version: Int!", "selectIncentiveFirm(application: $id, version: $version)", _DECIDED
)
REJECT = change(
    "J",
    "$id: ID!, $version: Int!",
    'rejectMidlifeApplication(application: $id, version: $version, reasonCodes: ["INCOME"])',
    "id state",
)
COST = change(
    "K",
    "$id: ID!, $kind: String!, $receipts: [EvidenceInput!]!",
    "claimJobSearchCost(application: $id, kind: $kind, receipts: $receipts)",
    "id costKrw payableKrw claim { id version status amountKrw }",
)
HIRE_FIELDS = """id version state hiredOn leftOn months { number standing workerKrw firmKrw }
  referral { state } person { id }"""
ENTER = change(
    "H",
    "$app: ID!, $person: ID!, $on: Date!, $referral: ID",
    "enterIncentiveHire(application: $app, person: $person, hiredOn: $on, referral: $referral)",
    HIRE_FIELDS,
)
REPORT = change(
    "M",
    "$hire: ID!, $number: Int!, $insured: Boolean!, $wage: Won!",
    "reportIncentiveMonth(hire: $hire, number: $number, insured: $insured, wageKrw: $wage)",
    HIRE_FIELDS,
)
CLAIM = change("Q", "$hire: ID!, $version: Int!", "claimIncentiveMonths(hire: $hire, version: $version)", HIRE_FIELDS)
LAST_DAY = change(
    "Z",
    "$hire: ID!, $version: Int!, $on: Date!",
    "reportLastDay(hire: $hire, version: $version, leftOn: $on)",
    HIRE_FIELDS,
)
APPROVE = change(
    "A", "$id: ID!, $version: Int!, $line: ID!", "approveClaim(id: $id, version: $version, line: $line)", "id status"
)
REJECT_CLAIM = change(
    "RC", "$id: ID!, $version: Int!", 'rejectClaim(id: $id, version: $version, note: "x")', "id status"
)
PAY = change("PY", "$id: ID!, $on: Date!", "payClaim(id: $id, paidOn: $on, drawing: true)", "id amountKrw")
HIRE = f"query ($id: ID!) {{ incentiveHire(id: $id) {{ {HIRE_FIELDS} }} }}"
PERSON = """query ($id: ID!) { person(id: $id) {
  supportRecords { nodes { programCode decidedKrw paidKrw status title } }
  jobSearchAllowances { year decidedKrw paidKrw leftKrw } jobSearchCosts { nodes { payableKrw } }
  incentiveHires { nodes { state firm { name } } } midlifePlans { nodes { aim steps } }
  experienceJobs { nodes { joinedOn endedOn project { title } } } } }"""
FIRM = """query ($id: ID!) { firm(id: $id) {
  incentiveHires { totalCount nodes { state } } supportRecords { nodes { programCode paidKrw decidedKrw } } } }"""
CLAIMS = "{ claims(first: 100) { nodes { id version status amountKrw } } }"

PLAN = change(
    "PL",
    "$seeker: ID!, $aim: String!, $steps: [PlanStepInput!]!",
    'makeMidlifePlan(seeker: $seeker, aim: $aim, steps: $steps, strengths: "현장 관리 20년")',
    "id version aim steps seeker { midlife plans { nodes { aim } } }",
)
AGES = change(
    "AG",
    "$valid: Date!, $low: Int!, $high: Int!",
    'setMidlifeAges(validFrom: $valid, ageFrom: $low, ageTo: $high, source: "공고")',
    "id ageFrom ageTo",
)
PROJECT = change(
    "EP", "$input: ExperienceProjectInput!", "offerExperienceProject(input: $input)", "id version places taken"
)
JOIN = change(
    "JN",
    "$project: ID!, $person: ID!, $on: Date!",
    "joinExperienceProject(project: $project, person: $person, joinedOn: $on)",
    "id version project { taken }",
)
END = change(
    "EN", "$id: ID!, $version: Int!, $on: Date!", "endExperiencePlacement(id: $id, version: $version, endedOn: $on)",
    "id endedOn project { taken }",
)  # fmt: skip

PAPERS = {
    "MIDLIFE_HIRING": [{"kind": "BUSINESS_REGISTRATION", "title": "사업자등록증", "issuedOn": "2026-01-02"}],
    "MIDLIFE_JOB_SEARCH": [{"kind": "RESIDENT_CERTIFICATE", "title": "주민등록초본", "issuedOn": "2026-01-02"}],
}
ANSWERS: dict[str, dict[str, Any]] = {
    "MIDLIFE_HIRING": {"employees": 20, "planned_hires": 2},
    "MIDLIFE_JOB_SEARCH": {"household_size": 2, "income_month_krw": 6_298_938, "search_plan": "주 3회 상담"},
}


async def announce(agency: Agency, program: str, **changed: Any) -> tuple[str, str]:
    """The manager enters the year, its rules and its money, and publishes a call; ids of the call and of the line."""
    name = "incentive_2026" if program == "MIDLIFE_HIRING" else "allowance_2026"
    made = (await agency.do("manager", CREATE_EDITION, program=program))["id"]
    await agency.do("manager", SET_RULES, edition=made, data={**edition(name), **changed})
    line = (await agency.do("manager", BUDGET_LINE, edition=made))["id"]
    about = {"title": "공고", "opensAt": "2026-01-05T09:00:00", "closesAt": "2026-12-20T18:00:00"}
    call = await agency.do("manager", CREATE_CALL, edition=made, input=about)
    await agency.do("manager", ALLOW_BUDGET, call=call["id"], line=line)
    await agency.do("manager", PUBLISH_CALL, id=call["id"], version=call["version"])
    return str(call["id"]), str(line)


async def apply(agency: Agency, program: str, call: str, who: str, subject: str, **changed: Any) -> dict[str, Any]:
    """Somebody applies, and an officer screens it as far as the decision."""
    kind = "firm" if subject.startswith("firm") else "person"
    draft = await agency.do(who, START, call=call, **{kind: subject})
    answers = {**ANSWERS[program], **changed}
    saved = await agency.do(who, SAVE, id=draft["id"], answers=answers)
    moved = await agency.do(who, SUBMIT, id=draft["id"], version=saved["version"], documents=PAPERS[program])
    for action in ("begin_screening", "begin_evaluation"):
        moved = await agency.do("officer", MOVE, id=draft["id"], version=moved["version"], action=action)
    return {"id": moved["id"], "version": moved["version"]}


def receipt(number: str, krw: int, day: str = "2026-03-02", **more: Any) -> dict[str, Any]:
    """A receipt of a bookshop."""
    given = {"kind": "CARD_RECEIPT", "issuer": "남도서점", "number": number, "datedOn": day, "amount": str(krw)}
    return {**given, **more}
