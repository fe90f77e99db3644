"""The hiring incentive from the announcement to the payment of each month; who is paid twice; who leaves: over HTTP."""

from __future__ import annotations

import asyncio
from datetime import date
from typing import Any
from uuid import UUID

import pytest
from tests.plugins.agency import Agency
from tests.plugins.jobs import acts as jobs
from tests.plugins.jobs.acts import enter_and_open, make_employer, make_seeker, open_centres, sent, step
from tests.plugins.midlife_jobs import acts as ask
from tests.plugins.midlife_jobs.acts import announce, apply

from majung.access.actor import system
from majung.support.writes import ImportedSupport, import_support_record

PROGRAM = "MIDLIFE_HIRING"


async def test_ten_months_of_a_hire_through_the_jobs_centre_are_paid_to_worker_and_firm(agency: Agency) -> None:
    await open_centres(agency)
    firm, seeker = await make_employer(agency), await make_seeker(agency)
    call, line = await announce(agency, PROGRAM)
    application = await _selected(agency, call, firm)
    referral = await _hired(agency, firm, seeker)
    given = {"app": application, "person": seeker["person"], "on": "2026-01-05", "referral": referral["id"]}
    hire = await agency.do("east", ask.ENTER, **given)
    assert (hire["state"], hire["referral"]["state"]) == ("RUNNING", "CONFIRMED")
    assert {month["standing"] for month in hire["months"]} == {"NOT_OVER"}
    assert await agency.refused("officer", ask.CLAIM, hire=hire["id"], version=1) == ["NOTHING_DUE"]

    agency.on("2026-04-10")
    for number in (1, 2, 3):
        hire = await agency.do(
            "employer", ask.REPORT, hire=hire["id"], number=number, insured=number != 2, wage=2_500_000
        )
    assert [month["standing"] for month in hire["months"][:4]] == [
        "BELOW_MINIMUM",
        "NOT_INSURED",
        "BELOW_MINIMUM",
        "NOT_OVER",
    ]
    agency.on("2026-11-10")
    for number in range(4, 11):
        hire = await agency.do("officer", ask.REPORT, hire=hire["id"], number=number, insured=True, wage=2_500_000)
    assert await agency.refused("manager", ask.CLAIM, hire=hire["id"], version=hire["version"]) == ["NOT_ALLOWED"]
    hire = await agency.do("officer", ask.CLAIM, hire=hire["id"], version=hire["version"])
    standings = [month["standing"] for month in hire["months"]]
    assert standings == ["CLAIMED", "NOT_INSURED", *["CLAIMED"] * 8]
    assert await agency.refused("officer", ask.CLAIM, hire=hire["id"], version=hire["version"]) == ["NOTHING_DUE"]
    again = {"hire": hire["id"], "number": 3, "insured": False, "wage": 0}
    assert await agency.refused("employer", ask.REPORT, **again) == ["MONTH_CLAIMED"]

    await _pay_all(agency, line)
    worker = await agency.see("officer", ask.PERSON, id=seeker["person"])
    [record] = worker["supportRecords"]["nodes"]
    assert (record["programCode"], record["decidedKrw"], record["paidKrw"]) == (PROGRAM, 3_000_000, 2_700_000)
    [of_firm] = (await agency.see("employer", ask.FIRM, id=firm["id"]))["supportRecords"]["nodes"]
    assert (of_firm["decidedKrw"], of_firm["paidKrw"]) == (10_000_000, 4_500_000)


async def test_who_left_through_the_jobs_platform_is_no_longer_supported(agency: Agency) -> None:
    await open_centres(agency)
    firm, seeker = await make_employer(agency), await make_seeker(agency)
    call, _ = await announce(agency, PROGRAM, min_months=0)
    application = await _selected(agency, call, firm)
    referral = await _hired(agency, firm, seeker)
    given = {"app": application, "person": seeker["person"], "on": "2026-01-05", "referral": referral["id"]}
    hire = await agency.do("east", ask.ENTER, **given)
    assert await agency.refused("east", ask.ENTER, **given) == ["HIRED_ALREADY"]
    agency.on("2026-03-20")
    await step(agency, "east", jobs.LEAVE, referral, on="2026-03-10")

    async def ended() -> bool:
        return str((await agency.see("officer", ask.HIRE, id=hire["id"]))["state"]) == "LEFT"

    await agency.until(ended)
    hire = await agency.see("officer", ask.HIRE, id=hire["id"])
    assert hire["leftOn"] == "2026-03-10"
    for number in (1, 2):
        hire = await agency.do("employer", ask.REPORT, hire=hire["id"], number=number, insured=True, wage=2_500_000)
    assert [month["standing"] for month in hire["months"][:4]] == ["DUE", "DUE", "LEFT", "LEFT"]
    worker = await agency.see("hana", ask.PERSON, id=seeker["person"])
    assert worker["supportRecords"]["nodes"][0]["status"] == "FINISHED"
    late = {"hire": hire["id"], "version": hire["version"], "on": "2026-03-11"}
    assert await agency.refused("employer", ask.LAST_DAY, **late) == ["HIRE_OVER"]


async def test_a_month_is_claimed_once_when_many_claim_it(agency: Agency) -> None:
    await open_centres(agency)
    hire = await _running_hire(agency, months=2)
    answers = await asyncio.gather(
        *(agency.see("officer", ask.CLAIM, hire=hire["id"], version=hire["version"]) for _ in range(6))
    )
    assert sum(answer["record"] is not None for answer in answers) >= 1
    codes = {one["code"] for answer in answers for one in answer["refusals"]}
    assert codes <= {"NOTHING_DUE", "VERSION_CONFLICT"}
    claims = (await agency.see("manager", ask.CLAIMS))["nodes"]
    assert sorted(claim["amountKrw"] for claim in claims) == [300_000, 300_000, 500_000, 500_000]


async def test_no_month_is_paid_beside_another_hiring_subsidy(agency: Agency) -> None:
    await open_centres(agency)
    hire = await agency.see("officer", ask.HIRE, id=(await _running_hire(agency, months=3))["id"])
    other = ImportedSupport(
        source_id="other-1", program_code="NATIONAL_HIRING", year=2026, benefit="JOBS", title="고용촉진장려금",
        person_id=UUID(hire["person"]["id"].removeprefix("person_")), period_from=date(2026, 2, 10),
        period_to=date(2026, 2, 20),
    )  # fmt: skip
    with agency.app.platform.active():
        await import_support_record(system("test"), record=other)
    hire = await agency.see("officer", ask.HIRE, id=hire["id"])
    assert [month["standing"] for month in hire["months"][:3]] == ["DUE", "OTHER_SUBSIDY", "DUE"]
    hire = await agency.do("officer", ask.CLAIM, hire=hire["id"], version=hire["version"])
    assert [month["standing"] for month in hire["months"][:3]] == ["CLAIMED", "OTHER_SUBSIDY", "CLAIMED"]


async def test_a_rejected_claim_may_be_made_again(agency: Agency) -> None:
    await open_centres(agency)
    hire = await _running_hire(agency, months=1)
    hire = await agency.do("officer", ask.CLAIM, hire=hire["id"], version=hire["version"])
    for claim in (await agency.see("manager", ask.CLAIMS))["nodes"]:
        await agency.do("manager", ask.REJECT_CLAIM, id=claim["id"], version=claim["version"])
    hire = await agency.do("employer", ask.REPORT, hire=hire["id"], number=1, insured=True, wage=2_600_000)
    assert hire["months"][0]["standing"] == "DUE"
    hire = await agency.do("officer", ask.CLAIM, hire=hire["id"], version=hire["version"])
    assert hire["months"][0]["standing"] == "CLAIMED"


async def test_who_had_left_before_a_claimed_month_was_over_is_not_paid_for_it(agency: Agency) -> None:
    await open_centres(agency)
    hire = await _running_hire(agency, months=3)
    hire = await agency.do("officer", ask.CLAIM, hire=hire["id"], version=hire["version"])
    hire = await agency.do("employer", ask.LAST_DAY, hire=hire["id"], version=hire["version"], on="2026-03-10")
    assert [month["standing"] for month in hire["months"][:4]] == ["CLAIMED", "CLAIMED", "LEFT", "LEFT"]
    claims = (await agency.see("manager", ask.CLAIMS))["nodes"]
    assert sorted(claim["status"] for claim in claims) == ["REJECTED"] * 2 + ["SUBMITTED"] * 4


async def test_a_referral_that_was_left_supports_no_hire(agency: Agency) -> None:
    await open_centres(agency)
    firm, seeker = await make_employer(agency), await make_seeker(agency)
    call, _ = await announce(agency, PROGRAM)
    application = await _selected(agency, call, firm)
    referral = await _hired(agency, firm, seeker)
    await step(agency, "east", jobs.LEAVE, referral, on="2026-01-05")
    given = {"app": application, "person": seeker["person"], "on": "2026-01-05", "referral": referral["id"]}
    assert await agency.refused("east", ask.ENTER, **given) == ["REFERRAL_OF_ANOTHER"]


@pytest.mark.parametrize(
    ("rules", "person", "given", "code"),
    [
        ({}, {"birthDate": "1996-05-01"}, {}, "AGE_OUTSIDE"),
        ({}, {"birthDate": None}, {}, "BIRTH_DATE_MISSING"),
        ({}, {}, {"on": "2026-01-06"}, "HIRED_OUTSIDE"),
        ({"hired_from": "2026-01-03"}, {}, {"on": "2026-01-02"}, "HIRED_OUTSIDE"),
    ],
)
async def test_a_hire_that_does_not_qualify_is_refused(
    agency: Agency, rules: dict[str, Any], person: dict[str, Any], given: dict[str, Any], code: str
) -> None:
    firm = await make_employer(agency)
    call, _ = await announce(agency, PROGRAM, **rules)
    application = await _selected(agency, call, firm)
    about = {"name": "김하나", "birthDate": "1980-05-01", "district": "순천시", **person}
    worker = (await agency.do("officer", jobs.REGISTER_PERSON, input=about))["id"]
    values = {"app": application, "person": worker, "on": "2026-01-05", **given}
    assert await agency.refused("officer", ask.ENTER, **values) == [code]
    assert await agency.refused("employer", ask.ENTER, **values) == ["NOT_ALLOWED"]


async def test_a_firm_has_so_many_hires_and_employees(agency: Agency) -> None:
    firm, small = await make_employer(agency), await make_employer(agency, "small", "작은가게")
    call, _ = await announce(agency, PROGRAM, most_hires=1)
    application = await _selected(agency, call, firm)
    workers = []
    for name in ("김하나", "박둘"):
        about = {"name": name, "birthDate": "1980-05-01", "district": "순천시"}
        workers.append((await agency.do("officer", jobs.REGISTER_PERSON, input=about))["id"])
    answers = await asyncio.gather(
        *(agency.see("officer", ask.ENTER, app=application, person=one, on="2026-01-05") for one in workers)
    )
    assert sum(answer["record"] is not None for answer in answers) == 1
    assert [one["code"] for answer in answers for one in answer["refusals"]] == ["TOO_MANY_HIRES"]
    few = await apply(agency, PROGRAM, call, "small", small["id"], employees=4)
    assert await agency.refused("decider", ask.SELECT_FIRM, **few) == ["EMPLOYEES_OUTSIDE"]
    assert (await agency.do("decider", ask.REJECT, **few))["state"] == "REJECTED"


async def _selected(agency: Agency, call: str, firm: dict[str, str], who: str = "employer") -> str:
    handed_in = await apply(agency, PROGRAM, call, who, firm["id"])
    return str((await agency.do("decider", ask.SELECT_FIRM, **handed_in))["id"])


async def _hired(agency: Agency, firm: dict[str, str], seeker: dict[str, Any]) -> dict[str, Any]:
    referral = await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    referral = await step(agency, "employer", jobs.HIRE, referral, on="2026-01-05")
    return await step(agency, "east", jobs.CONFIRM, referral, on="2026-01-05")


async def _running_hire(agency: Agency, *, months: int) -> dict[str, Any]:
    """A hire of 5 January with so many months that were reported, on a day in May."""
    firm = await make_employer(agency)
    call, _ = await announce(agency, PROGRAM, min_months=0)
    application = await _selected(agency, call, firm)
    about = {"name": "김하나", "birthDate": "1980-05-01", "district": "순천시"}
    worker = (await agency.do("officer", jobs.REGISTER_PERSON, input=about))["id"]
    hire = await agency.do("officer", ask.ENTER, app=application, person=worker, on="2026-01-05")
    agency.on("2026-05-10")
    for number in range(1, months + 1):
        hire = await agency.do("employer", ask.REPORT, hire=hire["id"], number=number, insured=True, wage=2_500_000)
    return dict(hire)


async def _pay_all(agency: Agency, line: str) -> None:
    for claim in (await agency.see("manager", ask.CLAIMS))["nodes"]:
        await agency.do("manager", ask.APPROVE, id=claim["id"], version=claim["version"], line=line)
        await agency.do("finance", ask.PAY, id=claim["id"], on="2026-11-10")
