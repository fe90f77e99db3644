"""Asking the graph from the command line, and making tokens."""

from __future__ import annotations

import sys
from typing import Annotated, Any

import orjson
import typer

from majung.access.actor import system
from majung.errors import Refusal
from majung.institutions.writes import issue_token
from majung.settings import Settings
from majung_schema.cli.actors import actor_named
from majung_schema.cli.development import mandate_for
from majung_schema.cli.running import locale, run, screen
from majung_schema.operations import Asked, RequestInfo
from majung_schema.platform import all_scopes, open_platform


class VariablesUnreadable(Refusal):
    """--variables must be a JSON object, for example '{"brn": "1248100998"}'.

    ko: --variables는 JSON 객체여야 합니다. 예: '{"brn": "1248100998"}'.
    """


class ProductionToken(Refusal):
    """Development tokens are not made in production. Issue tokens through the mutation issueToken.

    ko: 운영 환경에서는 개발용 토큰을 만들 수 없습니다. issueToken 변경(mutation)으로 발급하십시오.
    """


AsOption = Annotated[
    str, typer.Option("--as", help="official, official:LOGIN, firm:BRN, person:ID, partner:CODE or anonymous")
]


def query(
    document: Annotated[str, typer.Argument(help="A GraphQL document, or - to read it from standard input.")],
    actor: AsOption = "official",
    variables: Annotated[str, typer.Option(help="Values of its variables, as a JSON object.")] = "{}",
    purpose: Annotated[str | None, typer.Option(help="Why personal data is asked for whole (logged).")] = None,
) -> None:
    """Run a document in this process, through the same schema, policies and limits; prints the answer as JSON.

    Example: `majung query '{ firms(first: 3) { nodes { name } } }' --as official | jq .data`
    """
    text = sys.stdin.read() if document == "-" else document
    sys.exit(run(_query(text, actor, _variables(variables), purpose)))


def token(
    actor: AsOption = "official",
) -> None:
    """Make a development token and print it.

    Example: `curl -H "Authorization: Bearer $(majung token --as official)" …`
    """
    print(run(_token(actor)))


async def _query(text: str, given: str, variables: dict[str, Any], purpose: str | None) -> int:
    async with open_platform(Settings.from_environment()) as platform:
        scopes = frozenset(scope.name for scope in all_scopes(platform.registry))
        actor = await actor_named(platform.database, given, scopes, locale())
        headers = {"majung-purpose": purpose} if purpose else {}
        info = RequestInfo(request_id="command-line", transport="process", origin="command-line", headers=headers)
        answer = await platform.operations.answer(Asked(query=text, variables=variables), actor, info)
    sys.stdout.write(orjson.dumps(answer.body, option=orjson.OPT_INDENT_2).decode() + "\n")
    return 1 if "errors" in answer.body else 0


async def _token(given: str) -> str:
    settings = Settings.from_environment()
    if settings.production:
        raise ProductionToken
    async with open_platform(settings) as platform:
        scopes = frozenset(scope.name for scope in all_scopes(platform.registry))
        actor = await actor_named(platform.database, given, scopes, locale())
        mandate_id = await mandate_for(actor, given)
        made = await issue_token(
            system("token"), mandate_id=mandate_id, name=f"development token for {given}", development=True
        )
    screen.print("[dim]A development token; it is refused in production.[/]", highlight=False)
    return made


def _variables(text: str) -> dict[str, Any]:
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        raise VariablesUnreadable from None
    if not isinstance(found, dict):
        raise VariablesUnreadable
    return found
