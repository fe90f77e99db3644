"""What the demonstration prints: what to open, a token for each kind of actor, three queries to paste."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from rich.markup import escape

from majung.access.actor import Actor, system
from majung.institutions.models import Token
from majung.institutions.writes import issue_token
from majung.plugin.contract import DemoProvince
from majung.storage.transaction import current, write
from majung_schema.cli.examples import examples
from majung_schema.cli.running import locale, worded
from majung_schema.platform import Platform

TOKEN_NAME = "demonstration"

_MANDATES = """
    select distinct on (m.kind) m.kind, m.id, a.login, m.firm_id
    from mandate m join account a on a.id = m.account_id
    where a.login not like 'development:%' and (m.kind <> 'official' or a.login = 'manager')
    order by m.kind, a.login
"""
_KINDS = {"official": "담당자", "firm": "기업", "person": "개인", "partner": "협력기관"}


@dataclass(frozen=True, kw_only=True)
class _Login:
    kind: str
    login: str
    mandate_id: UUID
    firm_id: UUID | None


async def welcome(platform: Platform, province: DemoProvince) -> str:
    """The text as markup, with `{address}` left to be filled in; tokens are new at each start."""
    rows = await platform.database.fetch(_MANDATES)
    logins = [
        _Login(kind=row["kind"], login=row["login"], mandate_id=row["id"], firm_id=row["firm_id"])
        for row in sorted(rows, key=lambda row: [*_KINDS].index(row["kind"]))
    ]
    tokens = await _new_tokens(system("demo"), logins=logins)
    brn = await _number_of_firm(platform, next((login.firm_id for login in logins if login.firm_id), None))
    parts = [
        _opening(platform, province),
        *(_token_line(login, token) for login, token in zip(logins, tokens, strict=True)),
        worded(
            "\n[bold]질의[/]     GraphiQL에 붙여 넣거나  majung query '…' --as official\n",
            "\n[bold]Queries[/]  for GraphiQL, or as  majung query '…' --as official\n",
        ),
    ]
    for number, example in enumerate(examples(platform.schema, brn), start=1):
        query = example.query.replace("\n", "\n     ")
        parts.append(f"  [bold]{number}[/]  [green]# {escape(example.title.in_(locale()))}[/]\n     {escape(query)}\n")
    return "\n".join(parts)


def _opening(platform: Platform, province: DemoProvince) -> str:
    programs = ", ".join(d.title.in_(locale()) for _, d in platform.registry.programs.values())
    return worded(
        "\n[bold]마중[/]     기업 {firms}개와 개인 {persons}명의 가상 도(道) · 사업: {programs}\n"
        "\n[bold]열기[/]     [cyan][link={address}/graphiql]{address}/graphiql[/link][/]   GraphiQL"
        "\n         [cyan][link={address}/graphql]{address}/graphql[/link][/]    GraphQL (HTTP, WebSocket)\n"
        '\n[bold]토큰[/]     GraphiQL의 Headers 칸에 [dim]{{"Authorization": "Bearer 토큰"}}[/]\n',
        "\n[bold]Majung[/]   a made-up province of {firms} firms and {persons} persons · programs: {programs}\n"
        "\n[bold]Open[/]     [cyan][link={address}/graphiql]{address}/graphiql[/link][/]   GraphiQL"
        "\n         [cyan][link={address}/graphql]{address}/graphql[/link][/]    GraphQL (HTTP, WebSocket)\n"
        '\n[bold]Tokens[/]   in GraphiQL under Headers: [dim]{{"Authorization": "Bearer TOKEN"}}[/]\n',
        firms=f"{len(province.firm_ids):,}",
        persons=f"{len(province.person_ids):,}",
        programs=programs or worded("없음", "none"),
        address="{address}",
    )


def _token_line(login: _Login, token: str) -> str:
    kind = _KINDS[login.kind] if locale() == "ko" else login.kind
    width = 9 if locale() != "ko" else 9 - len(kind)  # a Korean syllable is two columns wide
    return f"  {kind:<{width}} {login.login:<10} [cyan]{token}[/]"


async def _number_of_firm(platform: Platform, firm_id: UUID | None) -> str:
    rows = await platform.database.fetch(
        "select brn from establishment where brn is not null order by (firm_id = $1) desc nulls last, id limit 1",
        firm_id,
    )
    return str(rows[0]["brn"]) if rows else "1248100998"


@write
async def _new_tokens(actor: Actor, *, logins: list[_Login]) -> list[str]:
    """Tokens for these logins in place of those of the last start, which end here."""
    await Token.filter(name=TOKEN_NAME, development=True).using_db(current().connection).delete()
    return [
        await issue_token(actor, mandate_id=login.mandate_id, name=TOKEN_NAME, development=True) for login in logins
    ]
