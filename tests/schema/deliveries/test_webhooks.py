"""Webhooks from the event to the partner's own verification, and what is kept as proof."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256

import pytest
from starlette.responses import RedirectResponse, Response
from tests.schema.deliveries.conftest import Partner, Received, Receiver, happen

from majung.access.actor import Actor, system
from majung.deliveries.endpoint_writes import rotate_secret
from majung.deliveries.targets import Targets
from majung.testing import make_firm, make_institution, make_official, partner_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.testing import App, NotAnswered


async def test_what_a_stored_document_selects_arrives_signed(app: App, partner: Partner, receiver: Receiver) -> None:
    document = await partner.store()
    endpoint, secret = await partner.endpoint(f"{receiver.url}/hook", document)
    async with app.serving():
        [event] = await partner.hear()
        [one] = await receiver.until(1)
        seen = await partner.settled(endpoint, delivered=1, waiting=0)
    assert one.verified(secret)
    assert one.id == f"event_{event}"
    assert one.json["type"] == "core.FirmRegistered"
    assert one.json["data"]["updates"]["source"] == "staff"
    assert one.json["document"] == {"name": "firms", "revision": 1}
    [delivery] = seen["deliveries"]["nodes"]
    [tried] = delivery["tries"]["nodes"]
    assert (delivery["state"], tried["status"], tried["outcome"]) == ("DELIVERED", 204, "DELIVERED")
    assert tried["signature"] == one.headers["webhook-signature"]
    [kept] = await app.database.fetch("select digest, body from delivery")
    assert kept["digest"] == sha256(one.body).hexdigest()
    assert kept["body"].startswith("enc1:")


async def test_failed_messages_are_sent_again_as_they_were_and_hold_only_their_own_subject_up(
    app: App, partner: Partner, receiver: Receiver
) -> None:
    document = await partner.store()
    endpoint, secret = await partner.endpoint(receiver.url, document)
    other = (await make_firm(name="둘")).id
    ill = True

    async def answer(one: Received) -> Response:
        bad = ill and one.json["subject"] == f"firm_{partner.firm}"
        return Response("later", status_code=503 if bad else 200, headers={"retry-after": "1"} if bad else {})

    receiver.answer = answer
    async with app.serving():
        first, second = await partner.hear(2)
        [third] = await partner.hear(firm=other)
        await receiver.until(2)
        seen = await partner.settled(endpoint, delivered=1, waiting=2, failuresInARow=0)
        assert {one.id for one in receiver.received} == {f"event_{first}", f"event_{third}"}
        ill = False
        await partner.hurry()
        await receiver.until(4)
        seen = await partner.settled(endpoint, delivered=3)
    failed, _, again, last = list(receiver.received)
    failed = next(one for one in receiver.received if one.id == f"event_{first}")
    assert [again.id, last.id] == [f"event_{first}", f"event_{second}"]
    assert again.body == failed.body
    assert again.headers["majung-attempt"] == "2"
    assert again.verified(secret)
    tries = next(d for d in seen["deliveries"]["nodes"] if d["event"] == f"event_{first}")["tries"]["nodes"]
    assert [(t["status"], t["outcome"]) for t in tries] == [(503, "RETRY"), (200, "DELIVERED")]


@pytest.mark.parametrize("status", [400, 301])
async def test_a_refused_message_stops_after_three_tries_and_the_next_goes_on(
    app: App, partner: Partner, receiver: Receiver, status: int
) -> None:
    endpoint, _ = await partner.endpoint(receiver.url, await partner.store())

    async def answer(one: Received) -> Response:
        good = "second" in one.json["data"]["updates"]["source"]
        return Response(status_code=200) if good else RedirectResponse(f"{receiver.url}/else", status_code=status)

    receiver.answer = answer
    async with app.serving():
        await partner.hear(source="first")
        for tries in (1, 2, 3):
            await receiver.until(tries)
            await partner.settled(endpoint, failuresInARow=tries)
            await partner.hurry()
        await partner.hear(source="second")
        seen = await partner.settled(endpoint, delivered=1, failed=1, failuresInARow=0)
    assert {one.path for one in receiver.received} == {"/"}
    assert [d["state"] for d in seen["deliveries"]["nodes"]] == ["DELIVERED", "FAILED"]
    assert seen["deliveries"]["nodes"][1]["reason"] == f"REFUSED: HTTP {status}"


async def test_an_endpoint_that_is_gone_or_keeps_failing_is_parked_and_both_sides_are_told(
    app: App, partner: Partner, receiver: Receiver
) -> None:
    endpoint, _ = await partner.endpoint(receiver.url, await partner.store())
    official = await make_official("partners.manage")
    status = 500

    async def answer(one: Received) -> Response:
        return Response(status_code=status)

    receiver.answer = answer
    parked = 'subscription { updates(types: ["core.EndpointParked"]) { ... on EndpointParked { name reason } } }'
    async with app.serving():
        told = app.follow(parked, partner.actor)
        await partner.hear()
        await receiver.until(1)
        await partner.settled(endpoint, failuresInARow=1)
        await app.database.execute(
            "update endpoint_progress set failures = 19, failing_since = now() - interval '2 hours'"
        )
        await partner.hurry()
        await receiver.until(2)
        await partner.settled(endpoint, failuresInARow=20)
        seen = await partner.look(endpoint)
        assert seen["state"] == "PARKED"
        assert seen["reason"].startswith("FAILING: 20 tries in a row")
        await partner.hear()
        status = 200
        resume = "mutation($id: ID!) { resumeEndpoint(id: $id) { record { state } refusals { code } } }"
        await app.ask(resume, official, {"id": endpoint})
        await partner.settled(endpoint, delivered=2, waiting=0)
        status = 410
        await partner.hear()
        await receiver.until(5)
        while (seen := await partner.look(endpoint))["state"] != "PARKED":
            pass
        assert seen["reason"].startswith("GONE")
    await told.aclose()
    names = [r["type"] for r in await app.database.fetch("select type from event_log where type like '%Endpoint%'")]
    assert names.count("core.EndpointParked") == 2


async def test_both_secrets_sign_until_the_overlap_ends(app: App, partner: Partner, receiver: Receiver) -> None:
    endpoint, old = await partner.endpoint(receiver.url, await partner.store())
    rotate = "mutation($id: ID!) { rotateEndpointSecret(id: $id, overlapHours: 1) { secret endpoint { id } } }"
    new = (await app.ask(rotate, partner.actor, {"id": endpoint}))["rotateEndpointSecret"]["secret"]
    async with app.serving():
        await partner.hear()
        [one] = await receiver.until(1)
        assert one.verified(old)
        assert one.verified(new)
        newest = await rotate_secret(partner.actor, endpoint_id=uuid_of(endpoint, "endpoint"), overlap=timedelta(0))
        await partner.hear()
        _, two = await receiver.until(2)
    assert len(two.headers["webhook-signature"].split()) == 1
    assert two.verified(newest)
    secrets = await app.database.fetch("select secret from endpoint_secret")
    assert all(row["secret"].startswith("enc1:") for row in secrets)


async def test_messages_go_again_as_they_were_and_replays_say_that_they_are_made_anew(
    app: App, partner: Partner, receiver: Receiver
) -> None:
    text = """subscription { updates(types: ["core.FirmRegistered"]) { type
      subject { ... on Firm { id } } ... on FirmRegistered { source } } }"""
    before = await app.cursor()
    endpoint, secret = await partner.endpoint(receiver.url, await partner.store(text=text))
    async with app.serving():
        events = await partner.hear(2)
        first, _ = await receiver.until(2)
        seen = await partner.settled(endpoint, delivered=2)
        delivery = next(d["id"] for d in seen["deliveries"]["nodes"] if d["event"] == f"event_{events[0]}")
        again = "mutation($id: ID!) { sendAgain(delivery: $id) { record { state } refusals { code } } }"
        assert (await app.ask(again, partner.actor, {"id": delivery}))["sendAgain"]["refusals"] == []
        third = (await receiver.until(3))[2]
        assert (third.id, third.body) == (first.id, first.body)
        await partner.settled(endpoint, waiting=0)
        span = "mutation($e: ID!, $c: Cursor!) { sendRangeAgain(endpoint: $e, after: $c) { count } }"
        assert (await app.ask(span, partner.actor, {"e": endpoint, "c": before}))["sendRangeAgain"]["count"] == 2
        await receiver.until(5)
        await partner.settled(endpoint, waiting=0)
        replay = "mutation($e: ID!, $c: Cursor!) { replayRange(endpoint: $e, after: $c) { count } }"
        assert (await app.ask(replay, partner.actor, {"e": endpoint, "c": before}))["replayRange"]["count"] == 2
        *_, sixth, seventh = await receiver.until(7)
    assert [sixth.id, seventh.id] == [f"event_{event}" for event in events]
    assert sixth.json["replayed"] is True
    assert "replayed" not in first.json
    assert sixth.verified(secret)
    assert [one.json["data"]["updates"]["source"] for one in (first, sixth)] == ["staff", "staff"]


async def test_a_test_message_and_dry_runs_show_what_would_come(app: App, partner: Partner, receiver: Receiver) -> None:
    document = await partner.store()
    endpoint, secret = await partner.endpoint(receiver.url, document)
    test = "mutation($id: ID!, $t: String!) { testEndpoint(id: $id, type: $t) { record { kind } refusals { code } } }"
    dry = "query($d: ID!, $t: String, $e: ID) { dryRun(document: $d, type: $t, event: $e) }"
    sample = (await app.ask(dry, partner.actor, {"d": document, "t": "core.FirmRegistered"}))["dryRun"]
    assert (sample["test"], sample["data"]["updates"]["source"]) == (True, "SAMPLE")
    [event] = await partner.hear(source="import")
    await app.cursor()
    real = (await app.ask(dry, partner.actor, {"d": document, "e": f"event_{event}"}))["dryRun"]
    assert (real["id"], real["data"]["updates"]["source"]) == (f"event_{event}", "import")
    [unseen] = [await happen(system("test"), firm=partner.firm)]
    await app.cursor()
    with pytest.raises(NotAnswered) as refused:
        await app.ask(dry, partner.actor, {"d": document, "e": f"event_{unseen}"})
    assert refused.value.codes == ["EVENT_NOT_SEEN"]
    given = {"id": endpoint, "t": "core.NoSuch"}
    assert (await app.ask(test, partner.actor, given))["testEndpoint"]["refusals"] == [{"code": "NO_SAMPLE"}]
    async with app.serving():
        given["t"] = "core.FirmRegistered"
        assert (await app.ask(test, partner.actor, given))["testEndpoint"]["record"] == {"kind": "TEST"}
        received = await receiver.until(2)
    assert {one.json.get("test") for one in received} == {None, True}
    assert all(one.verified(secret) for one in received)


async def test_rights_are_those_of_the_mandate_at_each_message(app: App, partner: Partner, receiver: Receiver) -> None:
    endpoint, _ = await partner.endpoint(receiver.url, await partner.store())
    async with app.serving():
        await happen(system("test"), firm=partner.firm)  # of nobody's concern
        await partner.hear()
        await receiver.until(1)
        await partner.settled(endpoint, delivered=1)
        await app.database.execute(
            "update mandate set valid_from = '2020-01-01', valid_to = '2020-01-02' where id = $1",
            partner.actor.mandate_id,
        )
        await partner.hear()
        while (seen := await partner.look(endpoint))["state"] != "PARKED":
            pass
    assert seen["reason"] == "MANDATE_ENDED"
    assert len(receiver.received) == 1


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("https://127.0.0.1/hook", "TARGET_NOT_PUBLIC"),
        ("https://10.0.0.7/hook", "TARGET_NOT_PUBLIC"),
        ("https://[::ffff:169.254.169.254]/", "TARGET_NOT_PUBLIC"),
        ("http://8.8.8.8/hook", "TARGET_NOT_ALLOWED"),
        ("https://no-such-host.invalid/", "TARGET_UNKNOWN"),
    ],
)
async def test_refuses_a_target_that_is_not_public(app: App, partner: Partner, url: str, code: str) -> None:
    app.platform.selections.targets = Targets()
    document = await partner.store()
    with pytest.raises(NotAnswered) as refused:
        await partner.endpoint(url, document)
    assert refused.value.codes == [code]
    assert await app.database.fetch("select id from webhook_endpoint") == []


async def test_a_partner_sees_and_changes_only_its_own(app: App, partner: Partner, receiver: Receiver) -> None:
    document = await partner.store()
    endpoint, _ = await partner.endpoint(receiver.url, document)
    stranger = await partner_of(await make_institution("국민은행"))
    clerk = await make_official()
    listed = "{ webhookEndpoints { nodes { id } } storedDocuments { nodes { name } } }"
    for actor in (stranger, clerk, Actor(kind="firm", name="agent", firm_ids=frozenset({partner.firm}))):
        assert await app.ask(listed, actor) == {"webhookEndpoints": {"nodes": []}, "storedDocuments": {"nodes": []}}
        paused = await app.ask(
            "mutation($id: ID!) { pauseEndpoint(id: $id) { refusals { code } } }", actor, {"id": endpoint}
        )
        assert paused["pauseEndpoint"]["refusals"] == [{"code": "NOT_FOUND"}]
        with pytest.raises(NotAnswered) as refused:
            await app.ask("mutation($id: ID!) { rotateEndpointSecret(id: $id) { secret } }", actor, {"id": endpoint})
        assert refused.value.codes == ["NOT_FOUND"]
    official = await make_official("partners.manage")
    store = """mutation($i: ID!, $t: String!) { storeDocument(name: "theirs", text: $t, institution: $i) {
      record { institution { code } } refusals { code } } }"""
    given = {"i": f"inst_{partner.institution.id}", "t": "subscription { updates { type } }"}
    made = (await app.ask(store, official, given))["storeDocument"]
    assert made["record"]["institution"]["code"] == partner.institution.code
    assert (await app.ask(store, stranger, given))["storeDocument"]["refusals"] == [{"code": "NOT_FOR_PARTNER"}]
    assert (await app.ask(store, clerk, given))["storeDocument"]["refusals"] == [{"code": "NOT_ALLOWED"}]
