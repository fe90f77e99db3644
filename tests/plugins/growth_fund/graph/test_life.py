"""The whole life of one loan, asked for and changed over HTTP by everybody who has a part in it."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import Any

from tests.plugins.agency import Agency
from tests.plugins.growth_fund.graph import documents as ask
from tests.plugins.growth_fund.graph.acts import (
    Case,
    Year,
    announce,
    apply,
    budget,
    lend,
    pay_month,
    recommend,
    register,
    screen,
    visit_and_score,
)

from majung.money.reads import reconcile


async def test_one_loan_from_the_announcement_to_its_last_won(agency: Agency) -> None:
    year = await announce(agency)
    case = await register(agency, "해남고구마가공", "agent")
    await register(agency, "목포어묵", "rival")
    start = await agency.app.cursor()
    agency.on("2026-03-10")

    [seen] = (await agency.see("anonymous", ask.CALLS))["nodes"]
    assert seen["title"] == "2026년 은행자금(경영안정) 1차"
    told = await agency.see("agent", ask.ELIGIBILITY, firm=case.firm, product=year.product)
    unknown = {one["code"]: one["needs"] for one in told["findings"] if one["outcome"] != "PASS"}
    assert (told["verdict"], unknown) == ("UNKNOWN", {"NATIONAL_TAX": "DOCUMENT", "LOCAL_TAX": "DOCUMENT"})

    await apply(agency, year, case)
    await screen(agency, case, visit=True)
    await visit_and_score(agency, year, case)
    await before_the_letter(agency, case)
    await not_just_anything_is_recommended(agency, case)
    await recommend(agency, case)
    assert (case.letter["state"], case.letter["validUntil"]) == ("RECOMMENDED", "2026-06-08")
    assert await budget(agency, "VOLUME") == (300_000_000, 0, 0)
    await after_the_letter(agency, case)

    agency.on("2026-03-12")
    cursors = await lend_while_they_follow(agency, case, start)
    assert await budget(agency, "VOLUME") == (0, 300_000_000, 0)
    jobs = {"loan": case.loan["id"], "on": "2026-03-12", "jobs": 2}
    assert (await agency.do("agent", ask.JOBS, **jobs))["jobs"] == 2
    assert await agency.refused("rival", ask.JOBS, **jobs) == ["NOT_FOUND"]

    agency.on("2026-04-02")
    await pay_month(agency, year, "2026-03-01", "2026-04-02", 300_000_000 * 2 * 20 // 100 // 365)
    agency.on("2026-05-04")
    await pay_month(agency, year, "2026-04-01", "2026-05-04", 493_150)
    paid = 328_767 + 493_150
    assert await budget(agency, "SUBSIDY") == (0, paid, paid)
    await while_it_runs(agency, case, paid)
    await help_that_was_not_announced_is_not_given(agency, case)

    agency.on("2028-03-13")
    over = {"id": case.loan["id"], "version": await version_of(agency, case), "on": "2028-03-12", "balance": 0}
    assert await agency.refused("agent", ask.BALANCE, **over) == ["NOT_FOR_KIND"]
    done = await agency.do("bank", ask.BALANCE, **over)
    assert (done["state"], done["outstandingKrw"], done["endedOn"]) == ("REPAID", 0, "2028-03-12")
    await after_the_end(agency, case)
    await who_followed_goes_on_where_they_were(agency, year, cursors)
    with agency.app.platform.active():
        assert await reconcile(await agency.app.official()) == []


async def before_the_letter(agency: Agency, case: Case) -> None:
    """Nobody outside the agency and the firm knows of the application."""
    about = {"id": case.application["id"]}
    for who in ("rival", "bank", "other bank", "anonymous", "yeosu"):
        assert await agency.see(who, ask.APPLICATION, **about) is None
        assert await agency.see(who, ask.FIRM, firm=case.firm) is None
    own = await agency.see("agent", ask.APPLICATION, **about)
    assert (own["state"], own["siteVisits"]["totalCount"], own["scoreSheets"]["nodes"], own["committeeResult"]) == (
        "SCORED",
        0,
        [],
        None,
    )
    firm = await agency.see("agent", ask.FIRM, firm=case.firm)
    assert firm["representative"] == "홍길동"
    for who in ("officer", "auditor"):
        assert (await agency.see(who, ask.FIRM, firm=case.firm))["representative"] == "홍*동"


async def not_just_anything_is_recommended(agency: Agency, case: Case) -> None:
    """Only those who decide recommend, and only what the caps leave."""
    offer: dict[str, Any] = {"workingKrw": 300_000_000, "grantedPct": "2.0"}
    about = {"application": case.application["id"], "version": case.application["version"]}
    assert await agency.refused("officer", ask.RECOMMEND, **about, offer=offer) == ["NOT_ALLOWED"]
    too_much = {**offer, "workingKrw": 300_000_001}
    assert await agency.refused("decider", ask.RECOMMEND, **about, offer=too_much) == ["ABOVE_HEADROOM"]


async def after_the_letter(agency: Agency, case: Case) -> None:
    """The letter makes the firm known to its bank, and to no other."""
    [letter] = (await agency.see("bank", ask.LETTERS))["nodes"]
    assert (letter["number"], letter["amountKrw"]) == (case.letter["number"], 300_000_000)
    assert (letter["firm"]["name"], letter["firm"]["representative"]) == ("해남고구마가공", "홍*동")
    assert letter["application"] is None
    assert (await agency.see("other bank", ask.LETTERS))["nodes"] == []
    assert (await agency.see("rival", ask.LETTERS))["nodes"] == []
    told = await agency.see("bank", ask.FIRM, firm=case.firm)
    assert (told["applications"]["totalCount"], told["supportRecords"]["totalCount"]) == (0, 0)
    families = {one["family"]: one for one in told["fundFamilies"]}
    assert (families["BANK"]["recommendedKrw"], families["BANK"]["headroomKrw"]) == (300_000_000, None)
    own = {one["family"]: one for one in (await agency.see("agent", ask.FIRM, firm=case.firm))["fundFamilies"]}
    assert (own["BANK"]["recommendedKrw"], own["BANK"]["headroomKrw"]) == (300_000_000, 0)


async def while_it_runs(agency: Agency, case: Case, paid: int) -> None:
    """Each sees the running loan from their own side; only those who audit see who read what."""
    views = {
        who: await agency.see(who, ask.LOAN, id=case.loan["id"]) for who in ("officer", "agent", "bank", "auditor")
    }
    for seen in views.values():
        assert (seen["state"], seen["outstandingKrw"], seen["bank"]["nameKo"]) == ("ACTIVE", 300_000_000, "광주은행")
        assert [line["amountKrw"] for line in seen["subsidyLines"]["nodes"]] == [493_150, 328_767]
    settlements = {who: [line["settlement"] for line in views[who]["subsidyLines"]["nodes"]] for who in views}
    assert settlements["officer"] == settlements["auditor"] == [{"state": "PAID"}] * 2
    assert settlements["agent"] == settlements["bank"] == [None, None]
    assert [views[who]["application"] is None for who in ("officer", "agent", "bank")] == [False, False, True]
    assert [len(views[who]["jobsReports"]["nodes"]) for who in ("officer", "agent", "bank")] == [1, 1, 0]
    for who in ("rival", "other bank", "anonymous", "yeosu"):
        assert await agency.see(who, ask.LOAN, id=case.loan["id"]) is None
    lists = {who: await agency.see(who, ask.SETTLEMENTS) for who in ("officer", "bank", "agent", "other bank")}
    counted = {who: [one["totalCount"] for one in lists[who].values()] for who in lists}
    assert counted == {"officer": [2, 2, 2], "bank": [0, 2, 2], "agent": [0, 0, 2], "other bank": [0, 0, 0]}
    record = (await agency.see("agent", ask.FIRM, firm=case.firm))["supportRecords"]["nodes"]
    assert record == [{"decidedKrw": 300_000_000, "paidKrw": paid, "returnedKrw": 0, "status": "ACTIVE"}]
    by_year = (await agency.see("officer", ask.FIRM, firm=case.firm))["subsidyPaidByYear"]
    assert by_year == [{"year": 2026, "amountKrw": paid}]
    records = (await agency.see("auditor", ask.ACCESS))["nodes"]
    assert {("partner", "firm", False), ("official", "firm", False)} <= {
        (one["kind"], one["readTable"], one["unmasked"]) for one in records
    }
    [error] = (await agency.answer("officer", ask.ACCESS))["errors"]
    assert error["extensions"]["code"] == "NOT_ALLOWED"


async def help_that_was_not_announced_is_not_given(agency: Agency, case: Case) -> None:
    """The year's notice has no relief, and every month was paid as computed."""
    about = {"id": case.loan["id"], "version": await version_of(agency, case)}
    fell = {"kind": "DEFER", "months": 6, "on": "2026-05-04", "salesBeforeKrw": 100, "salesAfterKrw": 50}
    assert await agency.refused("officer", ask.RELIEF, **about, relief=fell) == ["TERM_NOT_KNOWN"]
    assert await agency.refused("officer", ask.UNDERPAID, loan=case.loan["id"]) == ["NOTHING_WRONG"]


async def version_of(agency: Agency, case: Case) -> int:
    """The version of the loan as its bank sees it now."""
    return int((await agency.see("bank", ask.LOAN, id=case.loan["id"]))["version"])


async def after_the_end(agency: Agency, case: Case) -> None:
    """The application has ended with its loan; from the next day on the bank knows the firm no longer."""
    own = await agency.see("agent", ask.APPLICATION, id=case.application["id"])
    assert own["state"] == "ENDED"
    firm = await agency.see("agent", ask.FIRM, firm=case.firm)
    assert firm["supportRecords"]["nodes"][0]["status"] == "FINISHED"
    assert {one["family"]: one["outstandingKrw"] for one in firm["fundFamilies"]}["BANK"] == 0
    agency.on("2028-03-14")
    assert await agency.see("bank", ask.FIRM, firm=case.firm) is None
    kept = await agency.see("bank", ask.LOAN, id=case.loan["id"])
    assert (kept["state"], kept["firm"]) == ("REPAID", None)


APPLIED = [
    "ApplicationStarted",
    "ApplicationMoved", "ApplicationSubmitted",
    "ApplicationMoved",
    "ApplicationMoved", "ApplicationDecided",
    "ApplicationMoved",
    "ApplicationMoved",
]  # fmt: skip
"""Started, handed in, screened, found eligible, visited, scored."""
RECOMMENDED = ["ApplicationMoved", "ApplicationDecided", "SupportGranted", "LoanRecommended"]
LENT = ["LoanExecuted", "LoanActivated"]
MONTH = ["InterestSettled", "BankClaimCompared", "PaymentMade", "SubsidyPaid"]
CONCERNED = ("agent", "bank", "officer")
OUTSIDE = ("rival", "other bank", "anonymous", "yeosu")


async def lend_while_they_follow(agency: Agency, case: Case, start: str) -> dict[str, str]:
    """The bank lends while everybody follows from the beginning; where each of them stopped listening."""
    async with AsyncExitStack() as stack:
        followers = {
            who: await stack.enter_async_context(agency.following(who, start, ask.UPDATES))
            for who in (*CONCERNED, *OUTSIDE)
        }
        before = await asyncio.gather(
            *(followers[who].until("LoanRecommended") for who in ("agent", "bank", "officer"))
        )
        assert [len(one) for one in before] == [len(APPLIED) + 3, 0, len(APPLIED) + 3]
        await lend(agency, case)
        await asyncio.gather(*(followers[who].until("LoanActivated") for who in CONCERNED))
        assert followers["agent"].kinds == [*APPLIED, *RECOMMENDED, *LENT]
        assert followers["officer"].kinds == [*APPLIED, *RECOMMENDED, *LENT]
        assert followers["bank"].kinds == ["LoanRecommended", *LENT]
        assert [followers[who].heard for who in OUTSIDE] == [[], [], [], []]
        told = followers["bank"].heard
        assert [one["subject"] for one in told] == [{"__typename": kind} for kind in ("Recommendation", "Loan", "Loan")]
        assert told[1]["principalKrw"] == 300_000_000
        return {who: follower.heard[-1]["cursor"] if follower.heard else start for who, follower in followers.items()}


async def who_followed_goes_on_where_they_were(agency: Agency, year: Year, cursors: dict[str, str]) -> None:
    """Two years later everybody resumes from their cursor: nothing is missing, nothing comes twice."""
    await agency.do("manager", ask.CLOSE_CALL, id=year.call, version=year.call_version)
    heard: dict[str, list[str]] = {}
    for who, cursor in cursors.items():
        async with agency.following(who, cursor, ask.UPDATES) as follower:
            heard[who] = [one["__typename"] for one in await follower.until("CallClosed")]
    repaid = ["BalanceReported", "SupportEnded", "ApplicationMoved", "LoanRepaid"]
    assert heard["officer"] == ["JobsReported", *MONTH, *MONTH, *repaid]
    assert heard["bank"] == [*MONTH, *MONTH, "BalanceReported", "LoanRepaid"]
    assert heard["agent"] == ["JobsReported", "PaymentMade", "PaymentMade", *repaid]
    assert [heard[who] for who in OUTSIDE] == [[], [], [], []]
