"""Lives that end otherwise: no loan comes of the letter, or the loan's support must come back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

import pytest
from tests.plugins.agency import Agency
from tests.plugins.growth_fund.graph import documents as ask
from tests.plugins.growth_fund.graph.acts import (
    FACILITY,
    Case,
    announce,
    apply,
    budget,
    lend,
    pay_month,
    recommend,
    register,
    screen,
)

from majung.clock import clock_at
from majung.money.reads import reconcile


async def recommended(agency: Agency) -> Case:
    """A facility loan of 800 million won, recommended on 10 March 2026 after a visit of the site."""
    year = await announce(agency, FACILITY, "POLICY")
    case = await register(agency, "해남고구마가공", "agent")
    agency.on("2026-03-10")
    answers = {"route": "MANUFACTURER", "manufacturing_pct": "85", "facility_krw": 800_000_000, "working_krw": None}
    await apply(agency, year, case, **answers)
    await screen(agency, case, visit=True)
    assert case.application["state"] == "SITE_VISIT"
    about = {"application": case.application["id"], "version": case.application["version"]}
    visit = {"visitedOn": "2026-03-10", "passed": True, "factoryFound": True, "equipmentFound": False}
    await agency.do("officer", ask.VISIT, **about, visit=visit)
    case.application = await agency.see("decider", ask.APPLICATION, id=about["application"])
    await recommend(agency, case, facilityKrw=800_000_000)
    assert await budget(agency, "VOLUME") == (800_000_000, 0, 0)
    return case


async def lapses(agency: Agency, case: Case) -> str:
    """The bank does not answer until the last day."""
    for day in ("2026-06-08", "2026-06-09"):
        agency.on(day)
        with clock_at(agency.calendar[0]):
            await agency.app.run_work("growth_fund.expire_recommendations")
    return "EXPIRED"


async def declined(agency: Agency, case: Case) -> str:
    """The bank finds the security too small."""
    await agency.do("bank", ask.DECLINE, letter=case.letter["id"], version=case.letter["version"])
    return "BANK_DECLINED"


async def withdrawn(agency: Agency, case: Case) -> str:
    """The firm does not want the loan any more."""
    seen = await agency.see("agent", ask.APPLICATION, id=case.application["id"])
    done = await agency.do("agent", ask.WITHDRAW, id=seen["id"], version=seen["version"])
    assert done["state"] == "WITHDRAWN"
    return "CANCELLED"


@pytest.mark.parametrize("ends", [lapses, declined, withdrawn])
async def test_letter_without_a_loan_frees_its_budget(
    agency: Agency, ends: Callable[[Agency, Case], Awaitable[str]]
) -> None:
    case = await recommended(agency)

    state = await ends(agency, case)

    assert await budget(agency, "VOLUME") == (0, 0, 0)
    seen = await agency.see("agent", ask.APPLICATION, id=case.application["id"])
    [letter] = seen["recommendations"]["nodes"]
    assert (letter["state"], seen["state"] in {"ENDED", "WITHDRAWN"}) == (state, True)
    [record] = (await agency.see("agent", ask.FIRM, firm=case.firm))["supportRecords"]["nodes"]
    assert (record["status"], record["paidKrw"]) == ("CANCELLED", 0)
    execution = {"amountKrw": 1, "executedOn": "2026-03-10", "bankPct": "3", "number": "1"}
    answer = {"letter": letter["id"], "version": letter["version"], "execution": execution}
    assert await agency.refused("bank", ask.EXECUTE, **answer) == ["STEP_NOT_POSSIBLE"]
    agency.on("2026-06-10")
    assert await agency.see("bank", ask.FIRM, firm=case.firm) is None
    with agency.app.platform.active():
        assert await reconcile(await agency.app.official()) == []


async def test_support_of_a_firm_that_moved_away_comes_back(agency: Agency) -> None:
    year = await announce(agency)
    case = await register(agency, "해남고구마가공", "agent")
    agency.on("2026-03-10")
    await apply(agency, year, case)
    await screen(agency, case, visit=False)
    await recommend(agency, case)
    agency.on("2026-03-12")
    await lend(agency, case)
    agency.on("2026-05-04")
    await pay_month(agency, year, "2026-04-01", "2026-05-04", 493_150)

    agency.on("2026-05-20")
    case.loan = await agency.see("officer", ask.LOAN, id=case.loan["id"]) | {"id": case.loan["id"]}
    about = {"id": case.loan["id"], "version": case.loan["version"], "ground": "MOVED_OUT", "causeOn": "2026-04-16"}
    assert await agency.refused("bank", ask.CANCEL, **about) == ["STEP_NOT_FOR_YOU"]
    assert await agency.refused("officer", ask.CANCEL, **{**about, "ground": "ARREARS"}) == ["GROUND_NOT_IN_FORCE"]
    cancelled = await agency.do("officer", ask.CANCEL, **about)
    versioned = {"id": cancelled["id"], "version": cancelled["version"]}
    assert await agency.refused("officer", ask.CLOSE_LOAN, **versioned) == ["MONEY_MUST_COME_BACK"]
    assert await agency.refused("officer", ask.CLAW_BACK, **versioned) == ["NOT_ALLOWED"]
    called = await agency.do("decider", ask.CLAW_BACK, **versioned)
    back = called["clawback"]
    assert (back["amountKrw"], back["dueOn"], back["status"]) == (493_150 - 246_575, "2026-06-09", "ORDERED")

    own = await agency.see("agent", ask.LOAN, id=case.loan["id"])
    assert own["clawback"] == {"amountKrw": back["amountKrw"], "status": "ORDERED"}
    assert (await agency.see("bank", ask.LOAN, id=case.loan["id"]))["clawback"] is None
    owed = back["amountKrw"] + back["interestKrw"]
    paying = {"clawback": back["id"], "on": "2026-05-20"}
    assert await agency.refused("finance", ask.RETURN, **paying, amount=owed + 1) == ["MORE_THAN_OWED"]
    returned = await agency.do("finance", ask.RETURN, **paying, amount=owed)
    assert (returned["status"], returned["returnedKrw"]) == ("RETURNED", owed)
    closed = await agency.do("officer", ask.CLOSE_LOAN, id=called["id"], version=called["version"])
    assert closed["state"] == "CLOSED"
    [record] = (await agency.see("agent", ask.FIRM, firm=case.firm))["supportRecords"]["nodes"]
    assert (record["status"], record["paidKrw"], record["returnedKrw"]) == ("CLAWED_BACK", 493_150, back["amountKrw"])
    with agency.app.platform.active():
        assert await reconcile(await agency.app.official()) == []
