"""Appointments and fairs: no place is given twice, also when many book at once."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from tests.plugins.agency import Agency, change
from tests.plugins.jobs.acts import REGISTER_PERSON, make_employer, open_centres

SLOT = "id version kind placesLeft startsAt"
OFFER = change("O", "$input: JobSlotInput!", "offerJobSlot(input: $input)", SLOT)
BOOK = change(
    "B", "$slot: ID!, $person: ID!", "bookJobSlot(slot: $slot, person: $person)", "id version state slot { placesLeft }"
)
CANCEL = change("C", "$id: ID!, $version: Int!", "cancelJobBooking(id: $id, version: $version)", "id state")
CAME = change(
    "A", "$id: ID!, $version: Int!", "recordJobAttendance(id: $id, version: $version, came: true)", "id state"
)
FAIR = change(
    "F",
    "$centre: ID!, $from: Date!, $to: Date!",
    'planJobFair(title: "동부권 채용박람회", place: "순천만", startsOn: $from, endsOn: $to, centre: $centre)',
    "id startsOn",
)
BOOTH = change(
    "T",
    "$fair: ID!, $firm: ID!, $booth: String!",
    "giveJobFairBooth(fair: $fair, firm: $firm, booth: $booth)",
    "id booth",
)
FREE = '{ jobSlots(where: { free: true, kinds: ["COUNSELLING"] }) { nodes { id placesLeft } } }'
FAIRS = "{ jobFairs { nodes { title booths { nodes { booth firm { name } } } slots { nodes { kind placesLeft } } } } }"


async def test_many_book_the_last_places_at_once(agency: Agency) -> None:
    await open_centres(agency)
    slot = await _slot(agency, capacity=3)
    persons = [await _person(agency, f"김{number}") for number in range(8)]

    answers = await asyncio.gather(*(agency.see("east", BOOK, slot=slot["id"], person=person) for person in persons))

    assert sum(one["record"] is not None for one in answers) == 3
    assert {code["code"] for one in answers for code in one["refusals"]} == {"SLOT_FULL"}
    assert (await agency.see("anonymous", FREE))["nodes"] == []


async def test_a_person_is_at_one_place_at_a_time(agency: Agency) -> None:
    await open_centres(agency)
    person = await _person(agency)
    one, overlapping = await _slot(agency, capacity=2), await _slot(agency, 10, 30, capacity=2)
    after = await _slot(agency, 12)

    answers = await asyncio.gather(
        *(agency.see("east", BOOK, slot=slot["id"], person=person) for slot in (one, overlapping, one, overlapping))
    )

    [booked] = [answer["record"] for answer in answers if answer["record"]]
    codes = sorted(code["code"] for answer in answers for code in answer["refusals"])
    assert codes == ["BOOKED_ALREADY", "OTHER_BOOKING", "OTHER_BOOKING"]
    assert (await agency.do("east", BOOK, slot=after["id"], person=person))["state"] == "BOOKED"
    assert (await agency.do("east", CANCEL, id=booked["id"], version=1))["state"] == "CANCELLED"
    again = await agency.do("east", BOOK, slot=overlapping["id"], person=person)
    assert again["slot"]["placesLeft"] == 1
    assert await agency.refused("east", CANCEL, id=booked["id"], version=2) == ["BOOKING_OVER"]


async def test_a_person_books_for_themselves_alone(agency: Agency) -> None:
    await open_centres(agency)
    person, other = await _person(agency), await _person(agency, "박둘")
    await agency.admit("hana", kind="person", person=person)
    slot = await _slot(agency, capacity=2)
    assert await agency.refused("hana", BOOK, slot=slot["id"], person=other) == ["NOT_ALLOWED"]
    booked = await agency.do("hana", BOOK, slot=slot["id"], person=person)
    assert await agency.refused("hana", CAME, id=booked["id"], version=1) == ["NOT_ALLOWED"]
    agency.on("2026-01-06", 11)
    assert await agency.refused("hana", CANCEL, id=booked["id"], version=1) == ["SLOT_OVER"]
    assert await agency.refused("east", BOOK, slot=slot["id"], person=other) == ["SLOT_OVER"]
    assert (await agency.do("east", CAME, id=booked["id"], version=1))["state"] == "ATTENDED"


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"kind": "COFFEE"}, "INVALID_VALUE"),
        ({"capacity": 0}, "SLOT_TIMES"),
        ({"endsAt": "2026-01-06T10:00:00+09:00"}, "SLOT_TIMES"),
    ],
)
async def test_a_time_that_cannot_be_is_refused(agency: Agency, changed: dict[str, Any], code: str) -> None:
    await open_centres(agency)
    assert await agency.refused("east", OFFER, input=_times(10, 0, **changed)) == [code]


async def test_a_fair_has_booths_and_times_on_its_days(agency: Agency) -> None:
    centres = await open_centres(agency)
    firm, other = await make_employer(agency), await make_employer(agency, "rival", "여수화학")
    days = {"centre": centres["east"], "from": "2026-01-06", "to": "2026-01-07"}
    assert await agency.refused("east", FAIR, **days) == ["NOT_ALLOWED"]
    fair = await agency.do("manager", FAIR, **days)
    await agency.do("manager", BOOTH, fair=fair["id"], firm=firm["id"], booth="A1")
    for given in ({"firm": other["id"], "booth": "A1"}, {"firm": firm["id"], "booth": "A2"}):
        assert await agency.refused("manager", BOOTH, fair=fair["id"], **given) == ["BOOTH_TAKEN"]
    await agency.do("east", OFFER, input=_times(10, 0, kind="FAIR", fair=fair["id"], firm=firm["id"], capacity=5))
    wrong = _times(10, 0, kind="FAIR", fair=fair["id"], startsAt="2026-01-05T10:00:00+09:00")
    assert await agency.refused("east", OFFER, input=wrong) == ["SLOT_TIMES"]
    [seen] = (await agency.see("anonymous", FAIRS))["nodes"]
    assert seen["booths"]["nodes"] == [{"booth": "A1", "firm": None}]
    assert seen["slots"]["nodes"] == [{"kind": "FAIR", "placesLeft": 5}]


def _times(hour: int, minute: int = 0, **more: Any) -> dict[str, Any]:
    day = "2026-01-06T"
    given = {
        "kind": "COUNSELLING",
        "startsAt": f"{day}{hour}:{minute:02}:00+09:00",
        "endsAt": f"{day}{hour + 1}:{minute:02}:00+09:00",
    }
    return {**given, **more}


async def _slot(agency: Agency, hour: int = 10, minute: int = 0, **more: Any) -> dict[str, Any]:
    return dict(await agency.do("east", OFFER, input=_times(hour, minute, **more)))


async def _person(agency: Agency, name: str = "김하나") -> str:
    given = {"name": name, "birthDate": "1983-05-01", "district": "순천시"}
    return str((await agency.do("officer", REGISTER_PERSON, input=given))["id"])
