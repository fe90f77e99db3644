"""Browsers: logging in at the issuer, what the cookie opens, what other sites cannot do with it, logging out."""

from __future__ import annotations

import base64
import json
from collections.abc import AsyncIterator
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import httpx2
import pytest
from starlette.responses import Response
from tests.schema.logins.conftest import (
    ADMIN,
    VIEWER,
    Installation,
    Service,
    code,
    ended_with,
    following,
    log_in,
    with_code,
)  # fmt: skip
from websockets.exceptions import ConnectionClosed

from majung import clock
from majung.access import authentication
from majung.clock import clock_at
from majung.logins.models import LoginSession
from majung.logins.session_times import SessionTimes
from majung.logins.sessions import FORGOTTEN_AFTER, forget_sessions
from majung_schema.browser import Browser

READS = {"accept": "application/graphql-response+json"}
SAFE = {**READS, "majung-csrf": "1"}
SOON = 5.0


@pytest.fixture
async def http() -> AsyncIterator[httpx2.AsyncClient]:
    """A browser's cookies and nothing else of it."""
    async with httpx2.AsyncClient(timeout=10) as client:
        yield client


@pytest.fixture
async def inside(http: httpx2.AsyncClient, here: Installation, service: Service) -> httpx2.AsyncClient:
    """A browser in which an official has logged in."""
    await here.admit("kim", service.url)
    assert (await log_in(http, here, "kim", next="/graphiql")).status_code == 303
    return http


async def test_a_login_sets_a_cookie_that_opens_the_mandate(
    http: httpx2.AsyncClient, here: Installation, service: Service
) -> None:
    await here.admit("kim", service.url)
    answer = await log_in(http, here, "kim", next="/graphiql")
    assert (answer.status_code, answer.headers["location"]) == (303, "/graphiql")
    cookie = next(one for one in answer.headers.get_list("set-cookie") if one.startswith("majung="))
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    asked = await http.post(f"{here.url}/graphql", json={"query": VIEWER}, headers=SAFE)
    assert asked.json()["data"] == {"viewer": {"kind": "official"}}
    told = (await http.get(f"{here.url}/session")).json()
    assert [one["kind"] for one in told["mandates"]] == ["official"]


async def test_the_secret_is_stored_as_a_hash_only(inside: httpx2.AsyncClient, here: Installation) -> None:
    [row] = await here.platform.database.fetch("select to_jsonb(s)::text as t from login_session s")
    assert inside.cookies["majung"] not in row["t"]


async def test_a_login_that_is_not_linked_opens_no_session(http: httpx2.AsyncClient, here: Installation) -> None:
    answer = await log_in(http, here, "stranger")
    assert answer.status_code == 403
    assert "IDENTITY_NOT_LINKED" in answer.text
    assert await LoginSession.all().count() == 0


@pytest.mark.parametrize("page", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:1"])
async def test_a_login_leads_to_no_other_site(
    http: httpx2.AsyncClient, here: Installation, service: Service, page: str
) -> None:
    await here.admit("kim", service.url)
    assert (await log_in(http, here, "kim", next=page)).headers["location"] == "/"


async def _begun(http: httpx2.AsyncClient, here: Installation) -> str:
    """Begin a login; its state."""
    begun = await http.get(f"{here.url}/session/login?as=official")
    return parse_qs(urlsplit(begun.headers["location"]).query)["state"][0]


async def _finished(http: httpx2.AsyncClient, here: Installation, **said: str) -> tuple[int, str]:
    answer = await http.get(f"{here.url}/session/callback", params=said, headers={"accept-language": "en"})
    return answer.status_code, answer.text.splitlines()[0]


NOT_HERE = (403, "The login did not succeed: it was not begun in this browser, or too long ago. Begin again.")


async def test_a_login_that_was_not_begun_in_this_browser_is_refused(
    http: httpx2.AsyncClient, here: Installation
) -> None:
    assert await _finished(http, here, code="x", state="any") == NOT_HERE
    state = await _begun(http, here)
    assert await _finished(http, here, code="x", state="another") == NOT_HERE
    async with httpx2.AsyncClient() as elsewhere:
        assert await _finished(elsewhere, here, code="x", state=state) == NOT_HERE
    plain = {"kind": "official", "state": "s", "nonce": "n", "verifier": "v", "following": "/", "until": 9e9}
    http.cookies.set("majung-login", base64.urlsafe_b64encode(json.dumps(plain).encode()).decode(), domain="127.0.0.1")
    assert await _finished(http, here, code="x", state="s") == NOT_HERE


async def test_somebody_elses_code_is_refused(http: httpx2.AsyncClient, here: Installation, service: Service) -> None:
    await here.admit("kim", service.url)
    async with httpx2.AsyncClient() as elsewhere:
        stolen = parse_qs(urlsplit(await with_code(elsewhere, here, "kim")).query)["code"][0]
    state = await _begun(http, here)
    told = await _finished(http, here, code=stolen, state=state, iss=service.url)
    assert told == (403, "The login did not succeed: the issuer did not accept its code. Begin again.")
    told = await _finished(http, here, code=stolen, state=state, iss=service.other)
    assert told == (403, "The login did not succeed: another issuer answered. Begin again.")
    told = await _finished(http, here, error="access_denied", state=state)
    assert told == (403, "The login did not succeed: the issuer says access_denied. Begin again.")


async def test_nobody_logs_in_as_what_is_not_offered(http: httpx2.AsyncClient, here: Installation) -> None:
    answer = await http.get(f"{here.url}/session/login?as=person")
    assert (answer.status_code, answer.text.splitlines()[-1]) == (403, "LOGIN_NOT_OFFERED")


def test_behind_https_the_cookie_is_of_this_host_alone() -> None:
    browser, response = Browser("https://majung.example"), Response()
    browser.keep(response, browser.cookie, "secret", 60)
    said = response.headers["set-cookie"]
    assert said == "__Host-majung=secret; HttpOnly; Max-Age=60; Path=/; SameSite=lax; Secure"
    assert Browser("https://majung.example").secret({"cookie": "majung=secret"}) is None


def test_without_an_address_for_browsers_no_cookie_is_looked_at() -> None:
    assert Browser(None).secret({"cookie": "majung=secret; __Host-majung=secret"}) is None


async def test_a_change_needs_a_header_that_other_sites_cannot_send(
    inside: httpx2.AsyncClient, here: Installation
) -> None:
    for query in (VIEWER, 'mutation { addHoliday(day: "2026-12-24", nameKo: "휴일") { refusals { code } } }'):
        answer = await inside.post(f"{here.url}/graphql", json={"query": query}, headers=READS)
        assert (answer.status_code, code(answer)) == (403, "CROSS_SITE_REFUSED")
    upload = await inside.post(f"{here.url}/documents", content=b"")
    assert upload.status_code == 403
    assert (await inside.post(f"{here.url}/session/logout")).status_code == 403
    read = await inside.get(f"{here.url}/graphql", params={"query": VIEWER}, headers=READS)
    assert read.json()["data"] == {"viewer": {"kind": "official"}}


@pytest.mark.parametrize(
    "said", [{"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}]
)
async def test_another_sites_request_is_refused_whatever_it_carries(
    inside: httpx2.AsyncClient, here: Installation, said: dict[str, str]
) -> None:
    answer = await inside.post(f"{here.url}/graphql", json={"query": VIEWER}, headers={**SAFE, **said})
    assert (answer.status_code, code(answer)) == (403, "CROSS_SITE_REFUSED")


async def test_a_socket_with_the_cookie_must_come_from_our_pages(
    inside: httpx2.AsyncClient, here: Installation
) -> None:
    cookie = f"majung={inside.cookies['majung']}"
    for origin, claimed in (
        ({}, {}),
        ({"Origin": "https://evil.example"}, {}),
        ({"Origin": "https://evil.example"}, {"origin": here.url}),
    ):
        with pytest.raises(ConnectionClosed) as closed:
            async with following(here, claimed, cookie=cookie, **origin):
                pass
        assert closed.value.rcvd is not None
        assert (closed.value.rcvd.code, closed.value.rcvd.reason) == (4403, "Forbidden: CROSS_SITE_REFUSED")
    async with following(here, {}, cookie=cookie, Origin=here.url) as socket:
        await socket.send(json.dumps({"type": "ping"}))
        assert json.loads(await socket.recv()) == {"type": "pong"}


async def test_logging_out_ends_running_subscriptions(inside: httpx2.AsyncClient, here: Installation) -> None:
    secret = inside.cookies["majung"]
    async with following(here, {}, cookie=f"majung={secret}", Origin=here.url) as socket:
        await inside.get(f"{here.url}/session")
        left = await inside.post(f"{here.url}/session/logout", headers=SAFE)
        assert (left.status_code, "majung" in inside.cookies) == (200, False)
        assert await ended_with(socket, SOON) == "UNAUTHENTICATED"
    headers = {**SAFE, "cookie": f"majung={secret}"}
    again = await inside.post(f"{here.url}/graphql", headers=headers, json={"query": VIEWER})
    assert again.status_code == 401


async def test_logging_out_says_where_to_log_out_of_the_issuer(
    inside: httpx2.AsyncClient, here: Installation, service: Service
) -> None:
    told = (await inside.post(f"{here.url}/session/logout", headers=SAFE)).json()
    page = await inside.get(told["issuerLogout"])  # a real issuer's own page, which asks whether one means it
    assert page.url.host == httpx2.URL(service.url).host
    assert (page.status_code, "logout" in page.text.lower()) == (200, True)
    left = await inside.post(f"{here.url}/session/logout", headers=SAFE)
    assert left.json() == {"issuerLogout": None}


async def test_a_login_lasts_as_long_as_the_installation_says(
    http: httpx2.AsyncClient, here: Installation, service: Service
) -> None:
    here.platform.authentication.times = SessionTimes(whole=timedelta(hours=2), idle=timedelta(minutes=5))
    await here.admit("kim", service.url)
    now = clock.now()
    await log_in(http, here, "kim")
    [session] = await LoginSession.all()
    assert timedelta(hours=1, minutes=59) < session.expires_at - now < timedelta(hours=2, minutes=1)
    assert timedelta(minutes=4) < session.idle_until - now < timedelta(minutes=6)


async def test_logging_in_again_ends_the_login_before(inside: httpx2.AsyncClient, here: Installation) -> None:
    before = inside.cookies["majung"]
    async with httpx2.AsyncClient(cookies={"majung": before}) as again:
        await log_in(again, here, "kim")
        told = (await again.get(f"{here.url}/session", headers={"cookie": f"majung={before}"})).json()
    assert told["mandates"] == []
    assert await LoginSession.filter(revoked_at=None).count() == 1


async def test_an_event_source_follows_with_the_cookie(inside: httpx2.AsyncClient, here: Installation) -> None:
    asked = {"query": "subscription { updates { type } }"}
    async with inside.stream(
        "GET", f"{here.url}/graphql", params=asked, headers={"accept": "text/event-stream"}
    ) as opened:
        assert opened.status_code == 200
        assert opened.headers["content-type"].startswith("text/event-stream")


async def test_an_event_source_names_its_mandate_in_the_address(
    http: httpx2.AsyncClient, here: Installation, service: Service
) -> None:
    await here.admit("kim", service.url)
    second = await here.admit("kim", service.url)
    await log_in(http, here, "kim")
    asked = {"query": "subscription { updates { type } }"}
    streams = {"accept": "text/event-stream"}
    silent = await http.get(f"{here.url}/graphql", params=asked, headers=streams)
    assert (silent.status_code, code(silent)) == (403, "MANDATE_NOT_CHOSEN")
    asked["mandate"] = f"mandate_{second.id}"
    async with http.stream("GET", f"{here.url}/graphql", params=asked, headers=streams) as opened:
        assert opened.status_code == 200


async def test_a_browser_left_alone_is_logged_out(
    inside: httpx2.AsyncClient, here: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(authentication, "KEPT_SECONDS", 0.0)
    secret, known = inside.cookies["majung"], here.platform.authentication
    begun = clock.now()
    for minutes in (20, 40, 60):
        with clock_at(begun + timedelta(minutes=minutes)):
            assert (await known.actor(secret, browser=True)).kind == "official"
    with clock_at(begun + timedelta(minutes=91)), pytest.raises(authentication.TokenRefused):
        await known.actor(secret, browser=True)


async def test_a_login_ends_after_a_working_day(inside: httpx2.AsyncClient, here: Installation) -> None:
    await LoginSession.all().update(idle_until=clock.now() + timedelta(days=9))
    with clock_at(clock.now() + timedelta(hours=8, minutes=1)), pytest.raises(authentication.TokenRefused):
        await here.platform.authentication.actor(inside.cookies["majung"], browser=True)


async def test_a_cookies_secret_is_no_token_and_a_token_no_cookie(
    inside: httpx2.AsyncClient, here: Installation, service: Service
) -> None:
    assert (await here.asks(inside.cookies["majung"])).status_code == 401
    await here.admit("officer", service.url)
    token = await service.token("officer")
    assert (await here.asks(token)).status_code == 200
    asked = await here.asks(None, cookie=f"majung={token}", **{"majung-csrf": "1"})
    assert asked.status_code == 401


async def test_old_sessions_are_forgotten(inside: httpx2.AsyncClient) -> None:
    assert await forget_sessions(ADMIN, before=clock.now()) == 0
    assert await forget_sessions(ADMIN, before=clock.now() + FORGOTTEN_AFTER) == 1
