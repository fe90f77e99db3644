"""Claims that are checked at the same time share what is left: no cap and no budget is paid twice."""

from __future__ import annotations

import asyncio
from typing import Any

from tests.plugins.agency import Agency
from tests.plugins.export_costs import acts as ask
from tests.plugins.export_costs.acts import announce, apply, cost, register, select


async def test_claims_of_a_firm_share_the_month_s_cap(agency: Agency) -> None:
    claimed = await _claims(agency, firms=1, each=4, budget_krw=10_000_000)

    answers = await _check_all(agency, claimed)

    approved = [one["record"]["claim"]["approvedKrw"] for one in answers if one["record"]]
    assert sum(approved) == 500_000
    assert sorted(approved) == [80_000, 420_000]
    codes = [refusal["code"] for one in answers for refusal in one["refusals"]]
    assert codes == ["NOTHING_TO_PAY_BACK"] * 2


async def test_firms_share_what_the_budget_has_left(agency: Agency) -> None:
    claimed = await _claims(agency, firms=3, each=1, budget_krw=1_000_000)

    answers = await _check_all(agency, claimed)

    approved = [one["record"]["claim"]["approvedKrw"] for one in answers]
    assert sorted(approved) == [160_000, 420_000, 420_000]
    assert sorted(one["record"]["bound"] for one in answers) == ["BUDGET", "RATE", "RATE"]
    batch = {"costs": [one["record"]["id"] for one in answers], "number": "2026-1", "on": "2026-03-25"}
    assert (await agency.do("finance", ask.PAY, **batch))["amountKrw"] == 1_000_000


async def _claims(agency: Agency, *, firms: int, each: int, budget_krw: int) -> list[dict[str, Any]]:
    call = await announce(agency, budget_krw=budget_krw)
    agency.on("2026-03-20")
    claimed = []
    for number in range(firms):
        case = await register(agency, f"해남김{number}", f"agent{number}")
        await apply(agency, call, case)
        await select(agency, case)
        for turn in range(each):
            given = cost(case, f"{number}-{turn}", 600_000)
            given["receipts"][2]["currency"] = "KRW"
            claimed.append(await agency.do(case.who, ask.CLAIM, input=given))
    return claimed


async def _check_all(agency: Agency, claimed: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return await asyncio.gather(
        *(agency.see("manager", ask.CHECK, id=one["id"], version=one["version"]) for one in claimed)
    )
