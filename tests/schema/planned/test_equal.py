"""A plan's answer equals graphql-core's on the same schema, errors and their paths included."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from strawberry.schema.schema import StrawberryGraphQLCoreExecutionContext

ANSWERED = {
    "point": '{ firm(brn: "BRN") { id name representative foundedOn district { nameKo parent { nameKo } } } }',
    "nested pages": "{ firms(first: 30, orderBy: [{name: ASC}]) { totalCount"
    " pageInfo { hasNextPage hasPreviousPage endCursor }"
    " nodes { id years(first: 2) { totalCount nodes { year salesKrw workers } }"
    " supportRecords(last: 2) { edges { cursor"
    " node { year title decidedKrw program { titleKo } firm { name } } } } } } }",
    "360 degrees": '{ firm(brn: "BRN") { id name employees establishments { nodes { brn address district { nameKo } } }'
    " years { edges { cursor node { year salesKrw exportsUsd } } } certifications { nodes { kind validTo } }"
    " supportRecords { totalCount nodes { year title decidedKrw } } applications { nodes { id state __typename } }"
    " people { nodes { role person { name phone email birthDate } } } names { nodes { name } } } }",
    "all programs of a firm": '{ firm(brn: "BRN") { sizeClass { size on steps { code value } } fundFamilies { family'
    " outstandingKrw products { product headroomKrw reason } } subsidyPaidByYear { year amountKrw }"
    " loans { totalCount nodes { number state principalKrw grantedPct schedule { dueOn principalKrw } bank { nameKo }"
    " recommendation { number loan { id } } } } recommendations { nodes { number product { code } } }"
    " growthFundApplications { nodes { id request { facilityKrw } committeeResult { average } allowedActions { action"
    " allowed refusal { code } } } } vouchers { nodes { amountKrw } } openVouchers voucherAddressee } }",
    "aliases and merging": '{ a: firm(brn: "BRN") { name name n: name district { code } district { nameKo } }'
    ' b: firm(brn: "BRN") { ...F ...F } } fragment F on Firm { id ... on Node { id } years(first: 1) { nodes { year } }'
    " years(first: 1) { nodes { source } } }",
    "several pages of one list": '{ firm(brn: "BRN") { a: years(first: 1) { nodes { year } } b: years(last: 1) {'
    " nodes { year } n: nodes { source } edges { node { id } c: cursor } } years(first: 0) { nodes { id } totalCount"
    " pageInfo { hasNextPage startCursor } } } }",
    "interfaces": '{ search(text: "완도") { kind title node { __typename id ... on Firm { name district { nameKo }'
    " years(first: 1) { nodes { year } } } ... on Call { title opensAt program { code } } ... on Node { id } } } }",
    "implementors of an interface": "{ applications(first: 20) { nodes { __typename id state firm { name } ...G"
    " ... on ExampleApplication { voucher { amountKrw } } } } }"
    " fragment G on GrowthFundApplication { request { facilityKrw bank { code } } loan { number } }",
    "anything by its id": '{ f: node(id: "firm_FIRM") { id __typename ... on Firm { name } }'
    ' l: node(id: "gfloan_LOAN") { ... on Loan { number firm { name loans { totalCount } } } }'
    ' a: node(id: "application_APPLICATION") { __typename ... on Application { state } }'
    ' n: node(id: "nothing_00000000-0000-7000-8000-000000000000") { id } }',
    "plain objects and lists": "{ viewer { kind scopes locale } plugins { name contributes { field } }"
    " calls(first: 3) { nodes { title areas"
    " districts { nameKo } opensAt closingKind program { code subPrograms { nodes { code } } } } } }",
    "nothing there": '{ firm(id: "firm_00000000-0000-7000-8000-000000000000") { id } firms(first: 0) { nodes { id } }'
    ' node(id: "firm_00000000-0000-7000-8000-000000000000") { id } }',
    "only the total": "{ firms { totalCount } loans { totalCount pageInfo { __typename } } }",
    "introspection beside": '{ __typename firms(first: 1) { __typename nodes { __typename } } t: __type(name: "Firm")'
    " { name } }",
    "left out": '{ firm(brn: "BRN") { id @skip(if: true) name @include(if: false) status @include(if: true)'
    " ... @skip(if: true) { crn } } }",
    "as it was": '{ firm(brn: "BRN", asOf: "2025-06-01T00:00:00Z") { name years { nodes { year } } district { code } }'
    ' now: firm(brn: "BRN", asOf: "2099-01-01T00:00:00Z") { name years { totalCount nodes { year } } sizeClass { size'
    ' } } firms(first: 2, asOf: "2099-01-01T00:00:00+09:00") { nodes { name loans(first: 1) { nodes { number } } } } }',
    "filters": "{ firms(first: 5, where: {hasLoan: true, districts: [], name: null}) { nodes { name } }"
    ' loans(first: 5, where: {states: ["ACTIVE", "EXECUTED"], outstandingAtLeast: 1}, orderBy: [{outstandingKrw: DESC},'
    " {executedOn: ASC}]) { nodes { outstandingKrw } edges { cursor } } }",
}
REFUSED = {
    "page too large": "{ firms(first: 500) { nodes { id } } viewer { kind } }",
    "page too large below": "{ firms(first: 2) { nodes { name years(first: 500) { nodes { id } } } } }",
    "bad id beside good ones": '{ a: firm(id: "bad") { id } firms(first: 1) { nodes { name } } }',
    "bad cursor deep down": '{ firms(first: 2) { nodes { name years(after: "x") { nodes { year } } } } }',
    "bad cursor of the only row": '{ firm(brn: "BRN") { name years(after: "x") { nodes { year } } } }',
    "negative page": "{ firms(first: -1) { nodes { id } } }",
    "both ends": '{ firm(brn: "BRN") { id years(first: 1, last: 1) { nodes { year } } } }',
    "scope missing": "{ accounts { nodes { id } } viewer { kind } }",
    "two keys": "{ firm { id } }",
    "a character that cannot be stored": '{ firms(where: {name: "\\uD800"}) { nodes { id } } viewer { kind } }',
    "a number that is too large": "{ loans(where: {outstandingAtLeast: 9223372036854775808}) { nodes { id } } }",
    "a search for nothing": '{ search(text: " ") { title } viewer { kind } }',
}


def _filled(document: str, found: Any) -> str:
    for name, value in found.items():
        document = document.replace(name.upper(), str(value))
    return document


@pytest.mark.parametrize("name", ANSWERED)
async def test_a_plan_answers_alone_and_like_graphql_core(
    both: Any, same: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = _filled(ANSWERED[name], both.found)
    expected = {kind: await both.core(document, actor) for kind, actor in both.actors().items()}

    def unexpected(*_: Any, **__: Any) -> None:
        raise AssertionError("graphql-core was asked")

    if "__type(" not in document:
        monkeypatch.setattr(StrawberryGraphQLCoreExecutionContext, "execute_field", unexpected)
    for kind, actor in both.actors().items():
        answer = await both.planned(document, actor)
        assert same(answer) == same(expected[kind])
        assert kind != "official" or "errors" not in answer


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_is_refused_alike(both: Any, same: Any, name: str) -> None:
    document = _filled(REFUSED[name], both.found)
    for kind in ("firm", "official"):
        actor = both.actors()[kind]
        expected = await both.core(document, actor)
        assert expected.get("errors") or kind == "official"
        assert same(await both.planned(document, actor)) == same(expected)


VARIABLES: dict[str, tuple[str, list[dict[str, Any]]]] = {
    "absent, null and given are three things": (
        "query($first: Int, $after: Cursor, $where: FirmFilter) { firms(first: $first, after: $after, where: $where)"
        " { nodes { name years(first: $first) { nodes { year } } } pageInfo { hasPreviousPage endCursor } } }",
        [
            {},
            {"first": None, "after": None, "where": None},
            {"first": 2},
            {"first": 2, "where": {}},
            {"first": 3, "where": {"hasLoan": True}},
            {"first": 3, "where": {"hasLoan": False, "supported": None}},
            {"first": 3, "where": {"employeesAtLeast": 5, "status": ["ACTIVE"]}},
            {"first": 0},
            {"first": -1},
            {"first": 101},
            {"after": "nonsense"},
        ],
    ),
    "defaults": (
        "query($first: Int = 2, $order: [FirmOrder!] = [{name: DESC}], $id: ID = null) {"
        ' firms(first: $first, orderBy: $order) { nodes { name } } firm(id: $id, brn: "BRN") { name } }',
        [{}, {"first": None}, {"first": 1}, {"order": []}, {"order": None}, {"order": [{"employees": "ASC"}]}],
    ),
    "directives": (
        "query($a: Boolean!, $b: Boolean = true) { firms(first: 2) { nodes { id name @include(if: $a)"
        " district @skip(if: $b) { code } ... @include(if: $b) { status } } } }",
        [{"a": True}, {"a": False}, {"a": True, "b": False}],
    ),
    "inside of inputs": (
        "query($name: String, $since: Date) { firms(where: {name: $name, foundedSince: $since}) { totalCount"
        " nodes { name } } }",
        [{}, {"name": None}, {"name": "x"}, {"since": "2000-01-01"}, {"since": "9999-12-31"}, {"since": "0001-01-01"}],
    ),
}


@pytest.mark.parametrize("name", VARIABLES)
async def test_variables_are_taken_alike(both: Any, same: Any, name: str) -> None:
    text, cases = VARIABLES[name]
    document = _filled(text, both.found)
    for kind in ("official", "firm"):
        actor = both.actors()[kind]
        for variables in [*cases, *cases]:  # the second time with the statements written for the first
            expected = await both.core(document, actor, variables)
            assert same(await both.planned(document, actor, variables)) == same(expected), variables


@pytest.mark.parametrize("day", [date.max, date.min, date(1999, 12, 31)])
async def test_the_last_and_the_first_day_are_days(both: Any, same: Any, day: date) -> None:
    await both.platform.database.execute("update firm set founded_on = $1 where id = $2", day, both.found["firm"])
    document, official = "query($id: ID!) { firm(id: $id) { foundedOn } }", both.actors()["official"]
    given = {"id": f"firm_{both.found['firm']}"}
    planned = await both.planned(document, official, given)
    assert planned["data"] == {"firm": {"foundedOn": day.isoformat()}}
    assert same(planned) == same(await both.core(document, official, given))
