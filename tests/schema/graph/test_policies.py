"""Who sees which rows, wherever the question begins."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from majung.access.actor import ANONYMOUS, Actor
from majung.clock import clock_at

LISTS = ("firms", "persons", "applications", "supportRecords", "claims", "budgetLines", "calls")


@pytest.fixture
async def province(make: Any) -> dict[str, Any]:
    """A firm and a person in 해남 with everything of theirs, and strangers in 목포 with theirs."""
    rows: dict[str, Any] = {"bank": await make("institution", code="bank"), "line": await make("budget_line")}
    for name, district in (("own", "12790"), ("other", "12110")):
        firm = await make("firm", name=f"{name} firm", district_code=district)
        person = await make("person", name="김민호", district_code=district)
        rows |= {f"{name}_firm": firm, f"{name}_person": person}
        rows[f"{name}_application"] = await make("application", firm_id=firm.id, district_code=district)
        rows[f"{name}_request"] = await make("application", person_id=person.id, district_code=district)
        rows[f"{name}_support"] = await make("support_record", firm_id=firm.id)
        rows[f"{name}_benefit"] = await make("support_record", person_id=person.id)
        rows[f"{name}_claim"] = await make("claim", firm_id=firm.id)
    rows["bank_claim"] = await make("claim", institution_id=rows["bank"].id)
    rows["open_call"] = await make("call", title="open", status="OPEN")
    return rows


def actors(rows: dict[str, Any]) -> dict[str, Actor]:
    reader = frozenset({"persons.read"})
    return {
        "officer": Actor(kind="official", scopes=reader),
        "clerk": Actor(kind="official"),
        "si_gun": Actor(kind="official", scopes=reader, districts=frozenset({"12790"})),
        "elsewhere": Actor(kind="official", scopes=reader, districts=frozenset({"99999"})),
        "agent": Actor(kind="firm", firm_ids=frozenset({rows["own_firm"].id})),
        "person": Actor(kind="person", person_id=rows["own_person"].id),
        "partner": Actor(kind="partner", institution_id=rows["bank"].id),
        "anonymous": ANONYMOUS,
    }


#                firms persons applications supports claims budgets calls (drafts are made with the applications)
SEEN = {
    "officer": (2, 2, 4, 4, 3, 1, 5),
    "clerk": (2, 0, 4, 2, 3, 1, 5),
    "si_gun": (1, 1, 2, 2, 1, 1, 5),
    "elsewhere": (0, 0, 0, 0, 0, 1, 5),
    "agent": (1, 0, 1, 1, 1, 0, 1),
    "person": (0, 1, 1, 1, 0, 0, 1),
    "partner": (0, 0, 0, 0, 1, 0, 1),
    "anonymous": (0, 0, 0, 0, 0, 0, 1),
}


@pytest.mark.parametrize("who", SEEN)
async def test_each_kind_of_actor_sees_its_own(ask: Any, province: dict[str, Any], who: str) -> None:
    document = "{ " + " ".join(f"{name} {{ totalCount nodes {{ id }} }}" for name in LISTS) + " }"
    data = await ask.data(document, actors(province)[who])
    assert tuple(data[name]["totalCount"] for name in LISTS) == SEEN[who]
    assert tuple(len(data[name]["nodes"]) for name in LISTS) == SEEN[who]


@pytest.mark.parametrize("who", SEEN)
async def test_node_and_roots_show_what_lists_show_and_no_more(ask: Any, province: dict[str, Any], who: str) -> None:
    """Not allowed looks like not there: null and no error, for each row by each way to it."""
    actor = actors(province)[who]
    document = "{ " + " ".join(f"{name} {{ nodes {{ id }} }}" for name in LISTS) + " }"
    listed = {node["id"] for found in (await ask.data(document, actor)).values() for node in found["nodes"]}
    prefixes = {"firm", "person", "app", "support", "claim", "budget", "call"}
    for row in province.values():
        id = f"{row.access.prefix}_{row.id}"
        data = await ask.data(f'{{ node(id: "{id}") {{ id }} }}', actor)
        shown = data["node"] is not None
        assert shown == (id in listed or row.access.prefix not in prefixes)


async def test_found_and_not_allowed_look_like_not_found(ask: Any, province: dict[str, Any]) -> None:
    hidden = f"firm_{province['other_firm'].id}"
    missing = f"firm_{uuid4()}"
    actor = actors(province)["agent"]
    answers = [
        await ask(f'{{ firm(id: "{id}") {{ name }} node(id: "{id}") {{ id }} }}', actor) for id in (hidden, missing)
    ]
    assert answers[0] == answers[1]
    assert answers[0]["data"] == {"firm": None, "node": None}


@pytest.mark.parametrize("root", ["accounts", "roles", "accessRecords"])
async def test_refuses_lists_that_need_a_permission(ask: Any, make: Any, root: str) -> None:
    await make("account")
    assert await ask.codes(f"{{ {root} {{ nodes {{ id }} }} }}") == {"NOT_ALLOWED"}
    manager = Actor(kind="official", scopes=frozenset({"accounts.manage", "audit.read"}))
    assert await ask.codes(f"{{ {root} {{ nodes {{ id }} }} }}", manager) == set()
    agent = Actor(kind="firm", scopes=frozenset({"accounts.manage", "audit.read"}))
    assert (await ask.data(f"{{ {root} {{ nodes {{ id }} }} }}", agent))[root]["nodes"] == []


async def test_partner_sees_a_firm_while_its_disclosure_is_in_force(
    ask: Any, make: Any, province: dict[str, Any]
) -> None:
    firm, bank = province["own_firm"], province["bank"]
    await make(
        "disclosure",
        firm_id=firm.id,
        institution_id=bank.id,
        valid_from=date(2025, 3, 1),
        valid_to=date(2025, 3, 31),
    )
    other = replace(actors(province)["partner"], institution_id=uuid4())
    seen: dict[str, list[str]] = {}
    for moment in ("2025-02-28T14:59:59", "2025-02-28T15:00:00", "2025-03-31T14:59:59", "2025-03-31T15:00:00"):
        with clock_at(datetime.fromisoformat(moment).replace(tzinfo=UTC)):  # days are those of Seoul
            data = await ask.data("{ firms { nodes { name } } }", actors(province)["partner"])
            seen[moment] = [node["name"] for node in data["firms"]["nodes"]]
            assert (await ask.data("{ firms { nodes { name } } }", other))["firms"]["nodes"] == []
    assert list(seen.values()) == [[], ["own firm"], ["own firm"], []]


async def test_a_filter_does_not_tell_what_is_hidden(ask: Any, make: Any, province: dict[str, Any]) -> None:
    """A bank may know a firm, but not what support it got: asking for supported firms must not tell."""
    partner = actors(province)["partner"]
    firm = province["own_firm"]
    await make("disclosure", firm_id=firm.id, institution_id=partner.institution_id, valid_from=date(2020, 1, 1))
    for supported, seen in (("true", 0), ("false", 1)):
        document = f"{{ firms(where: {{supported: {supported}}}) {{ totalCount }} }}"
        assert (await ask.data(document, partner))["firms"]["totalCount"] == seen
    found = await ask.data("{ firms(where: {supported: true}) { totalCount } }", actors(province)["agent"])
    assert found["firms"]["totalCount"] == 1


async def test_relations_obey_the_policy_of_what_they_lead_to(ask: Any, make: Any, province: dict[str, Any]) -> None:
    firm, person = province["own_firm"], province["own_person"]
    await make("firm_person", firm_id=firm.id, person_id=person.id)
    document = f'{{ firm(id: "firm_{firm.id}") {{ people {{ nodes {{ role person {{ name }} }} }} }} }}'
    [of_agent] = (await ask.data(document, actors(province)["agent"]))["firm"]["people"]["nodes"]
    assert of_agent["person"] is None
    [of_officer] = (await ask.data(document, actors(province)["officer"]))["firm"]["people"]["nodes"]
    assert of_officer["person"] == {"name": "김*호"}


async def test_agent_sees_neither_rules_nor_officers_of_the_agency(ask: Any, make: Any) -> None:
    rules = await make("edition_rules")
    application = await make("application", firm_id=(firm := await make("firm")).id)
    await make("decision", application_id=application.id, rules_id=rules.id)
    document = "{ applications { nodes { decisions { nodes { outcome rules { number } } } } } }"
    agent = Actor(kind="firm", firm_ids=frozenset({firm.id}))
    [found] = (await ask.data(document, agent))["applications"]["nodes"]
    assert found["decisions"]["nodes"][0]["rules"] is None
    assert (await ask.data(f'{{ node(id: "rules_{rules.id}") {{ id }} }}', agent))["node"] is None
