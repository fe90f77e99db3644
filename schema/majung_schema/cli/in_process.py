"""Answering a question in this process, with the database that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import orjson

from majung.access.actor import system
from majung.errors import Refusal
from majung.institutions.writes import issue_token
from majung.settings import Settings
from majung_schema.cli.actors import actor_named
from majung_schema.cli.development import mandate_for
from majung_schema.cli.running import locale
from majung_schema.operations import Asked, RequestInfo
from majung_schema.platform import PURPOSE_HEADER, Platform, all_scopes, open_platform, read_registry
from majung_schema.preparing import check_prepared

ORIGIN = "command-line"


class VariablesUnreadable(Refusal):
    """--variables must be a JSON object, for example '{{"brn": "1248100998"}}': {reason}.

    ko: --variables는 JSON 객체여야 합니다. 예: '{{"brn": "1248100998"}}'. 원인: {reason}.
    """


class ProductionToken(Refusal):
    """Development tokens are not made in production. Issue tokens through the mutation issueToken.

    ko: 운영 환경에서는 개발용 토큰을 만들 수 없습니다. issueToken 변경(mutation)으로 발급하십시오.
    """


@dataclass(frozen=True, kw_only=True)
class Question:
    """A document with what it needs; `purpose` is why personal data is asked for whole."""

    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation: str | None = None
    purpose: str | None = None


def read_variables(text: str) -> dict[str, Any]:
    """The JSON object of --variables."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise VariablesUnreadable(reason=error) from None
    if not isinstance(found, dict):
        raise VariablesUnreadable(reason=f"{type(found).__name__}, not an object")
    return found


async def ask(asked: Question, given: str) -> tuple[str, bool]:
    """The answer as JSON text, and whether it tells of errors."""
    async with _opened(Settings.from_environment()) as platform:
        actor = await actor_named(platform.database, given, _scopes(platform), locale())
        headers = {PURPOSE_HEADER: asked.purpose} if asked.purpose else {}
        info = RequestInfo(request_id=ORIGIN, transport="process", origin=ORIGIN, headers=headers)
        operation = Asked(query=asked.document, variables=asked.variables, operation_name=asked.operation)
        answer = await platform.operations.answer(operation, actor, info)
    return orjson.dumps(answer.body, option=orjson.OPT_INDENT_2).decode(), "errors" in answer.body


async def make_token(given: str) -> str:
    """A new development token for an actor; its account and mandate are made once."""
    settings = Settings.from_environment()
    if settings.production:
        raise ProductionToken
    async with _opened(settings) as platform:
        actor = await actor_named(platform.database, given, _scopes(platform), locale())
        mandate_id = await mandate_for(actor, given)
        return await issue_token(
            system("token"), mandate_id=mandate_id, name=f"development token for {given}", development=True
        )


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Platform]:
    registry = read_registry(settings)
    await check_prepared(settings, registry)
    async with open_platform(settings, registry, max_connections=4) as platform:
        yield platform


def _scopes(platform: Platform) -> frozenset[str]:
    return frozenset(scope.name for scope in all_scopes(platform.registry))
