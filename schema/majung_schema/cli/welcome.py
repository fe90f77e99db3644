"""What the demonstration prints: what to open, a token for each kind of actor, three queries to paste."""

from __future__ import annotations

from rich.markup import escape

from majung.access.actor import system
from majung.institutions.writes import issue_token
from majung.plugin.contract import DemoProvince
from majung_schema.platform import Platform

QUERIES = (
    '{ firm(brn: "BRN") { name representative district { nameKo }'
    " supportRecords { nodes { year title decidedKrw } } } }",
    '{ search(text: "ㅎㄴ") { kind title node { id } } }',
    '{ calls(first: 5, where: {status: ["OPEN"]}) { totalCount nodes { title closingKind closingText } } }',
)

_MANDATES = """
    select distinct on (m.kind) m.kind, m.id, a.login, m.firm_id
    from mandate m join account a on a.id = m.account_id
    where a.login not like 'development:%' and (m.kind <> 'official' or a.login = 'manager')
    order by m.kind, a.login
"""


async def welcome(platform: Platform, province: DemoProvince) -> str:
    """The text, with `{address}` left to be filled in; tokens are new at each start."""
    lines = ["", "[bold]마중 Majung[/]  GraphiQL  [link={address}/graphiql]{address}/graphiql[/]", ""]
    rows = await platform.database.fetch(_MANDATES)
    for row in rows:
        token = await issue_token(system("demo"), mandate_id=row["id"], name="demonstration", development=True)
        lines.append(f"  {row['kind']:<9} {row['login']:<24} [cyan]{token}[/]")
    firm = await platform.database.fetch(
        "select e.brn from establishment e join support_record s on s.firm_id = e.firm_id"
        " where e.brn is not null order by e.id limit 1"
    ) or await platform.database.fetch("select brn from establishment where brn is not null order by id limit 1")
    brn = firm[0]["brn"] if firm else "1248100998"
    lines += ["", "[bold]Three queries[/] for GraphiQL with a token, or for `majung query '…' --as official`", ""]
    lines += [f"  {escape(query.replace('BRN', brn))}" for query in QUERIES]
    return "\n".join(lines)
