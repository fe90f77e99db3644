"""The job-search allowance, counselling plans and experience jobs: over HTTP."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.plugins.agency import Agency
from tests.plugins.jobs.acts import REGISTER_PERSON, make_seeker, open_centres
from tests.plugins.midlife_jobs import acts as ask
from tests.plugins.midlife_jobs.acts import announce, apply, receipt

PROGRAM = "MIDLIFE_JOB_SEARCH"
STEPS = [{"words": "자격증 과정 수강", "dueOn": "2026-03-31"}, {"words": "이력서 보완"}]
PROJECT: dict[str, Any] = {
    "district": "순천시",
    "title": "도서관 운영 지원",
    "places": 2,
    "wageMonthKrw": 1_200_000,
    "startsOn": "2026-01-02",
    "endsOn": "2026-06-30",
}


async def test_costs_of_looking_for_work_are_claimed_up_to_the_caps(agency: Agency) -> None:
    call, line = await announce(agency, PROGRAM)
    person = await _person(agency)
    application = await apply(agency, PROGRAM, call, "hana", person)
    chosen = await agency.do("decider", ask.SELECT_PERSON, **application)
    assert chosen["supportRecords"]["nodes"][0]["decidedKrw"] == 500_000
    agency.on("2026-03-10")
    claim = {"id": application["id"], "kind": "MATERIALS"}
    first = await agency.do("hana", ask.COST, **claim, receipts=[receipt("1", 120_000), receipt("2", 130_000)])
    assert (first["costKrw"], first["payableKrw"], first["claim"]["status"]) == (250_000, 250_000, "SUBMITTED")
    assert await agency.refused("hana", ask.COST, **claim, receipts=[receipt("1", 120_000)]) == ["EVIDENCE_USED"]
    second = await agency.do("hana", ask.COST, **claim, receipts=[receipt("3", 100_000)])
    assert (second["costKrw"], second["payableKrw"]) == (100_000, 50_000)
    assert await agency.refused("hana", ask.COST, **claim, receipts=[receipt("4", 1_000)]) == ["ALLOWANCE_USED_UP"]
    await agency.do("manager", ask.APPROVE, id=first["claim"]["id"], version=1, line=line)
    await agency.do("finance", ask.PAY, id=first["claim"]["id"], on="2026-03-10")
    seen = await agency.see("hana", ask.PERSON, id=person)
    assert seen["jobSearchAllowances"] == [
        {"year": 2026, "decidedKrw": 500_000, "paidKrw": 250_000, "leftKrw": 200_000}
    ]


async def test_claims_at_once_share_what_is_left(agency: Agency) -> None:
    call, _ = await announce(agency, PROGRAM)
    application = await apply(agency, PROGRAM, call, "hana", await _person(agency))
    await agency.do("decider", ask.SELECT_PERSON, **application)
    agency.on("2026-03-10")
    answers = await asyncio.gather(
        *(
            agency.see("hana", ask.COST, id=application["id"], kind="INTERVIEW", receipts=[receipt(str(n), 200_000)])
            for n in range(4)
        )
    )
    paid = [answer["record"]["payableKrw"] for answer in answers if answer["record"]]
    assert sorted(paid) == [100_000, 200_000, 200_000]
    assert [one["code"] for answer in answers for one in answer["refusals"]] == ["ALLOWANCE_USED_UP"]


@pytest.mark.parametrize(
    ("person", "answers", "code"),
    [
        ({"birthDate": "1956-03-31"}, {}, "AGE_OUTSIDE"),
        ({"birthDate": "1986-04-02"}, {}, "AGE_OUTSIDE"),
        ({"district": "서울특별시 종로구"}, {}, "NOT_RESIDENT"),
        ({}, {"income_month_krw": 6_298_939}, "INCOME_ABOVE"),
        ({}, {"household_size": 7}, "MEDIAN_INCOME_MISSING"),
    ],
)
async def test_who_does_not_qualify_is_told_why(
    agency: Agency, person: dict[str, Any], answers: dict[str, Any], code: str
) -> None:
    call, _ = await announce(agency, PROGRAM)
    who = await _person(agency, **person)
    application = await apply(agency, PROGRAM, call, "hana", who, **answers)
    assert await agency.refused("decider", ask.SELECT_PERSON, **application) == [code]
    assert await agency.refused("officer", ask.SELECT_PERSON, **application) == ["NOT_ALLOWED"]


@pytest.mark.parametrize(
    ("kind", "receipts", "code"),
    [
        ("TAXI", [receipt("1", 1_000)], "SEARCH_COST_UNKNOWN"),
        ("MATERIALS", [], "RECEIPTS_MISSING"),
        ("MATERIALS", [receipt("1", 1_000, "2025-12-31")], "SEARCH_COST_OUTSIDE"),
        ("MATERIALS", [receipt("1", 10, currency="USD")], "INVALID_VALUE"),
    ],
)
async def test_costs_that_do_not_count_are_refused(
    agency: Agency, kind: str, receipts: list[dict[str, Any]], code: str
) -> None:
    call, _ = await announce(agency, PROGRAM)
    application = await apply(agency, PROGRAM, call, "hana", await _person(agency))
    agency.on("2026-03-10")
    about = {"id": application["id"], "kind": kind, "receipts": receipts}
    assert await agency.refused("hana", ask.COST, **about) == ["NOT_SELECTED_HERE"]
    await agency.do("decider", ask.SELECT_PERSON, **application)
    assert await agency.refused("hana", ask.COST, **about) == [code]


async def test_a_plan_is_made_with_a_seeker_of_the_age_and_seen_on_the_seeker(agency: Agency) -> None:
    await open_centres(agency)
    seeker = await make_seeker(agency)
    made = await agency.do("east", ask.PLAN, seeker=seeker["id"], aim="REEMPLOYMENT", steps=STEPS)
    assert made["seeker"] == {"midlife": True, "plans": {"nodes": [{"aim": "REEMPLOYMENT"}]}}
    assert made["steps"][0] == {"words": "자격증 과정 수강", "due_on": "2026-03-31", "done_on": None}
    assert await agency.refused("east", ask.PLAN, seeker=seeker["id"], aim="REST", steps=STEPS) == ["PLAN_WRONG"]
    assert await agency.refused("west", ask.PLAN, seeker=seeker["id"], aim="STARTUP", steps=STEPS) == ["NOT_FOUND"]
    assert await agency.refused("east", ask.AGES, valid="2026-01-06", low=45, high=69) == ["NOT_ALLOWED"]
    assert await agency.refused("manager", ask.AGES, valid="2026-01-04", low=45, high=69) == ["AGE_RANGE_WRONG"]
    await agency.do("manager", ask.AGES, valid="2026-01-06", low=45, high=69)
    agency.on("2026-01-06")  # the seeker is 42
    about = {"seeker": seeker["id"], "aim": "STARTUP", "steps": STEPS}
    assert await agency.refused("east", ask.PLAN, **about) == ["AGE_OUTSIDE"]
    document = "query ($id: ID!) { jobSeeker(id: $id) { midlife } }"
    assert (await agency.see("east", document, id=seeker["id"]))["midlife"] is False


async def test_places_of_an_experience_job_are_given_once(agency: Agency) -> None:
    project = await agency.do("officer", ask.PROJECT, input=PROJECT)
    persons = [await _person(agency, f"김{number}", login=f"p{number}") for number in range(4)]
    answers = await asyncio.gather(
        *(agency.see("officer", ask.JOIN, project=project["id"], person=one, on="2026-01-05") for one in persons)
    )
    joined = [answer["record"] for answer in answers if answer["record"]]
    assert len(joined) == 2
    assert [one["code"] for answer in answers for one in answer["refusals"]] == ["PROJECT_FULL"] * 2
    other = await agency.do("officer", ask.PROJECT, input={**PROJECT, "title": "경로당 지원"})
    taken = persons[next(n for n, answer in enumerate(answers) if answer["record"])]
    about = {"project": other["id"], "person": taken, "on": "2026-01-05"}
    assert await agency.refused("officer", ask.JOIN, **about) == ["JOINED_ALREADY"]
    early = {"id": joined[0]["id"], "version": 1, "on": "2026-03-31"}
    assert await agency.refused("officer", ask.END, **early) == ["PLACEMENT_OVER"]
    agency.on("2026-04-01")
    ended = await agency.do("officer", ask.END, **early)
    assert ended["project"]["taken"] == 1


@pytest.mark.parametrize(
    ("who", "changed", "code"),
    [
        ("officer", {"places": 0}, "PROJECT_WRONG"),
        ("officer", {"district": "아무데"}, "PROJECT_WRONG"),
        ("officer", {"endsOn": "2026-01-01"}, "PROJECT_WRONG"),
        ("yeosu", {}, "PROJECT_WRONG"),  # of another si/gun
        ("bank", {}, "NOT_ALLOWED"),
    ],
)
async def test_a_project_that_cannot_be_is_refused(
    agency: Agency, who: str, changed: dict[str, Any], code: str
) -> None:
    assert await agency.refused(who, ask.PROJECT, input={**PROJECT, **changed}) == [code]


async def test_who_is_too_young_or_too_late_has_no_place(agency: Agency) -> None:
    project = await agency.do("officer", ask.PROJECT, input=PROJECT)
    young = await _person(agency, birthDate="1990-01-01")
    about = {"project": project["id"], "person": young}
    assert await agency.refused("officer", ask.JOIN, **about, on="2026-01-05") == ["AGE_OUTSIDE"]
    assert await agency.refused("officer", ask.JOIN, **about, on="2026-07-01") == ["PROJECT_OVER"]
    assert await agency.refused("hana", ask.JOIN, **about, on="2026-01-05") == ["NOT_ALLOWED"]


async def _person(agency: Agency, name: str = "김하나", login: str = "hana", **more: Any) -> str:
    about = {"name": name, "birthDate": "1980-05-01", "district": "순천시", **more}
    person = str((await agency.do("officer", REGISTER_PERSON, input=about))["id"])
    await agency.admit(login, kind="person", person=person)
    return person
