"""What a counsellor follows: what happens with their own seekers, until these go to another."""

from __future__ import annotations

from tests.plugins.agency import Agency
from tests.plugins.jobs import acts as ask
from tests.plugins.jobs.acts import enter_and_open, make_employer, make_seeker, open_centres, sent

CASELOAD = """subscription C($after: Cursor) { caseload(after: $after) { __typename cursor
    ... on SeekerMoved { registration: action toState } ... on JobReferralMoved { referral: action } } }"""


async def test_counsellors_of_one_centre_follow_their_own_seekers_only(agency: Agency) -> None:
    centres = await open_centres(agency)
    await agency.admit("colleague", kind="official", roles=["officer"], centres=[centres["east"]])
    firm, start = await make_employer(agency), await agency.app.cursor()
    east, other = (agency.following(who, start, CASELOAD) for who in ("east", "colleague"))
    async with east as own, other as others:
        seeker = await make_seeker(agency)
        await sent(agency, seeker, await enter_and_open(agency, firm), firm)
        taken = await agency.do("colleague", ask.TAKE, id=seeker["id"], version=seeker["version"])
        assert await others.until("SeekerTaken") == []
        told = await own.until("SeekerTaken")
        assert [one.get("registration") or one["referral"] for one in told] == [
            "register", "activate", "propose", "send",
        ]  # fmt: skip
        await agency.do("hana", ask.CLOSE_SEEKER, id=seeker["id"], version=taken["version"])
        await others.until("JobReferralMoved")  # what the employer had not decided ends with the registration
        assert others.kinds == ["SeekerTaken", "SeekerMoved", "JobReferralMoved"]
        async with agency.following("colleague", others.heard[0]["cursor"], CASELOAD) as again:
            await again.until("JobReferralMoved")
        assert again.heard == others.heard[1:]
    assert own.kinds[-1] == "SeekerTaken"


async def test_both_counsellors_follow_a_hand_over(agency: Agency) -> None:
    centres = await open_centres(agency)
    seeker, start = await make_seeker(agency), await agency.app.cursor()
    east, west = (agency.following(who, start, CASELOAD) for who in ("east", "west"))
    async with east as giving, west as taking:
        about = {"seeker": seeker["id"], "version": seeker["version"], "to": centres["west"]}
        offered = await agency.do("east", ask.OFFER, **about)
        await agency.do("west", ask.ANSWER, id=offered["id"], version=1, accept=True)
        assert [one["__typename"] for one in await giving.until("SeekerTaken")] == ["HandoverMoved"]
        assert await taking.until("HandoverMoved") == taking.heard[:1]
        assert taking.kinds == ["SeekerTaken", "HandoverMoved"]


async def test_who_counsels_nobody_has_no_caseload(agency: Agency) -> None:
    for who in ("bank", "finance"):
        asked = {"json": {"query": CASELOAD}, "headers": {"authorization": f"Bearer {agency.tokens[who]}"}}
        asked["headers"]["accept"] = "text/event-stream"
        stream = await agency.client.post(f"http://{agency.address}/graphql", **asked)
        assert '"code":"NOT_ALLOWED"' in stream.text, who
