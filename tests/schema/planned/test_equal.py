"""A plan's answer equals graphql-core's on the same schema, errors included."""

from __future__ import annotations

import json
import os
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
    "aliases and merging": '{ a: firm(brn: "BRN") { name name n: name district { code } district { nameKo } }'
    ' b: firm(brn: "BRN") { ...F ...F } } fragment F on Firm { id ... on Node { id } years(first: 1) { nodes { year } }'
    " years(first: 1) { nodes { source } } }",
    "interfaces": '{ search(text: "완도") { kind title node { __typename id ... on Firm { name district { nameKo } }'
    " ... on Call { title opensAt } ... on Node { id } } } }",
    "plain objects and lists": "{ viewer { kind scopes locale } plugins { name } calls(first: 3) { nodes { title areas"
    " districts { nameKo } opensAt closingKind program { code subPrograms { nodes { code } } } } } }",
    "nothing there": '{ firm(id: "firm_00000000-0000-7000-8000-000000000000") { id } firms(first: 0) { nodes { id } }'
    ' node(id: "firm_00000000-0000-7000-8000-000000000000") { id } }',
    "introspection beside": "{ __typename firms(first: 1) { __typename nodes { __typename } } }",
}
REFUSED = {
    "page too large": "{ firms(first: 500) { nodes { id } } viewer { kind } }",
    "bad id beside good ones": '{ a: firm(id: "bad") { id } firms(first: 1) { nodes { name } } }',
    "bad cursor deep down": '{ firms(first: 2) { nodes { name years(after: "x") { nodes { year } } } } }',
    "negative page": "{ firms(first: -1) { nodes { id } } }",
    "scope missing": "{ accounts { nodes { id } } viewer { kind } }",
    "two keys": "{ firm { id } }",
}


def same(first: dict[str, Any], second: dict[str, Any]) -> bool:
    """Equal as texts: the order of keys counts, request ids of masked errors do not."""
    return json.dumps(first, default=str) == json.dumps(second, default=str)


@pytest.mark.parametrize("name", ANSWERED)
async def test_a_plan_answers_alone_and_like_graphql_core(
    both: Any, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = ANSWERED[name].replace("BRN", both.brn)
    expected = {kind: await both.core(document, actor, {}) for kind, actor in both.actors().items()}

    def unexpected(*_: Any, **__: Any) -> None:
        raise AssertionError("graphql-core was asked")

    monkeypatch.setattr(StrawberryGraphQLCoreExecutionContext, "execute_operation", unexpected)
    for kind, actor in both.actors().items():
        answer = await both.planned(document, actor, {})
        assert "errors" not in answer
        assert same(answer, expected[kind])


@pytest.mark.parametrize("name", REFUSED)
async def test_what_is_refused_is_refused_alike(both: Any, name: str) -> None:
    actor = both.actors()["firm"]
    expected = await both.core(REFUSED[name], actor, {})
    assert expected["errors"]
    assert same(await both.planned(REFUSED[name], actor, {}), expected)


async def test_values_of_directives_select_anew(both: Any) -> None:
    document = "query($a: Boolean!) { firms(first: 1) { nodes { id name @include(if: $a) } } }"
    actor = both.actors()["official"]
    with_name = await both.planned(document, actor, {"a": True})
    without = await both.planned(document, actor, {"a": False})
    assert "name" in with_name["data"]["firms"]["nodes"][0]
    assert "name" not in without["data"]["firms"]["nodes"][0]


async def test_random_operations_are_answered_alike(both: Any, operations: Any) -> None:
    """MAJUNG_OPERATIONS=2000 looks longer."""
    roots = [
        f'firm(brn: "{both.brn}")', "firms(first: 4)", "calls(first: 3)", "programs(first: 3)", "persons(first: 3)",
        "supportRecords(first: 4)", "institutions(last: 3)", "districts(first: 5)", "viewer", 'search(text: "완")',
        "applications(first: 3)", "claims(first: 2)", "holidays(first: 2)",
    ]  # fmt: skip
    actors = list(both.actors().values())
    compared = 0
    for seed in range(int(os.environ.get("MAJUNG_OPERATIONS", "60"))):
        document = operations(both.platform.schema._schema, seed).document(roots)
        actor = actors[seed % len(actors)]
        expected = await both.core(document, actor, {})
        answer = await both.planned(document, actor, {})
        assert same(answer, expected), document
        compared += "data" in expected
    assert compared > 0
