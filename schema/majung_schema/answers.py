"""Answers to clients: results, refusals in the caller's language, and unknown errors masked with a request id."""

from __future__ import annotations

import traceback
from collections.abc import Iterable
from typing import Any

import msgspec
import orjson
import structlog
from graphql import GraphQLError

from majung.access.authentication import TokenRefused
from majung.errors import Locale, Refusal
from majung.logins.errors import IssuerAway
from majung_schema.refusals import (
    ArgumentFault,
    InternalError,
    RequestRefused,
    ValidationFault,
    VariablesFault,
)
from majung_schema.traces import traced_as

log = structlog.get_logger("majung.graphql")

Body = dict[str, Any]
"""A GraphQL response before it becomes JSON."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """One GraphQL response; `status` is its HTTP status for clients that know application/graphql-response+json."""

    body: Body
    status: int = 200
    well_formed: bool = True
    """A proper GraphQL request, whatever came of it: plain application/json answers it with status 200."""
    content: bytes = b""
    """The body as JSON, where it was encoded already."""

    @property
    def refused(self) -> bool:
        """Whether nothing was executed."""
        return "data" not in self.body

    def encoded(self) -> bytes:
        """The response as JSON."""
        return self.content or orjson.dumps(self.body)


OF_LOGINS: dict[type[Refusal], int] = {TokenRefused: 401, IssuerAway: 503}


def status_of(refusal: Refusal, otherwise: int = 403) -> int:
    """The HTTP status of a request that was refused as a whole; `otherwise` where it has none of its own."""
    if isinstance(refusal, RequestRefused):
        return refusal.status
    return next((status for kind, status in OF_LOGINS.items() if isinstance(refusal, kind)), otherwise)


class Speaker(msgspec.Struct, frozen=True, kw_only=True):
    """Puts errors into words for one request: its language, its id, and whether logs may carry error text."""

    locale: Locale
    request_id: str
    production: bool

    def refused(self, refusal: Refusal) -> Answer:
        """The answer when nothing was executed because of one refusal."""
        told = refusal if isinstance(refusal, RequestRefused) else None
        return Answer(
            body={"errors": [self.refusal(refusal)]},
            status=status_of(refusal),
            well_formed=told.well_formed if told else False,
        )

    def invalid(self, errors: Iterable[GraphQLError], kind: type[ValidationFault | VariablesFault]) -> Answer:
        """The answer to a document or variables that do not fit the schema, in the words of validation."""
        told = [
            {"message": e.message, **_where(e), "extensions": {"code": (e.extensions or {}).get("code", kind.code)}}
            for e in errors
        ]
        return Answer(body={"errors": told}, status=kind.status)

    def failed(self, error: BaseException) -> Answer:
        """The answer when the operation as a whole failed."""
        if isinstance(error, Refusal):
            return self.refused(error)
        self._log(error, None)
        return self.refused(self._masked())

    def error(self, error: GraphQLError) -> Body:
        """One error of an executed operation: words for refusals and bad arguments, a mask for the rest."""
        cause = _cause(error)
        path = {"path": error.path} if error.path else {}
        if isinstance(cause, Refusal):
            return {**self.refusal(cause), **_where(error), **path}
        given = dict(cause.extensions or {}) if isinstance(cause, GraphQLError) else {}
        if "code" in given:
            return {"message": error.message, **_where(error), **path, "extensions": given}
        if isinstance(cause, GraphQLError) and error.message.startswith("Argument "):
            return {"message": error.message, **_where(error), **path, "extensions": {"code": ArgumentFault.code}}
        self._log(cause, error.path)
        return {**self.refusal(self._masked()), **_where(error), **path}

    def refusal(self, refusal: Refusal) -> Body:
        """A refusal as a GraphQL error; `path` and `details` say which input it speaks of."""
        extensions: Body = {"code": refusal.code}
        if refusal.path:
            extensions["path"] = list(refusal.path)
        if refusal.details:
            extensions["details"] = {name: _plain(value) for name, value in refusal.details.items()}
        return {"message": refusal.message(self.locale), "extensions": extensions}

    def _masked(self) -> InternalError:
        return InternalError(id=self.request_id, **traced_as("trace"))

    def _log(self, error: BaseException, path: list[str | int] | None) -> None:
        """Logs carry no personal data, so in production the text of an unknown error stays out of them."""
        frames = [f"{f.filename}:{f.lineno} {f.name}" for f in traceback.extract_tb(error.__traceback__)][-8:]
        log.error(
            "operation failed",
            request_id=self.request_id,
            path=path,
            error=type(error).__qualname__,
            frames=frames,
            text=None if self.production else str(error),
        )


def _cause(error: GraphQLError) -> BaseException:
    """The exception that a GraphQL error wraps, however often it was wrapped on its way."""
    cause: BaseException = error
    while isinstance(cause, GraphQLError) and cause.original_error is not None:
        cause = cause.original_error
    return cause


def _where(error: GraphQLError) -> Body:
    if not error.locations:
        return {}
    return {"locations": [{"line": place.line, "column": place.column} for place in error.locations]}


def _plain(value: object) -> object:
    """A detail as JSON can carry it; money, dates and ids become text."""
    if value is None or isinstance(value, str | bool | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, dict):
        return {str(name): _plain(item) for name, item in value.items()}
    if isinstance(value, list | tuple | set | frozenset):
        return [_plain(item) for item in value]
    return str(value)
