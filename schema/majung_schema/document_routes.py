"""Documents over HTTP: `POST /documents` with the file as its body, `GET /documents/<id>`; both streamed."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

import msgspec
from starlette.requests import ClientDisconnect, HTTPConnection, Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute, Route

from majung.access.actor import Actor
from majung.access.records import PersonalRead, record_reads
from majung.documents.errors import (
    DocumentDatesWrong,
    FileNotScanned,
    FileTooLarge,
    StoreUnreachable,
    UploadInterrupted,
)
from majung.documents.models import Document, StoredFile
from majung.documents.receiving import received
from majung.documents.scanning import ScanFailed, Scanner, Verdict
from majung.documents.scopes import READ
from majung.documents.writes import DocumentDraft, check_draft, store_document
from majung.errors import NotFound, Refusal
from majung_schema.answers import Speaker, status_of
from majung_schema.graph.changes import refused
from majung_schema.graph.reading import Reading
from majung_schema.graph.scalars import uuid_of
from majung_schema.metering import RateLimited
from majung_schema.negotiation import locale_of, speaking
from majung_schema.request_ids import request_id_of

if TYPE_CHECKING:
    from majung_schema.platform import Platform

PATH = "/documents"
PURPOSE = "majung-purpose"
COST = 100
"""What a file that is sent or fetched takes off its client's minute."""

Authenticate = Callable[[HTTPConnection | dict[str, object]], Awaitable[Actor]]
Answering = Callable[[Request, Actor], Awaitable[Response]]

STATUS: dict[type[Refusal], int] = {NotFound: 404, FileTooLarge: 413, FileNotScanned: 409, StoreUnreachable: 503}
"""HTTP status of refusals that have one of their own; others are 422, or what the refusal itself says."""


def document_routes(platform: Platform, authenticate: Authenticate) -> list[BaseRoute]:
    """Upload and download under the same policies, permissions and words as the graph."""

    async def upload(request: Request, actor: Actor) -> Response:
        draft = _draft(request)
        most = await check_draft(actor, draft=draft, most=platform.settings.documents_bytes)
        declared = request.headers.get("content-length", "")
        if declared.isdecimal() and int(declared[:15]) > most:
            raise FileTooLarge(counted=int(declared[:15]), allowed=most)
        async with received(_body(request), allowed=most) as file:
            verdict = await _scanned(platform.scanner, file.path)
            made = await store_document(actor, draft=draft, file=file, store=platform.documents, verdict=verdict)
        body = {
            "document": {
                "id": f"doc_{made.id}",
                "validUntil": made.valid_until,
                "sha256": file.sha256,
                "size": file.size,
                "mediaType": file.media_type,
            },
            "refusals": [],
        }
        return Response(msgspec.json.encode(body), status_code=201, media_type="application/json")

    async def download(request: Request, actor: Actor) -> Response:
        document_id = uuid_of(request.path_params["id"], "doc")
        reading = Reading(database=platform.database, actor=actor, operation=request.headers.get("x-request-id"))
        row = await reading.one(Document, "id", document_id)
        if row is None:
            raise NotFound(kind="Document", id=f"doc_{document_id}")
        if actor.kind == "official":
            actor.require(READ)
        file = None if row.file_id is None else await reading.one(StoredFile, "id", row.file_id)
        if file is None:  # destroyed after its term, or because the person asked
            raise NotFound(kind="Document", id=f"doc_{document_id}")
        if file.scan == "INFECTED" or (platform.scanner is not None and file.scan != "CLEAN"):
            raise FileNotScanned(document=f"doc_{document_id}")
        try:
            content = await platform.documents.stream(file.sha256)
        except FileNotFoundError as error:
            raise StoreUnreachable from error
        await _record(platform, actor, document_id, request.headers.get("x-request-id"))
        name = quote(row.stored("filename") or row.type_code, safe="")
        headers = {
            "content-length": str(file.size),
            "content-disposition": f"attachment; filename*=UTF-8''{name}",
            "content-security-policy": "sandbox; default-src 'none'",
            "cache-control": "private, no-store",
            "etag": f'"{file.sha256}"',
        }
        return StreamingResponse(content, media_type=file.media_type, headers=headers)

    return [
        Route(PATH, _answered(platform, authenticate, upload), methods=["POST"]),
        Route(f"{PATH}/{{id}}", _answered(platform, authenticate, download), methods=["GET"]),
    ]


def _answered(
    platform: Platform, authenticate: Authenticate, answer: Answering
) -> Callable[[Request], Awaitable[Response]]:
    """Find out who asks, open the installation, and tell refusals in the caller's language."""

    async def run(request: Request) -> Response:
        language = request.headers.get("accept-language")
        locale = locale_of(language) or "ko"
        try:
            client = request.client.host if request.client else None
            actor = speaking(await authenticate(request), language, client)
            platform.meter.check(actor)
            platform.meter.charge(actor, COST)
            if purpose := request.headers.get(PURPOSE):
                actor = actor.for_purpose(purpose[:500])
            with platform.active():
                return await answer(request, actor)
        except Refusal as refusal:
            body = {"document": None, "refusals": [vars(refused(refusal, locale))]}
            headers = {"retry-after": str(refusal.details["seconds"])} if isinstance(refusal, RateLimited) else {}
            content, kind = msgspec.json.encode(body), "application/json"
            return Response(content, status_code=_status(refusal), media_type=kind, headers=headers)
        except ClientDisconnect:
            return Response(status_code=UNREAD)
        except Exception as error:
            request_id = request_id_of(request.headers.get("x-request-id"))
            speaker = Speaker(locale=locale, request_id=request_id, production=platform.settings.production)
            return Response(speaker.failed(error).encoded(), status_code=500, media_type="application/json")

    return run


UNREAD = 400
"""Nobody reads the answer to an upload whose sender has gone."""


def _status(refusal: Refusal) -> int:
    return next((status for kind, status in STATUS.items() if isinstance(refusal, kind)), status_of(refusal, 422))


async def _body(request: Request) -> AsyncIterator[bytes]:
    declared, size = request.headers.get("content-length", ""), 0
    async for chunk in request.stream():
        size += len(chunk)
        if chunk:
            yield chunk
    if declared.isdecimal() and size < int(declared[:15]):
        raise UploadInterrupted


async def _scanned(scanner: Scanner | None, path: object) -> Verdict | None:
    """What the scan says; None without a scanner, or when it does not answer and looks later."""
    if scanner is None:
        return None
    try:
        return await scanner.scan(path)  # type: ignore[arg-type]
    except ScanFailed:
        return None


def _draft(request: Request) -> DocumentDraft:
    given = request.query_params
    firm, person = given.get("firm"), given.get("person")
    return DocumentDraft(
        type_code=given.get("type", ""),
        firm_id=uuid_of(firm, "firm") if firm else None,
        person_id=uuid_of(person, "person") if person else None,
        title=given.get("title", ""),
        filename=given.get("filename", ""),
        number=given.get("number", ""),
        issued_by=given.get("issuedBy", ""),
        issued_on=_day(given.get("issuedOn")),
        valid_until=_day(given.get("validUntil")),
    )


def _day(text: str | None) -> date | None:
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DocumentDatesWrong(
            reason_ko="날짜는 YYYY-MM-DD 형식입니다", reason_en="write a date as YYYY-MM-DD"
        ) from None


async def _record(platform: Platform, actor: Actor, document_id: UUID, operation: str | None) -> None:
    """Who fetched which document, when, from where and why."""
    read = PersonalRead(table="document", unmasked=True, columns={"content"}, row_ids={document_id})
    await record_reads(platform.database, actor, operation, [read])
