"""A seeker from registration over counselling, referral and interview to half a year of work: over HTTP."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from tests.plugins.agency import Agency
from tests.plugins.jobs import acts as ask
from tests.plugins.jobs.acts import (
    A_WISH,
    consent_to,
    counsel,
    enter_and_open,
    make_employer,
    make_seeker,
    open_centres,
    sent,
    step,
)

from majung.access.actor import system
from majung.clock import clock_at
from majung.rights.erasing import erase_person
from majung_jobs.writes.seekers import end_for_destroyed

PERSON = """query ($id: ID!) { person(id: $id) {
  jobRegistrations { nodes { state counsellor centre { code } referrals { nodes { state order { firm { name } } } } } }
  jobReferrals { nodes { state } } consultations { nodes { kind nextStep } } } }"""
FIRM = """query ($id: ID!) { firm(id: $id) {
  jobOrders { nodes { state hired } } jobReferrals { nodes { state } }
  jobHires { year hired retained1m retained3m retained6m left } } }"""
COUNTERS = """query ($from: Date!, $to: Date!) { jobCounters(start: $from, end: $to) {
  centre { code } counsellings referrals placements retained1m retained3m retained6m seekers orders } }"""
TASKS = "{ viewer { tasks { nodes { source titleEn dueOn } } } }"


async def test_a_hire_is_counted_from_the_first_counselling_to_half_a_year(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    order = await enter_and_open(agency, firm)
    seeker = await make_seeker(agency)
    assert (seeker["state"], seeker["validUntil"], seeker["counsellor"]) == ("ACTIVE", "2026-04-05", "east")

    referral = await sent(agency, seeker, order, firm)
    assert (referral["state"], referral["number"]) == ("SENT", "2026-000001")
    [letter] = (await agency.see("hana", ask.NOTICES, id=seeker["person"]))["notices"]["nodes"]
    assert (letter["kind"], letter["title"]) == ("JOB_REFERRAL", "알선장 2026-000001")
    assert letter["body"] == "순천정밀 · 생산직 사원 모집 · 순천시 · 구인번호/job order 2026-000001"
    referral = await step(agency, "employer", ask.INVITE, referral, at="2026-01-08T10:00:00+09:00")
    agency.on("2026-01-09")
    for wrong in ("2026-01-10", "2026-01-04"):
        assert await _refused_step(agency, "employer", ask.HIRE, referral, on=wrong) == ["INVALID_VALUE"]
    referral = await step(agency, "employer", ask.HIRE, referral, on="2026-01-09")
    assert referral["order"] == {"state": "OPEN", "hired": 1, "remaining": 0}
    agency.on("2026-02-02")
    assert await _refused_step(agency, "employer", ask.CONFIRM, referral, on="2026-02-01") == ["STEP_NOT_FOR_YOU"]
    assert await _refused_step(agency, "east", ask.CONFIRM, referral, on="2026-02-03") == ["START_DAY_MISSING"]
    referral = await step(agency, "east", ask.CONFIRM, referral, on="2026-02-01")
    assert referral["order"]["state"] == "FILLED"
    assert (await agency.see("hana", PERSON, id=seeker["person"]))["jobRegistrations"]["nodes"][0]["state"] == "PLACED"

    agency.on("2026-02-28")
    assert await _refused_step(agency, "east", ask.RETAIN, referral) == ["RETAINED_TOO_EARLY"]
    for day, state in (("2026-03-02", "RETAINED_1M"), ("2026-05-01", "RETAINED_3M"), ("2026-08-03", "RETAINED_6M")):
        agency.on(day)
        referral = await step(agency, "east", ask.RETAIN, referral)
        assert referral["state"] == state
    assert (referral["candidate"], referral["endedAt"] is not None) == (None, True)
    assert await _refused_step(agency, "east", ask.RETAIN, referral) == ["STEP_NOT_POSSIBLE"]

    seen = await agency.see("east", FIRM, id=firm["id"])
    assert seen["jobHires"] == [
        {"year": 2026, "hired": 1, "retained1m": 1, "retained3m": 1, "retained6m": 1, "left": 0}
    ]
    [east] = await agency.see("auditor", COUNTERS, **{"from": "2026-01-01", "to": "2026-12-31"})
    numbers = {"counsellings": 1, "referrals": 1, "placements": 1, "retained1m": 1, "retained3m": 1, "retained6m": 1}
    assert east == {"centre": {"code": "JEPA-JOBS-EAST"}, **numbers, "seekers": 1, "orders": 1}
    [january] = await agency.see("auditor", COUNTERS, **{"from": "2026-01-01", "to": "2026-01-31"})
    assert (january["referrals"], january["placements"]) == (1, 0)


async def test_an_employer_sees_a_candidate_only_when_sent_and_with_consent(agency: Agency) -> None:
    await open_centres(agency)
    firm, other = await make_employer(agency), await make_employer(agency, "rival", "여수화학")
    order, seeker = await enter_and_open(agency, firm), await make_seeker(agency)
    proposed = await agency.do("east", ask.PROPOSE, seeker=seeker["id"], order=order["id"])
    assert (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"] == []
    assert await _refused_step(agency, "east", ask.SEND, proposed) == ["EMPLOYER_CONSENT_MISSING"]
    await consent_to(agency, seeker["person"], other["id"])
    assert await _refused_step(agency, "east", ask.SEND, proposed) == ["EMPLOYER_CONSENT_MISSING"]
    consent = await consent_to(agency, seeker["person"], firm["id"])
    referral = await step(agency, "east", ask.SEND, proposed)

    [seen] = (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"]
    assert seen["candidate"] == {"name": "김hana", "phone": "01012345678"}
    assert seen["person"] is None
    assert (await agency.see("rival", ask.SEEN_BY_FIRM))["nodes"] == []

    await agency.do("hana", ask.WITHDRAW_CONSENT, id=consent)
    [seen] = (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"]
    assert (seen["state"], seen["candidate"]) == ("SENT", None)

    async def forgotten() -> bool:
        return (await agency.see("hana", ask.SEEN_BY_FIRM))["nodes"][0]["candidate"] is None

    await agency.until(forgotten)  # the platform removes what was told, by its listener
    await step(agency, "employer", ask.NO_HIRE, referral)


async def test_a_consent_that_runs_out_hides_the_candidate_that_day(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    seeker = await make_seeker(agency)
    await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    agency.on("2026-12-31")
    assert (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"][0]["candidate"] is not None
    agency.on("2027-01-01")
    assert (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"][0]["candidate"] is None


@pytest.mark.parametrize(
    ("document", "who", "state"),
    [
        (ask.NO_HIRE, "employer", "NOT_HIRED"),
        (ask.NO_HIRE, "east", "NOT_HIRED"),
        (ask.DECLINE, "hana", "DECLINED_BY_SEEKER"),
    ],
)
async def test_a_referral_that_ends_shows_nobody_any_more(agency: Agency, document: str, who: str, state: str) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    seeker, order = await make_seeker(agency), await enter_and_open(agency, firm)
    ended = await step(agency, who, document, await sent(agency, seeker, order, firm))
    assert ended["state"] == state
    why = "{ jobReferrals { nodes { reason } } }"
    assert (await agency.see("employer", why))["nodes"] in ([{"reason": "***"}], [{"reason": ""}])
    assert (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"][0]["candidate"] is None
    again = await agency.do("east", ask.PROPOSE, seeker=seeker["id"], order=order["id"])
    assert again["state"] == "PROPOSED"


async def test_only_who_may_takes_a_step(agency: Agency) -> None:
    await open_centres(agency)
    firm, _ = await make_employer(agency), await make_employer(agency, "rival", "여수화학")
    seeker, order = await make_seeker(agency), await enter_and_open(agency, firm)
    referral = await sent(agency, seeker, order, firm)
    assert await _refused_step(agency, "employer", ask.DECLINE, referral) == ["STEP_NOT_FOR_YOU"]
    assert await _refused_step(agency, "hana", ask.HIRE, referral, on="2026-01-05") == ["STEP_NOT_FOR_YOU"]
    assert await _refused_step(agency, "rival", ask.NO_HIRE, referral) == ["NOT_FOUND"]
    assert await _refused_step(agency, "west", ask.NO_HIRE, referral) == ["NOT_FOUND"]
    assert await _refused_step(agency, "east", ask.NO_SHOW, referral) == ["STEP_NOT_POSSIBLE"]
    twice = await agency.refused("east", ask.PROPOSE, seeker=seeker["id"], order=order["id"])
    assert twice == ["REFERRED_ALREADY"]


async def test_one_place_is_given_once_and_comes_back_when_it_is_declined(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    order = await enter_and_open(agency, firm)
    first, second = await make_seeker(agency), await make_seeker(agency, "duri")
    one, two = [await sent(agency, seeker, order, firm) for seeker in (first, second)]
    one = await step(agency, "employer", ask.HIRE, one, on="2026-01-05")
    assert await _refused_step(agency, "employer", ask.HIRE, two, on="2026-01-05") == ["NO_PLACE_LEFT"]
    third = await make_seeker(agency, "sena")
    assert await agency.refused("east", ask.PROPOSE, seeker=third["id"], order=order["id"]) == ["NO_PLACE_LEFT"]
    await step(agency, "hana", ask.DECLINE, one)
    agency.on("2026-01-06")
    two = await step(agency, "employer", ask.HIRE, two, on="2026-01-06")
    assert two["order"]["remaining"] == 0


async def test_who_leaves_seeks_again(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    seeker = await make_seeker(agency)
    referral = await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    referral = await step(agency, "employer", ask.HIRE, referral, on="2026-01-05")
    referral = await step(agency, "east", ask.CONFIRM, referral, on="2026-01-05")
    agency.on("2026-02-10")
    referral = await step(agency, "east", ask.RETAIN, referral)
    assert await _refused_step(agency, "east", ask.LEAVE, referral, on="2026-02-11") == ["LEFT_OUTSIDE"]
    assert (await step(agency, "east", ask.LEAVE, referral, on="2026-02-09"))["state"] == "LEFT"
    [registration] = (await agency.see("hana", PERSON, id=seeker["person"]))["jobRegistrations"]["nodes"]
    assert registration["state"] == "ACTIVE"
    [hires] = (await agency.see("east", FIRM, id=firm["id"]))["jobHires"]
    assert (hires["hired"], hires["retained1m"], hires["left"]) == (1, 1, 1)


async def test_a_search_begins_after_counselling_and_one_at_a_time(agency: Agency) -> None:
    await open_centres(agency)
    given = {"name": "김하나", "birthDate": "1983-05-01", "district": "순천시"}
    person = (await agency.do("officer", ask.REGISTER_PERSON, input=given))["id"]
    await agency.admit("hana", kind="person", person=person)
    seeker = await agency.do("hana", ask.REGISTER, person=person, input=A_WISH)
    assert (seeker["state"], seeker["counsellor"], seeker["centre"]["code"]) == ("REGISTERED", None, "JEPA-JOBS-EAST")
    assert await agency.refused("hana", ask.REGISTER, person=person, input=A_WISH) == ["SEEKER_REGISTERED"]
    waiting = [one["source"] for one in (await agency.see("east", TASKS))["tasks"]["nodes"]]
    assert waiting == ["jobs.seekers_without_counsellor"]
    about = {"id": seeker["id"], "version": 1}
    assert await agency.refused("hana", ask.ACTIVATE, **about) == ["STEP_NOT_FOR_YOU"]
    assert await agency.refused("east", ask.ACTIVATE, **about) == ["COUNSELLING_MISSING"]
    await counsel(agency, person, kind="EMPLOYER")
    assert await agency.refused("east", ask.ACTIVATE, **about) == ["COUNSELLING_MISSING"]
    await counsel(agency, person, nextStep="이력서 작성", nextStepDueOn="2026-01-12", outcome="PLAN_MADE")
    active = await agency.do("east", ask.ACTIVATE, **about)
    assert (active["state"], active["counsellor"]) == ("ACTIVE", "east")
    closed = await agency.do("hana", ask.CLOSE_SEEKER, id=seeker["id"], version=active["version"])
    assert closed["state"] == "CLOSED"
    assert (await agency.do("hana", ask.REGISTER, person=person, input=A_WISH))["state"] == "REGISTERED"


async def test_health_is_kept_only_with_its_own_consent_and_removed_with_it(agency: Agency) -> None:
    await open_centres(agency)
    seeker = await make_seeker(agency)
    given = {"id": seeker["id"], "health": "허리 통증", "disability": "지체장애"}
    assert await agency.refused("hana", ask.HEALTH, **given) == ["SENSITIVE_CONSENT_MISSING"]
    notice = {
        "kind": "SENSITIVE", "purpose": "JOB_HEALTH", "items": ["건강", "장애"], "refusalTold": True, "version": "1",
        "retentionUntil": "2027-12-31",
    }  # fmt: skip
    consent = await agency.do("hana", ask.GIVE_CONSENT, person=seeker["person"], notice=notice)
    kept = await agency.do("hana", ask.HEALTH, **given)
    assert kept["health"] == {"health": "허리 통증", "disability": "지체장애"}
    assert await _health(agency, "east", seeker) == {"health": None, "disability": None}
    assert await agency.refused("west", ask.HEALTH, **given) == ["NOT_FOUND"]
    await agency.do("hana", ask.WITHDRAW_CONSENT, id=consent["id"])
    assert await _health(agency, "east", seeker) is None

    async def forgotten() -> bool:
        return await _health(agency, "hana", seeker) is None

    await agency.until(forgotten)  # the platform removes it, by its listener

    await agency.do("hana", ask.GIVE_CONSENT, person=seeker["person"], notice=notice)
    await agency.do("hana", ask.HEALTH, **given)
    await agency.do("hana", ask.CLOSE_SEEKER, id=seeker["id"], version=seeker["version"])
    assert await _health(agency, "hana", seeker) is None
    assert await agency.refused("hana", ask.HEALTH, **given) == ["SEEKER_CLOSED"]
    [left] = await agency.app.database.fetch("select count(*) as n from jobs_health")
    assert left["n"] == 0


@pytest.mark.parametrize("state", ["REGISTERED", "ACTIVE", "PLACED"])
async def test_a_registration_ends_when_its_person_is_erased(agency: Agency, state: str) -> None:
    await open_centres(agency)
    seeker = await make_seeker(agency)
    firm = await make_employer(agency)
    referral = await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    with agency.app.platform.active():
        await agency.app.database.execute("update jobs_seeker set state = $1", state)
        await erase_person(system("test"), person_id=UUID(seeker["person"].partition("_")[2]), reason="요구 / asked")

    async def ended() -> bool:
        [row] = await agency.app.database.fetch("select state, closed_at, live_key from jobs_seeker")
        return (row["state"], row["closed_at"] is not None, row["live_key"]) == ("CLOSED", True, None)

    await agency.until(ended)
    [seen] = (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"]
    assert (seen["id"], seen["state"], seen["candidate"]) == (referral["id"], "DECLINED_BY_SEEKER", None)
    with agency.app.platform.active():
        assert await end_for_destroyed(system("test"), person_ids=[UUID(seeker["person"].partition("_")[2])]) == 0


async def test_a_registration_expires_and_is_renewed(agency: Agency) -> None:
    await open_centres(agency)
    seeker = await make_seeker(agency)
    agency.on("2026-04-05")
    with clock_at(agency.calendar[0]):
        assert await agency.app.run_work("jobs.expire_seekers") == "0"
    agency.on("2026-04-06")
    with clock_at(agency.calendar[0]):
        assert await agency.app.run_work("jobs.expire_seekers") == "1"
    order = await enter_and_open(agency, await make_employer(agency))
    assert await agency.refused("east", ask.PROPOSE, seeker=seeker["id"], order=order["id"]) == ["SEEKER_NOT_ACTIVE"]
    renewed = await agency.do("hana", ask.RENEW, id=seeker["id"], version=seeker["version"] + 1)
    assert (renewed["state"], renewed["validUntil"]) == ("ACTIVE", "2026-07-06")


async def _refused_step(agency: Agency, who: str, document: str, referral: dict[str, Any], **more: Any) -> list[str]:
    return await agency.refused(who, document, id=referral["id"], version=referral["version"], **more)


async def _health(agency: Agency, who: str, seeker: dict[str, Any]) -> Any:
    document = "query ($id: ID!) { jobSeeker(id: $id) { health { health disability } } }"
    return (await agency.see(who, document, id=seeker["id"]))["health"]
