"""Answering a question in this process, with the database that the settings name."""

from __future__ import annotations

import shutil
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from majung.access.actor import system
from majung.errors import Refusal
from majung.institutions.writes import issue_token
from majung.settings import Settings
from majung_schema.asking import Asked, RequestInfo
from majung_schema.cli.actors import actor_named
from majung_schema.cli.development import mandate_for
from majung_schema.cli.running import locale
from majung_schema.exports.errors import ExportFailed
from majung_schema.exports.exporting import Exports, Wanted
from majung_schema.live.opened import PURPOSE_HEADER
from majung_schema.platform import Platform, all_scopes, open_platform, read_registry
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


class ListNotWritten(Refusal):
    """The list was not written: {reason}

    ko: 목록을 쓰지 못했습니다: {reason}
    """


@dataclass(frozen=True, kw_only=True)
class Question:
    """A document with what it needs; `purpose` is why personal data is asked for whole."""

    document: str
    variables: dict[str, Any] = field(default_factory=dict)
    operation: str | None = None
    purpose: str | None = None

    @property
    def asked(self) -> Asked:
        """As the endpoint takes it."""
        return Asked(query=self.document, variables=self.variables, operation_name=self.operation)

    @property
    def info(self) -> RequestInfo:
        """The circumstances of a question from the command line."""
        headers = {PURPOSE_HEADER: self.purpose} if self.purpose else {}
        return RequestInfo(request_id=ORIGIN, transport="process", origin=ORIGIN, headers=headers)


def read_variables(text: str) -> dict[str, Any]:
    """The JSON object of --variables."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise VariablesUnreadable(reason=error) from None
    if not isinstance(found, dict):
        raise VariablesUnreadable(reason=f"{type(found).__name__}, not an object")
    return found


async def ask(question: Question, given: str) -> tuple[str, bool]:
    """The answer as JSON text, and whether it tells of errors."""
    async with opened() as platform:
        actor = await actor_named(platform.database, given, scopes(platform), locale())
        answer = await platform.operations.answer(question.asked, actor, question.info)
    return orjson.dumps(answer.body, option=orjson.OPT_INDENT_2).decode(), "errors" in answer.body


async def write_list(
    question: Question, given: str, to: Path, format: str, titles: Mapping[str, str]
) -> tuple[int, int]:
    """Write a whole list to a file; its number of rows, and of characters that its encoding does not have."""
    async with opened() as platform:
        actor = await actor_named(platform.database, given, scopes(platform), locale())
        wanted = Wanted(asked=question.asked, format=format, titles=titles)
        try:
            exported = await Exports(platform.operations).export(wanted, actor, question.info)
        except ExportFailed as failed:
            raise ListNotWritten(reason=failed.reason) from None
    with exported.file as file, to.open("wb") as target:
        shutil.copyfileobj(file, target)
    return exported.rows, exported.replaced


async def make_token(given: str) -> str:
    """A new development token for an actor; its account and mandate are made once."""
    settings = Settings.from_environment()
    if settings.production:
        raise ProductionToken
    async with opened(settings) as platform:
        actor = await actor_named(platform.database, given, scopes(platform), locale())
        mandate_id = await mandate_for(actor, given)
        return await issue_token(
            system("token"), mandate_id=mandate_id, name=f"development token for {given}", development=True
        )


@asynccontextmanager
async def opened(settings: Settings | None = None) -> AsyncIterator[Platform]:
    """The installation that the environment names, prepared and open."""
    settings = settings or Settings.from_environment()
    registry = read_registry(settings)
    await check_prepared(settings, registry)
    async with open_platform(settings, registry, max_connections=4) as platform:
        yield platform


def scopes(platform: Platform) -> frozenset[str]:
    """Every permission there is."""
    return frozenset(scope.name for scope in all_scopes(platform.registry))
