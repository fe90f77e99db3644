"""Matches both ways: hard conditions filter, soft ones score, each part is told; and how many statements it takes."""

from __future__ import annotations

from typing import Any

from tests.plugins.agency import Agency
from tests.plugins.jobs import acts as ask
from tests.plugins.jobs.acts import SET_RULES, consent_to, enter_and_open, make_employer, make_seeker, open_centres

from majung_jobs.reference import default_rules

CANDIDATES = """query ($id: ID!) { jobOrder(id: $id) { candidates {
  score reasons parts { code points of words } seeker { id state counsellor } } } }"""
MATCHES = "query ($id: ID!) { jobSeeker(id: $id) { matches { score reasons order { id title } } } }"


async def test_candidates_of_an_order_come_with_reasons(agency: Agency) -> None:
    await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency))
    best = await make_seeker(agency, certificates=["지게차 운전기능사"], wageMonthKrw=2_200_000)
    far = await make_seeker(agency, "duri", district="여수시", skills=[])

    found = await _candidates(agency, order)

    assert [one["seeker"]["id"] for one in found] == [best["id"], far["id"]]
    assert found[0]["reasons"] == (
        "희망 직종 일치, 같은 시·군, 임금 +300,000원, 주 40시간, 기술 보유, 자격증 보유, 경력 18개월"
    )
    assert found[0]["score"] == 100
    assert "27 km" in found[1]["reasons"]
    assert "자격증 없음: 지게차운전기능사" in found[1]["reasons"]
    assert "기술 없음: CNC" in found[1]["reasons"]
    for one in found:
        assert one["score"] == round(sum(part["points"] for part in one["parts"]))
        assert all(0 <= part["points"] <= part["of"] for part in one["parts"])


async def test_hard_conditions_leave_seekers_out(agency: Agency) -> None:
    await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency), certificatesRequired=["전기기능사"])
    fitting = {"certificates": ["전기기능사"]}
    fits = await make_seeker(agency, "hana", **fitting)
    wishes: list[dict[str, Any]] = [
        {},  # without the certificate
        {**fitting, "occupations": ["0"]},
        {**fitting, "wageMonthKrw": 2_800_001},
        {**fitting, "employment": ["PART_TIME"]},
        {**fitting, "districts": ["목포시"]},
        {**fitting, "withinKm": 10, "district": "여수시"},
        {**fitting, "district": "해남군"},  # 118 km away
        {**fitting, "district": "서울특별시 종로구"},
    ]
    for number, wish in enumerate(wishes):
        await make_seeker(agency, f"seeker{number}", **wish)
    assert [one["seeker"]["id"] for one in await _candidates(agency, order)] == [fits["id"]]


async def test_a_wished_district_and_no_wish_at_all_are_found_too(agency: Agency) -> None:
    await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency))
    coming = await make_seeker(agency, "hana", district="서울특별시 종로구", districts=["순천시"])
    any_work = await make_seeker(agency, "duri", occupations=[], wageMonthKrw=None, employment=[])
    found = {one["seeker"]["id"]: one["reasons"] for one in await _candidates(agency, order)}
    assert found.keys() == {coming["id"], any_work["id"]}
    assert "희망 지역" in found[coming["id"]]
    assert "희망 직종 없음" in found[any_work["id"]]


async def test_each_counsellor_finds_seekers_of_their_own_centre(agency: Agency) -> None:
    centres = await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency))
    own = await make_seeker(agency)
    given = {"name": "박서쪽", "birthDate": "1983-05-01", "district": "순천시"}
    person = (await agency.do("officer", ask.REGISTER_PERSON, input=given))["id"]
    other = await agency.do("west", ask.REGISTER, person=person, input=ask.A_WISH, centre=centres["west"])
    await ask.counsel(agency, person, "west")
    await agency.do("west", ask.ACTIVATE, id=other["id"], version=1)
    assert [one["seeker"]["id"] for one in await _candidates(agency, order)] == [own["id"]]
    assert [one["seeker"]["id"] for one in await _candidates(agency, order, "west")] == [other["id"]]
    assert len(await _candidates(agency, order, "manager")) == 2
    for stranger in ("anonymous", "employer", "bank"):
        assert await _candidates(agency, order, stranger) == []


async def test_orders_for_a_seeker_come_best_first_and_without_those_referred_to(agency: Agency) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    near, better = await enter_and_open(agency, firm), await enter_and_open(agency, firm, wageKrw=2_600_000)
    await enter_and_open(agency, firm, occupationCode="0", title="경리")
    draft = await agency.do("east", ask.ENTER, firm=firm["id"], input=ask.AN_ORDER)
    seeker = await make_seeker(agency)
    matches = await _matches(agency, "hana", seeker)
    assert [one["order"]["id"] for one in matches] == [better["id"], near["id"]]
    assert matches[0]["score"] > matches[1]["score"]
    assert draft["id"] not in {one["order"]["id"] for one in matches}
    await consent_to(agency, seeker["person"], firm["id"])
    await agency.do("east", ask.PROPOSE, seeker=seeker["id"], order=better["id"])
    assert [one["order"]["id"] for one in await _matches(agency, "east", seeker)] == [near["id"]]
    assert await _candidates(agency, better) == []


async def test_weights_are_data(agency: Agency) -> None:
    await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency))
    skilled = await make_seeker(agency, "hana", district="여수시")
    near = await make_seeker(agency, "duri", skills=[])
    assert [one["seeker"]["id"] for one in await _candidates(agency, order)] == [skilled["id"], near["id"]]
    weights = {**dict.fromkeys(default_rules()["weights"], 0), "skills": 1}
    await agency.do("manager", SET_RULES, data={**default_rules(), "weights": weights}, **{"from": "2026-01-05"})
    found = await _candidates(agency, order)
    assert [(one["seeker"]["id"], one["score"]) for one in found] == [(skilled["id"], 100), (near["id"], 0)]
    assert [part["code"] for part in found[0]["parts"]] == ["skills"]


async def test_a_page_of_orders_with_candidates_takes_as_many_statements_as_one(
    agency: Agency, reads: list[str]
) -> None:
    await open_centres(agency)
    firm = await make_employer(agency)
    await make_seeker(agency)
    document = "{ jobOrders { nodes { id candidates(first: 3) { score seeker { state } } } } }"
    counts = []
    for _ in range(2):
        await enter_and_open(agency, firm)
        reads.clear()
        await agency.see("east", document)
        counts.append(len(reads))
    assert counts == [4, 4]  # the orders, the rules, the matches, the seekers
    assert await _too_many(agency) == ["PAGE_TOO_LARGE"]


async def _too_many(agency: Agency) -> list[str]:
    answer = await agency.answer("east", "{ jobOrders { nodes { candidates(first: 101) { score } } } }")
    return [str(one["extensions"]["code"]) for one in answer["errors"]][:1]


async def _candidates(agency: Agency, order: dict[str, Any], who: str = "east") -> list[dict[str, Any]]:
    return list((await agency.see(who, CANDIDATES, id=order["id"]))["candidates"])


async def _matches(agency: Agency, who: str, seeker: dict[str, Any]) -> list[dict[str, Any]]:
    return list((await agency.see(who, MATCHES, id=seeker["id"]))["matches"])


async def test_no_candidates_may_be_asked_for_and_fewer_are_refused(agency: Agency) -> None:
    await open_centres(agency)
    order = await enter_and_open(agency, await make_employer(agency))
    await make_seeker(agency)
    document = "query ($id: ID!, $first: Int!) { jobOrder(id: $id) { candidates(first: $first) { score } } }"
    none = await agency.answer("east", document, id=order["id"], first=0)
    assert none["data"]["jobOrder"]["candidates"] == []
    [error] = (await agency.answer("east", document, id=order["id"], first=-1))["errors"]
    assert error["extensions"]["code"] == "PAGE_ARGUMENTS"
