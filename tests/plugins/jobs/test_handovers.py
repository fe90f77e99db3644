"""Seekers who move from one centre to another have an owner at every moment."""

from __future__ import annotations

from typing import Any

from tests.plugins.agency import Agency, change
from tests.plugins.jobs import acts as ask
from tests.plugins.jobs.acts import enter_and_open, make_employer, make_seeker, open_centres, sent

MERGE = change("M", "$input: MergeInput!", "mergePersons(input: $input)", "id")
SEEKER = f"query ($id: ID!) {{ jobSeeker(id: $id) {{ {ask.SEEKER} }} }}"
CASELOADS = "{ jobCaseloads { counsellor active registered centre { code } } }"


async def test_a_seeker_is_seen_at_their_own_centre_only(agency: Agency) -> None:
    await open_centres(agency)
    seeker = await make_seeker(agency)
    assert (await _seen(agency, "east", seeker))["counsellor"] == "east"
    for other in ("west", "officer", "bank", "yeosu"):
        assert await _seen(agency, other, seeker) is None
    assert await _seen(agency, "manager", seeker) is not None
    about = {"id": seeker["id"], "version": seeker["version"]}
    assert await agency.refused("west", ask.TAKE, **about) == ["NOT_FOUND"]


async def test_the_giving_centre_owns_the_seeker_until_the_other_has_accepted(agency: Agency) -> None:
    centres = await open_centres(agency)
    seeker = await make_seeker(agency)
    offered = await _offer(agency, seeker, centres["west"])
    assert (offered["state"], offered["seeker"]["counsellor"]) == ("OFFERED", "east")
    assert (await _seen(agency, "west", seeker))["counsellor"] == "east"
    again = {"seeker": seeker["id"], "version": offered["seeker"]["version"], "to": centres["west"]}
    assert await agency.refused("east", ask.OFFER, **again) == ["HANDOVER_OPEN"]
    about = {"id": offered["id"], "version": offered["version"], "accept": True}
    assert await agency.refused("east", ask.ANSWER, **about) == ["NOT_YOUR_CENTRE"]

    accepted = await agency.do("west", ask.ANSWER, **about)

    assert (accepted["state"], accepted["seeker"]["counsellor"]) == ("ACCEPTED", "west")
    assert accepted["seeker"]["centre"]["code"] == "JEPA-JOBS-WEST"
    assert await _seen(agency, "east", seeker) is None
    assert await agency.refused("west", ask.ANSWER, **{**about, "version": 2}) == ["STEP_NOT_POSSIBLE"]
    loads = await agency.see("manager", CASELOADS)
    west = {"counsellor": "west", "active": 1, "registered": 0, "centre": {"code": "JEPA-JOBS-WEST"}}
    assert loads == [west]


async def test_a_refused_or_withdrawn_offer_leaves_the_seeker_where_they_were(agency: Agency) -> None:
    centres = await open_centres(agency)
    seeker = await make_seeker(agency)
    offered = await _offer(agency, seeker, centres["west"])
    refused = await agency.do("west", ask.ANSWER, id=offered["id"], version=1, accept=False)
    assert (refused["state"], await _seen(agency, "west", seeker)) == ("REFUSED", None)
    kept = await _seen(agency, "east", seeker)
    assert (kept["counsellor"], kept["offeredCentre"]) == ("east", None)
    offered = await _offer(agency, kept, centres["west"])
    assert await agency.refused("west", ask.TAKE_BACK, id=offered["id"], version=1) == ["NOT_YOUR_CENTRE"]
    assert (await agency.do("east", ask.TAKE_BACK, id=offered["id"], version=1))["state"] == "WITHDRAWN"
    kept = await _seen(agency, "east", seeker)
    same = {"seeker": seeker["id"], "version": kept["version"], "to": centres["east"]}
    assert await agency.refused("east", ask.OFFER, **same) == ["HANDOVER_TO_SAME_CENTRE"]


async def _offer(agency: Agency, seeker: dict[str, Any], to: str) -> dict[str, Any]:
    return dict(await agency.do("east", ask.OFFER, seeker=seeker["id"], version=seeker["version"], to=to))


async def _seen(agency: Agency, who: str, seeker: dict[str, Any]) -> Any:
    return await agency.see(who, SEEKER, id=seeker["id"])


async def test_closing_a_registration_ends_its_offer_and_what_employers_have_not_decided(agency: Agency) -> None:
    centres = await open_centres(agency)
    firm = await make_employer(agency)
    seeker = await make_seeker(agency)
    referral = await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    offered = await _offer(agency, seeker, centres["west"])
    await agency.do("hana", ask.CLOSE_SEEKER, id=seeker["id"], version=offered["seeker"]["version"])
    assert await _seen(agency, "west", seeker) is None
    about = {"id": offered["id"], "version": 2, "accept": True}
    assert await agency.refused("west", ask.ANSWER, **about) == ["STEP_NOT_POSSIBLE"]
    [seen] = (await agency.see("employer", ask.SEEN_BY_FIRM))["nodes"]
    assert (seen["state"], seen["candidate"]) == ("DECLINED_BY_SEEKER", None)
    hire = {"id": referral["id"], "version": referral["version"] + 1, "on": "2026-01-05"}
    assert await agency.refused("employer", ask.HIRE, **hire) == ["STEP_NOT_POSSIBLE"]


async def test_a_manager_of_one_si_gun_sees_nothing_of_another_s_seekers(agency: Agency) -> None:
    centres = await open_centres(agency)
    await agency.admit("of yeosu", kind="official", roles=["manager"], districts=["12130"])
    firm = await make_employer(agency)
    seeker = await make_seeker(agency)
    referral = await sent(agency, seeker, await enter_and_open(agency, firm), firm)
    await _offer(agency, seeker, centres["west"])
    everything = "{ jobSeekers { totalCount } jobReferrals { totalCount } }"
    seen = {who: await agency.see(who, everything) for who in ("manager", "of yeosu")}
    assert [one["totalCount"] for one in seen["manager"].values()] == [1, 1]
    assert [one["totalCount"] for one in seen["of yeosu"].values()] == [0, 0]
    about = {"id": referral["id"], "version": referral["version"]}
    assert await agency.refused("of yeosu", ask.NO_HIRE, **about) == ["NOT_FOUND"]


async def test_two_persons_who_are_one_keep_one_running_registration(agency: Agency) -> None:
    await open_centres(agency)
    one, other = await make_seeker(agency), await make_seeker(agency, "duri")
    pair = {"merged": other["person"], "survivor": one["person"], "reason": "같은 사람"}
    assert await agency.refused("manager", MERGE, input=pair) == ["MERGE_CLASH"]
    await agency.do("east", ask.CLOSE_SEEKER, id=other["id"], version=other["version"])
    await agency.do("manager", MERGE, input=pair)
    document = "query ($id: ID!) { person(id: $id) { jobRegistrations { nodes { state } } } }"
    seen = await agency.see("manager", document, id=one["person"])
    assert sorted(row["state"] for row in seen["jobRegistrations"]["nodes"]) == ["ACTIVE", "CLOSED"]
