"""What once ended as an internal error, found by random operations over the whole schema."""

from __future__ import annotations

from string import Template
from typing import Any

from tests.plugins.programs import plugins
from tests.plugins.province import province

from majung_schema.testing import App, server

__all__ = ["plugins", "province", "server"]

ASK = "{ record { __typename } refusals { code } } }"
REFUSED = {
    "a way of paying back that there is not": (
        'mutation { offerFundRepayments(product: "gfproduct_$product", '
        'choices: [{code: "A", graceMonths: 0, method: "X"}])',
        "INVALID_VALUE",
    ),
    "the last month of the calendar": (
        'mutation { settleFundMonth(edition: "edition_$edition", line: "budget_$line", month: "9999-12-31")',
        "MONTH_NOT_OVER",
    ),
    "an application of another program, withdrawn from the fund": (
        'mutation { withdrawFundApplication(id: "app_$exporter", version: $first_seen)',
        "APPLICATION_OF_ANOTHER_PROGRAM",
    ),
    "an application of another program, rejected as an exporter": (
        'mutation { rejectExporter(application: "app_$borrower", version: $second_seen, reasonCodes: ["X"])',
        "APPLICATION_OF_ANOTHER_PROGRAM",
    ),
    "more workers than digits": (
        'mutation { recordHeadcount(firm: "firm_$firm", input: {on: "2026-01-31", regularWorkers: "1e40"})',
        "OUTSIDE_LIMITS",
    ),
}
IDS = """
select (select id from growth_fund_product limit 1) as product, (select id from edition limit 1) as edition,
    (select id from budget_line limit 1) as line, (select id from firm limit 1) as firm,
    (select id from application where program_code = 'EXPORT_COSTS' order by id limit 1) as exporter,
    (select version from application where program_code = 'EXPORT_COSTS' order by id limit 1) as first_seen,
    (select id from application where program_code = 'GROWTH_FUND' order by id limit 1) as borrower,
    (select version from application where program_code = 'GROWTH_FUND' order by id limit 1) as second_seen
"""
TASKS = "{ viewer { tasks(first: 100) { totalCount nodes { source dueOn subject { __typename id } } } } }"


async def test_what_broke_something_once_is_refused_or_answered(province: App) -> None:
    official, [found] = await province.official(), await province.database.fetch(IDS)
    codes: dict[str, Any] = {}
    for what, (template, _) in REFUSED.items():
        document = Template(template).substitute(found)
        data = await province.ask(f"{document} {ASK}", official)
        codes[what] = [refusal["code"] for payload in data.values() for refusal in payload["refusals"]]
    assert codes == {what: [code] for what, (_, code) in REFUSED.items()}
    tasks = (await province.ask(TASKS, official))["viewer"]["tasks"]
    assert tasks["totalCount"] > 0
    assert all(task["subject"]["id"] for task in tasks["nodes"])
