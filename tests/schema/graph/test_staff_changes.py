"""What staff change by hand: mandates and tokens, the calendar, headcounts, support records; and clear refusals."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from majung import clock
from majung.access.actor import Actor
from majung.access.authentication import Authentication, TokenRefused
from majung.calendar.models import Holiday
from majung.storage.ids import uuid7

STAFF = Actor(
    kind="official",
    name="official:admin",
    mandate_id=uuid7(),
    scopes=frozenset({"accounts.manage", "reference.manage", "firms.write", "support.manage"}),
)
NOBODY = Actor(kind="official", name="official:nobody", mandate_id=uuid7())
REFUSED = "refusals { code path }"


async def made(ask: Any, document: str, actor: Actor = STAFF, **variables: Any) -> dict[str, Any]:
    """The one payload of a mutation."""
    [payload] = (await ask.data(document, actor, **variables)).values()
    return payload  # type: ignore[no-any-return]


async def mandate_with_token(ask: Any) -> tuple[str, str]:
    account = await made(ask, 'mutation { createAccount(login: "hana") { record { id } } }')
    agency = await made(
        ask, 'mutation { createInstitution(code: "a", nameKo: "진흥원", kind: "AGENCY") { record { id } } }'
    )
    centre = await made(
        ask,
        'mutation C($up: ID!) { createInstitution(code: "c", nameKo: "동부지부", kind: "CENTRE", parent: $up) {'
        " record { id parent { nameKo } } } }",
        up=agency["record"]["id"],
    )
    assert centre["record"]["parent"] == {"nameKo": "진흥원"}
    mandate = await made(
        ask,
        "mutation M($input: MandateInput!) { grantMandate(input: $input) { record { id centres { nameKo } } } }",
        input={"account": account["record"]["id"], "kind": "official", "centres": [centre["record"]["id"]]},
    )
    assert mandate["record"]["centres"] == [{"nameKo": "동부지부"}]
    token = await made(ask, ISSUE, mandate=mandate["record"]["id"])
    assert token["refusals"] == []
    return mandate["record"]["id"], token["token"]


ISSUE = 'mutation T($mandate: ID!) { issueToken(mandate: $mandate, name: "x") { token refusals { code } } }'
END = "mutation E($id: ID!, $on: Date) { endMandate(id: $id, lastDay: $on) { record { validTo } " + REFUSED + " } }"


async def test_a_mandate_for_a_centre_ends_and_its_token_with_it(ask: Any) -> None:
    mandate, token = await mandate_with_token(ask)
    actor = await Authentication(ask.platform.database).actor(token)
    assert len(actor.centre_ids) == 1

    last = clock.today() + timedelta(days=3)
    later = await made(ask, END, id=mandate, on=last.isoformat())
    assert later == {"record": {"validTo": last.isoformat()}, "refusals": []}
    longer = await made(ask, END, id=mandate, on=(last + timedelta(days=1)).isoformat())
    assert longer == {"record": None, "refusals": [{"code": "MANDATE_ENDS_BEFORE", "path": ["lastDay"]}]}
    assert (await made(ask, END, NOBODY, id=mandate))["refusals"][0]["code"] in {"NOT_ALLOWED", "NOT_FOUND"}

    assert (await made(ask, END, id=mandate))["refusals"] == []
    with pytest.raises(TokenRefused):
        await Authentication(ask.platform.database).actor(token)


async def test_a_token_that_is_not_issued_is_refused_like_any_change(ask: Any, make: Any) -> None:
    mandate = await make("mandate")
    refused = await made(ask, ISSUE, NOBODY, mandate=f"mandate_{mandate.id}")
    assert refused == {"token": None, "refusals": [{"code": "NOT_ALLOWED"}]}


async def test_a_day_off_is_added_and_taken_back(ask: Any) -> None:
    remove = 'mutation { removeHoliday(day: "2027-03-03") { record { day } refusals { code } } }'
    add = 'mutation { addHoliday(day: "2027-03-03", nameKo: "임시공휴일") { record { day } refusals { code } } }'
    assert (await made(ask, add))["record"] == {"day": "2027-03-03"}
    assert await made(ask, remove) == {"record": None, "refusals": []}
    assert not await Holiday.exists(day="2027-03-03")
    assert (await made(ask, remove))["refusals"] == [{"code": "NOT_FOUND"}]
    assert (await made(ask, remove, NOBODY))["refusals"] == [{"code": "NOT_ALLOWED"}]


async def test_a_headcount_becomes_the_present_number_of_employees(ask: Any, make: Any) -> None:
    firm = await make("firm")
    document = (
        "mutation H($firm: ID!, $workers: Decimal!) { recordHeadcount(firm: $firm,"
        ' input: {on: "2026-10-31", regularWorkers: $workers}) { record { on regularWorkers } refusals { code } } }'
    )
    good = await made(ask, document, firm=f"firm_{firm.id}", workers="12.5")
    assert good == {"record": {"on": "2026-10-31", "regularWorkers": "12.5"}, "refusals": []}
    await firm.refresh_from_db()
    assert firm.employees == 13
    assert (await made(ask, document, firm=f"firm_{firm.id}", workers="-1"))["refusals"] == [{"code": "INVALID_VALUE"}]


async def test_an_imported_support_record_is_corrected_at_the_version_that_was_read(ask: Any, make: Any) -> None:
    firm = await make("firm")
    record = await make("support_record", firm_id=firm.id, origin="IMPORTED", source_id="x-1", decided_krw=500)
    document = (
        "mutation S($id: ID!, $version: Int!) { changeSupport(id: $id, version: $version,"
        ' input: {paidKrw: 500, status: "CLOSED"}) { record { paidKrw status version } refusals { code } } }'
    )
    changed = await made(ask, document, id=f"support_{record.id}", version=1)
    assert changed == {"record": {"paidKrw": 500, "status": "CLOSED", "version": 2}, "refusals": []}
    stale = await made(ask, document, id=f"support_{record.id}", version=1)
    assert stale == {"record": None, "refusals": [{"code": "VERSION_CONFLICT"}]}


async def test_a_resident_number_is_refused_with_the_place_where_it_stands(ask: Any) -> None:
    document = "mutation F($input: FirmInput!) { registerFirm(input: $input) { record { id } refusals { code path } } }"
    refused = await made(ask, document, input={"name": "가나", "products": "900101-1234567"})
    assert refused["refusals"] == [{"code": "RESIDENT_NUMBER_REFUSED", "path": ["products"]}]


@pytest.mark.parametrize(
    ("brn", "code"),
    [
        ("123-45-67890", "BRN_CHECK_DIGIT_WRONG"),
        ("12345", "BRN_WRONG_LENGTH"),
        ("가나다", "BRN_NOT_DIGITS"),
        ("", "BRN_REFUSED"),
        ("900101-1234567", "RESIDENT_NUMBER_REFUSED"),
    ],
)
async def test_a_firm_is_not_searched_by_a_number_that_cannot_be_one(ask: Any, brn: str, code: str) -> None:
    document = "query($brn: String!) { firm(brn: $brn) { name } }"
    body = await ask(document, STAFF, {"brn": brn})
    assert body["data"] == {"firm": None}
    assert [error["extensions"]["code"] for error in body["errors"]] == [code]


async def test_a_possible_number_of_nobody_finds_nobody(ask: Any) -> None:
    assert await ask.data('{ firm(brn: "124-81-00998") { name } }', STAFF) == {"firm": None}


async def test_refuses_a_token_that_has_expired_already_however_its_end_is_written(ask: Any) -> None:
    mandate, _ = await mandate_with_token(ask)
    issue = (
        "mutation T($mandate: ID!, $at: DateTime!) { issueToken(mandate: $mandate, "
        'name: "x", expiresAt: $at) { token refusals { code path } } }'
    )
    for past in ("2020-01-01T00:00:00", "2020-01-01T00:00:00+09:00"):
        answer = await made(ask, issue, mandate=mandate, at=past)
        assert answer == {"token": None, "refusals": [{"code": "INVALID_VALUE", "path": ["expiresAt"]}]}
