"""The route that answers a list as a file: POST /export."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import replace
from typing import IO
from urllib.parse import quote

from msgspec import structs
from starlette.requests import HTTPConnection, Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from majung.access.actor import Actor
from majung.errors import Refusal
from majung_schema.answers import Speaker
from majung_schema.asking import RequestInfo
from majung_schema.bodies import ClientGone, asked_in, read_body
from majung_schema.exports.errors import ExportFailed
from majung_schema.exports.exporting import Exported, Exports, Wanted
from majung_schema.metering import price_of_refusal, retry_after
from majung_schema.negotiation import is_json, locale_of, speaking
from majung_schema.operations import Operations
from majung_schema.refusals import MalformedRequest, UnsupportedMediaType
from majung_schema.request_ids import request_id_of
from majung_schema.strict_json import Json, decoded

CHUNK = 64 * 1024


def export_route(
    operations: Operations,
    authenticate: Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]],
    path: str = "/export",
) -> Route:
    """POST a question for one list with `format` (csv, csv-cp949, xlsx) and, if wanted, `titles`."""
    exports = Exports(operations)

    async def answer(request: Request) -> Response:
        locale = locale_of(request.headers.get("accept-language")) or "ko"
        request_id = request_id_of(request.headers.get("x-request-id"))
        speaker = Speaker(locale=locale, request_id=request_id, production=operations.settings.production)
        try:
            client = request.client.host if request.client else None
            actor = speaking(await authenticate(request), request.headers.get("accept-language"), client)
            info = RequestInfo(
                request_id=request_id, transport="http", origin=actor.origin, headers=dict(request.headers.items())
            )
            wanted = await _wanted(request, operations)
            asked = await operations.let_in(wanted.asked, actor, info)
            operations.settings.meter.charge(actor, price_of_refusal(asked.query))  # its pages add their costs
            wanted, info = replace(wanted, asked=asked), structs.replace(info, is_part=True)
            return _sent(await exports.export(wanted, actor, info))
        except ExportFailed as failed:
            return JSONResponse(failed.body, status_code=400)
        except ClientGone:
            return Response(status_code=400)
        except Refusal as refusal:
            refused = speaker.refused(refusal)
        except Exception as error:
            refused = speaker.failed(error)
        seconds = retry_after(refused)
        headers = None if seconds is None else {"retry-after": seconds}
        return JSONResponse(refused.body, status_code=refused.status, headers=headers)

    return Route(path, answer, methods=["POST"])


async def _wanted(request: Request, operations: Operations) -> Wanted:
    declared = request.headers.get("content-type")
    if not is_json(declared):
        raise UnsupportedMediaType(found=declared or "a body without Content-Type")
    body = await read_body(request.receive, request.headers.get("content-length"), operations.settings)
    given = decoded(body, depth=operations.settings.json_depth) if body else None
    asked = asked_in(given)
    assert isinstance(given, dict)
    format, titles = given.get("format", "csv"), given.get("titles") or {}
    if not isinstance(format, str):
        raise MalformedRequest(reason="format is not a text")
    return Wanted(asked=asked, format=format, titles=_titles(titles))


def _titles(given: Json) -> dict[str, str]:
    if not isinstance(given, dict):
        raise MalformedRequest(reason="titles is not an object of texts")
    titles = {name: title for name, title in given.items() if isinstance(title, str)}
    if len(titles) != len(given):
        raise MalformedRequest(reason="titles is not an object of texts")
    return titles


def _sent(exported: Exported) -> Response:
    headers = {
        "content-disposition": f"attachment; filename*=UTF-8''{quote(exported.name)}",
        "cache-control": "no-store",
        "majung-rows": str(exported.rows),
        "majung-replaced-characters": str(exported.replaced),
    }
    return StreamingResponse(_chunks(exported.file), media_type=exported.media_type, headers=headers)


async def _chunks(file: IO[bytes]) -> AsyncIterator[bytes]:
    with file:
        while chunk := await asyncio.to_thread(file.read, CHUNK):
            yield chunk
