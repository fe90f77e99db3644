"""The feed: a page of events after a cursor, for partners that only poll, shaped by the same stored documents."""

from __future__ import annotations

import re
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode
from uuid import UUID

from cloudevents.core.v1.event import CloudEvent
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route

from majung.access.actor import Actor
from majung.deliveries.errors import DocumentParked
from majung.deliveries.models import StoredDocument
from majung.errors import InvalidValue, NotFound, Refusal
from majung.events.log import CursorExpired, UnknownCursor, encode_cursor, latest_position, resume_position
from majung.storage.select import Page, Select, Where, rows_statement
from majung_schema.answers import Answer, Speaker
from majung_schema.deliveries.envelope import cloud_events_batch, selected_event
from majung_schema.deliveries.selections import BROKEN
from majung_schema.graph.scalars import InvalidId, uuid_of
from majung_schema.metering import retry_after
from majung_schema.negotiation import locale_of, speaking
from majung_schema.refusals import InternalError
from majung_schema.request_ids import request_id_of

if TYPE_CHECKING:
    from majung_schema.platform import Platform

PATH = "/feed"
BATCH = "application/cloudevents-batch+json"
PAGE = 50
LARGEST_PAGE = 100
LONGEST_WAIT = 30
ENOUGH_SECONDS = 5.0
"""Seconds after which a page is answered with what it has."""

_STATUS: Mapping[type[Refusal], int] = {NotFound: 404, UnknownCursor: 400, CursorExpired: 410, DocumentParked: 409}
_WHOLE = re.compile(r"[0-9]{1,3}")

Authenticate = Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a partner polls for: `wait` is how many seconds it would rather wait than get an empty page."""

    document: str
    after: str | None
    limit: int = PAGE
    wait: int = 0


def feed_route(platform: Platform, authenticate: Authenticate) -> Route:
    """``GET /feed?document=NAME&after=CURSOR``, under the rights of who asks."""

    async def feed(request: Request) -> Response:
        request_id = request_id_of(request.headers.get("x-request-id"))
        language = request.headers.get("accept-language")
        speaker = Speaker(
            locale=locale_of(language) or "ko", request_id=request_id, production=platform.settings.production
        )
        try:
            client = request.client.host if request.client else None
            actor = speaking(await authenticate(request), language, client)
            with platform.active():
                return await _page(platform, actor, _asked(request), request_id)
        except Refusal as refusal:
            answer = speaker.refused(refusal)
            return _refused(answer, _STATUS.get(type(refusal), answer.status), request_id)
        except Exception as error:
            return _refused(speaker.failed(error), 500, request_id)

    return Route(PATH, feed, methods=["GET"])


async def _page(platform: Platform, actor: Actor, asked: Asked, request_id: str) -> Response:
    platform.meter.check(actor)
    platform.meter.charge(actor, 1)
    document_id = await _document(actor, asked.document)
    selected = await platform.selections.selected(document_id)
    position, begun = await resume_position(asked.after), time.monotonic()
    until = await _grown(platform, position, asked.wait)
    found, read_to = await platform.selections.events(document_id, actor, position, until, most=asked.limit)
    events: list[CloudEvent] = []
    for event in found:
        answer = await platform.selections.answer(document_id, selected, actor, event)
        broken = {error["extensions"]["code"] for error in answer.get("errors", ())} & BROKEN
        if broken or (events and time.monotonic() - begun > asked.wait + ENOUGH_SECONDS):
            read_to = event["position"] - 1
            if broken and not events:
                raise InternalError(id=request_id)
            break
        events.append(selected_event(event, answer))
    platform.meter.charge(actor, selected.document.cost * len(events))
    cursor = encode_cursor(read_to)
    following = urlencode({"document": asked.document, "after": cursor, "limit": asked.limit})
    headers = {
        **_headers(request_id),
        "content-type": BATCH,
        "majung-cursor": cursor,
        "link": f'<{PATH}?{following}>; rel="next"',
    }
    return Response(cloud_events_batch(events), headers=headers)


async def _grown(platform: Platform, position: int, wait: int) -> int:
    """The newest position, after a while if nothing has happened yet and the caller would rather wait."""
    latest = await latest_position()
    if latest > position or not wait or platform.selections.tail is None:
        return latest
    return max(await platform.selections.tail.wait(position, seconds=wait), latest)


async def _document(actor: Actor, named: str) -> UUID:
    """The id of a stored document that the caller sees, by its id or its name."""
    by_id = named.startswith(f"{StoredDocument.access.prefix}_")
    value: Any = uuid_of(named, StoredDocument.access.prefix) if by_id else named
    where = Where(
        text="{row}.id = :named" if by_id else "{row}.name = :named",
        values={"named": (value, "uuid" if by_id else "text")},
    )
    statement = rows_statement(Select(table=StoredDocument, where=(where,), page=Page(size=1)), actor)
    rows = await _fetch(statement.text, *statement.values)
    if not rows:
        raise NotFound(kind="StoredDocument", id=named[:100])
    if rows[0]["state"] == "PARKED":
        raise DocumentParked(name=rows[0]["name"], reason=rows[0]["parked_reason"])
    found: UUID = rows[0]["id"]
    return found


async def _fetch(sql: str, *values: object) -> list[dict[str, Any]]:
    from tortoise.connection import get_connection

    rows: list[dict[str, Any]] = await get_connection("default").execute_query_dict(sql, list(values))
    return rows


def _asked(request: Request) -> Asked:
    given = request.query_params
    named = given.get("document", "")
    if not 0 < len(named) <= 100 or "\x00" in named:
        raise InvalidValue(field="document", value=named[:100], reason="the name or id of a stored document")
    return Asked(
        document=named,
        after=given.get("after"),
        limit=_number(given.get("limit"), "limit", PAGE, 1, LARGEST_PAGE),
        wait=_number(given.get("wait"), "wait", 0, 0, LONGEST_WAIT),
    )


def _number(value: str | None, name: str, default: int, least: int, most: int) -> int:
    if value is None:
        return default
    if not _WHOLE.fullmatch(value) or not least <= int(value) <= most:
        raise InvalidValue(field=name, value=value[:20], reason=f"a whole number from {least} to {most}")
    return int(value)


def _refused(answer: Answer, status: int, request_id: str) -> Response:
    codes = {error["extensions"]["code"] for error in answer.body["errors"]}
    if codes <= {InvalidValue.code, InvalidId.code}:
        status = 400
    headers = {**_headers(request_id), "content-type": "application/json"}
    if (seconds := retry_after(answer)) is not None:
        headers["retry-after"] = seconds
    if status == 401:
        headers["www-authenticate"] = 'Bearer realm="majung"'
    return Response(answer.encoded(), status_code=status, headers=headers)


def _headers(request_id: str) -> dict[str, str]:
    return {"cache-control": "no-store", "vary": "accept-language, authorization", "x-request-id": request_id}
