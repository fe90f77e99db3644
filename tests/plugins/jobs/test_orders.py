"""Job orders: entered, checked by law, opened, changed, renewed, asked about, closed; over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugins.agency import Agency
from tests.plugins.jobs import acts as ask
from tests.plugins.jobs.acts import AN_ORDER, enter_and_open, make_employer, open_centres

from majung_jobs.reference import default_rules

PUBLIC = "{ jobOrders { nodes { id number title state remaining firm { name } } } }"
NOTICES = (
    "query ($id: ID!) { firm(id: $id) { notices { nodes { kind title } } jobOrders { nodes { state closeReason } } } }"
)


async def test_an_order_is_entered_by_the_firm_and_seen_by_everyone_once_open(agency: Agency) -> None:
    await open_centres(agency)
    firm, _ = await make_employer(agency), await make_employer(agency, "rival", "여수화학")
    draft = await agency.do("employer", ask.ENTER, firm=firm["id"], input=AN_ORDER)
    assert (draft["state"], draft["number"], draft["centre"]["code"]) == ("DRAFT", None, "JEPA-JOBS-EAST")
    assert (await agency.see("anonymous", PUBLIC))["nodes"] == []
    assert (await agency.see("rival", PUBLIC))["nodes"] == []
    assert await agency.refused("rival", ask.OPEN, id=draft["id"], version=1) == ["NOT_FOUND"]
    assert await agency.refused("rival", ask.ENTER, firm=firm["id"], input=AN_ORDER) == ["NOT_ALLOWED"]

    opened = await agency.do("employer", ask.OPEN, id=draft["id"], version=draft["version"])

    assert (opened["state"], opened["number"], opened["validUntil"]) == ("OPEN", "2026-000001", "2026-03-05")
    [seen] = (await agency.see("anonymous", PUBLIC))["nodes"]
    assert (seen["number"], seen["remaining"]) == ("2026-000001", 1)
    assert (await enter_and_open(agency, firm))["number"] == "2026-000002"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"conditions": "만 35세 이하 우대"}, "UNLAWFUL_CONDITION"),
        ({"title": "경리 여직원 모집"}, "UNLAWFUL_CONDITION"),
        ({"duties": "호남 출신 우대"}, "UNLAWFUL_CONDITION"),
        ({"conditions": "미혼자 우대"}, "UNLAWFUL_CONDITION"),
        (
            {"conditions": "만 35세 이하", "ground": "GENUINE_REQUIREMENT", "duties": "미혼자 우대"},
            "UNLAWFUL_CONDITION",
        ),
        ({"wageKrw": 2_156_879}, "BELOW_MINIMUM_WAGE"),
        ({"wageKind": "HOUR", "wageKrw": 10_319}, "BELOW_MINIMUM_WAGE"),
    ],
)
async def test_an_unlawful_order_is_not_opened(agency: Agency, changed: dict[str, Any], code: str) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    draft = await agency.do("east", ask.ENTER, firm=firm["id"], input={**AN_ORDER, **changed})

    assert await agency.refused("east", ask.OPEN, id=draft["id"], version=draft["version"]) == [code]

    assert (await agency.see("anonymous", PUBLIC))["nodes"] == []


async def test_the_refusal_names_the_law_and_the_words_and_the_least_wage(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)

    async def why(**changed: Any) -> dict[str, Any]:
        draft = await agency.do("east", ask.ENTER, firm=firm["id"], input={**AN_ORDER, **changed})
        payload = await agency.see(
            "east", ask.OPEN.replace("code message", "code message details"), id=draft["id"], version=1
        )
        return dict(payload["refusals"][0])

    unlawful = await why(conditions="만 35세 이하")
    assert unlawful["details"]["rule"] == "AGE"
    assert "고령자고용법" in unlawful["message"]
    assert "35세 이하" in unlawful["message"]
    assert "GENUINE_REQUIREMENT" in unlawful["message"]
    assert "2,156,880" in (await why(wageKrw=2_000_000))["message"]


async def test_a_ground_makes_a_condition_lawful_and_is_kept_with_it(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    changed = {"conditions": "60세 이상", "ground": "OLDER_WORKERS_PROGRAM"}
    opened = await enter_and_open(agency, firm, **changed)
    [found] = opened["findings"]
    assert (found["rule"], found["ground"]) == ("AGE", "OLDER_WORKERS_PROGRAM")


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"occupationCode": "77"}, "OCCUPATION_UNKNOWN"),
        ({"occupationCode": "생산"}, "OCCUPATION_UNKNOWN"),
        ({"district": "아무데"}, "INVALID_VALUE"),
        ({"employment": "FOREVER"}, "ORDER_INCOMPLETE"),
        ({"wageKind": "WEEK"}, "ORDER_INCOMPLETE"),
        ({"wageKrw": 0}, "ORDER_INCOMPLETE"),
        ({"hoursWeek": "80"}, "ORDER_INCOMPLETE"),
        ({"headcount": 0}, "ORDER_INCOMPLETE"),
        ({"title": " "}, "ORDER_INCOMPLETE"),
        ({"ground": "BECAUSE"}, "GROUND_UNKNOWN"),
        ({"skills": ["x"] * 51}, "ORDER_INCOMPLETE"),
        ({"duties": "문의 900101-1234567"}, "RESIDENT_NUMBER_REFUSED"),
    ],
)
async def test_bad_input_is_refused_with_what_would_be_right(
    agency: Agency, changed: dict[str, Any], code: str
) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    assert await agency.refused("east", ask.ENTER, firm=firm["id"], input={**AN_ORDER, **changed}) == [code]


@pytest.mark.parametrize("hours", ["NaN", "Infinity", "-inf", "1e400", "forty"])
async def test_what_is_no_number_of_hours_is_refused_before_anything(agency: Agency, hours: str) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    answer = await agency.answer("east", ask.ENTER, firm=firm["id"], input={**AN_ORDER, "hoursWeek": hours})
    assert [one["extensions"]["code"] for one in answer["errors"]] == ["VARIABLES_INVALID"]


async def test_an_open_order_is_checked_again_when_it_is_changed(agency: Agency) -> None:
    await open_centres(agency)
    opened = await enter_and_open(agency, await make_employer(agency))
    about = {"id": opened["id"], "version": opened["version"]}
    assert await agency.refused("employer", ask.CHANGE, **about, input={"conditions": "남성만"}) == [
        "UNLAWFUL_CONDITION"
    ]
    assert await agency.refused("employer", ask.CHANGE, **about, input={"wageKrw": 1}) == ["BELOW_MINIMUM_WAGE"]
    changed = await agency.do("employer", ask.CHANGE, **about, input={"wageKrw": 2_700_000, "headcount": 3})
    assert (changed["wageMonthKrw"], changed["remaining"]) == (2_700_000, 3)
    assert await agency.refused("employer", ask.CHANGE, **about, input={"headcount": 2}) == ["VERSION_CONFLICT"]


async def test_an_order_runs_as_long_as_the_rules_of_its_day_say(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    draft = await agency.do("east", ask.ENTER, firm=firm["id"], input=AN_ORDER)
    about = {"id": draft["id"], "version": draft["version"]}
    for day in ("2026-01-19", "2026-03-06"):
        assert await agency.refused("east", ask.OPEN, **about, until=day) == ["ORDER_PERIOD"]
    rules = {**default_rules(), "order_months": 1, "minimum_wages": {"2026": 12_000}}
    assert await agency.refused("east", ask.SET_RULES, data=rules, **{"from": "2026-01-06"}) == ["NOT_ALLOWED"]
    assert await agency.refused("manager", ask.SET_RULES, data=rules, **{"from": "2026-01-04"}) == ["JOB_RULES_PAST"]
    assert await agency.refused("manager", ask.SET_RULES, data={}, **{"from": "2026-01-06"}) == ["JOB_RULES_WRONG"]
    await agency.do("manager", ask.SET_RULES, data=rules, **{"from": "2026-01-06"})
    agency.on("2026-01-06")
    assert await agency.refused("east", ask.OPEN, **about) == ["BELOW_MINIMUM_WAGE"]
    changed = await agency.do("east", ask.CHANGE, **about, input={"wageKrw": 2_508_000})
    opened = await agency.do("east", ask.OPEN, id=draft["id"], version=changed["version"])
    assert opened["validUntil"] == "2026-02-06"


async def test_the_minimum_wage_of_the_year_must_be_known(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    agency.on("2027-01-04")
    draft = await agency.do("east", ask.ENTER, firm=firm["id"], input=AN_ORDER)
    assert await agency.refused("east", ask.OPEN, id=draft["id"], version=1) == ["MINIMUM_WAGE_UNKNOWN"]


async def test_an_order_expires_and_is_renewed(agency: Agency) -> None:
    await open_centres(agency)
    opened = await enter_and_open(agency, await make_employer(agency))
    agency.on("2026-03-05")
    assert await _work(agency, "jobs.expire_orders") == "0"
    agency.on("2026-03-06")
    assert await _work(agency, "jobs.expire_orders") == "1"
    assert (await agency.see("anonymous", PUBLIC))["nodes"] == []
    renewed = await agency.do("employer", ask.OPEN, id=opened["id"], version=opened["version"] + 1)
    assert (renewed["state"], renewed["number"], renewed["validUntil"]) == ("OPEN", opened["number"], "2026-05-06")


async def test_a_stale_order_is_asked_about_and_closed_without_an_answer(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    first, second = await enter_and_open(agency, firm), await enter_and_open(agency, firm)
    agency.on("2026-02-03", 8)
    assert await _work(agency, "jobs.ask_about_orders") == "0"
    agency.on("2026-02-05")
    assert await _work(agency, "jobs.ask_about_orders") == "2"
    assert await _work(agency, "jobs.ask_about_orders") == "0"
    seen = await agency.see("employer", NOTICES, id=firm["id"])
    assert [one["kind"] for one in seen["notices"]["nodes"]] == ["JOB_ORDER_STANDS"] * 2
    await agency.do("employer", ask.CONFIRM_ORDER, id=first["id"], version=first["version"] + 1)
    agency.on("2026-02-12")
    assert await _work(agency, "jobs.ask_about_orders") == "0"
    agency.on("2026-02-13")
    assert await _work(agency, "jobs.ask_about_orders") == "1"
    states = {one["id"]: one["state"] for one in (await agency.see("east", PUBLIC))["nodes"]}
    assert (states[first["id"]], states[second["id"]]) == ("OPEN", "CLOSED")


async def _work(agency: Agency, name: str) -> str:
    """Do a piece of scheduled work on the agency's day; how many rows it was about."""
    from majung.clock import clock_at

    with clock_at(agency.calendar[0]):
        return await agency.app.run_work(name)
