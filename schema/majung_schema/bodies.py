"""The GraphQL request in an HTTP body, a query string or a socket message, shape checked."""

from __future__ import annotations

from typing import Literal
from urllib.parse import parse_qsl

from starlette.types import Receive

from majung.trusted.writes import hash_of
from majung_schema.asking import Asked
from majung_schema.limits import Limits
from majung_schema.refusals import BodyTooLarge, BodyTooSlow, MalformedRequest
from majung_schema.strict_json import Json, decoded
from majung_schema.trusted import PREFIX

MOST_FIELDS = 16
"""Of a query string."""


class ClientGone(Exception):
    """The client closed the connection before its request was read; there is nobody to answer."""


async def read_body(receive: Receive, declared: str | None, settings: Limits) -> bytes:
    """The whole body, refused past `body_bytes` or `body_seconds`."""
    if declared is not None and declared.isdecimal() and int(declared[:12]) > settings.body_bytes:
        raise BodyTooLarge(counted=int(declared[:12]), allowed=settings.body_bytes)
    chunks: list[bytes] = []
    size = 0
    try:
        with settings.body_deadlines.one():
            while True:
                message = await receive()
                if message["type"] == "http.disconnect":
                    raise ClientGone
                chunk: bytes = message.get("body", b"")
                size += len(chunk)
                if size > settings.body_bytes:
                    raise BodyTooLarge(counted=size, allowed=settings.body_bytes)
                if not message.get("more_body", False):
                    return b"".join((*chunks, chunk)) if chunks else chunk
                chunks.append(chunk)
    except TimeoutError:
        seconds = settings.body_seconds
        raise BodyTooSlow(counted=seconds, received=size, allowed=seconds) from None


def asked_in_body(body: bytes, settings: Limits) -> Asked:
    """The request in a JSON body."""
    if not body:
        raise MalformedRequest(reason="the body is empty")
    return asked_in(decoded(body, depth=settings.json_depth))


def asked_in_query(query_string: bytes, settings: Limits) -> Asked:
    """The request in the query string of a GET, where variables and extensions are JSON texts."""
    try:
        fields = query_string.count(b"&") + 1
        if fields > MOST_FIELDS:
            raise MalformedRequest(reason=f"the query string has {fields} fields; {MOST_FIELDS} are allowed")
        pairs = parse_qsl(query_string.decode("ascii"), errors="strict")
    except ValueError:
        raise MalformedRequest(reason="the query string is not UTF-8 in percent encoding") from None
    given: dict[str, Json] = {}
    for name, text in pairs:
        if name in given:
            raise MalformedRequest(reason=f"{name} is given twice")
        is_json = name in ("variables", "extensions") and text
        given[name] = decoded(text, depth=settings.json_depth) if is_json else text
    return asked_in(given)


def asked_in(value: Json) -> Asked:
    """The request in a decoded JSON value."""
    if isinstance(value, list):
        raise MalformedRequest(reason="several requests in one are not answered; expected one object")
    if not isinstance(value, dict):
        raise MalformedRequest(reason="expected an object with query, operationName, variables, extensions")
    extensions = _object(value, "extensions")
    document_id = _document_id(value.get("documentId"), extensions.get("persistedQuery"))
    query = value.get("query")
    if query is None and document_id is not None:
        query = ""
    if not isinstance(query, str):
        raise MalformedRequest(reason="query is missing or not a text")
    if query and (document_id or "").startswith(PREFIX) and document_id != f"{PREFIX}{hash_of(query)}":
        raise MalformedRequest(reason="query is another document than the one that is named; send one of the two")
    name = value.get("operationName")
    if name is not None and not isinstance(name, str):
        raise MalformedRequest(reason="operationName is not a text")
    return Asked(
        query=query,
        operation_name=name or None,
        variables=_object(value, "variables"),
        extensions=extensions,
        document_id=document_id,
    )


def _document_id(given: Json, persisted: Json) -> str | None:
    """The id of a trusted document: the draft's `documentId`, or the hash that Apollo's clients send."""
    if given is None and isinstance(persisted, dict):
        hash = persisted.get("sha256Hash")
        given = f"{PREFIX}{hash}" if isinstance(hash, str) else hash
    if given is not None and not isinstance(given, str):
        raise MalformedRequest(reason="the id of a document is not a text")
    return given or None


def _object(value: dict[str, Json], name: Literal["variables", "extensions"]) -> dict[str, Json]:
    given = value.get(name)
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise MalformedRequest(reason=f"{name} is not an object")
    return given
