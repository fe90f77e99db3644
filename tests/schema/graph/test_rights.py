"""What persons ask over the graph: their export, a correction, the deletion of their data."""

from __future__ import annotations

from majung.testing import make_person, person_self
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

EXPORT = "mutation($id: ID!) { exportPerson(person: $id) { data refusals { code } } }"
CORRECT = """
mutation($id: ID!) { correctPerson(person: $id, input: {name: "김하늘"}) { record { name version } refusals { code } } }
"""
ERASE = """
mutation($id: ID!, $reason: String!) {
  erasePerson(person: $id, reason: $reason) {
    record { byThemself answer person { name birthDate phone } } refusals { code message }
  }
}
"""


async def test_a_person_takes_their_data_and_has_them_destroyed(app: App) -> None:
    person = await make_person("김하늘", phone="010-1234-5678")
    themself, asked = await person_self(person), {"id": f"person_{person.id}", "reason": "탈퇴"}
    exported = (await app.ask(EXPORT, themself, {"id": asked["id"]}))["exportPerson"]
    assert exported["refusals"] == []
    [row] = [one for one in exported["data"]["tables"] if one["table"] == "person"]
    assert (row["rows"][0]["name"], row["rows"][0]["phone"]) == ("김하늘", "01012345678")
    erased = (await app.ask(ERASE, themself, asked))["erasePerson"]
    assert erased["refusals"] == []
    assert erased["record"]["byThemself"] is True
    assert [one["table"] for one in erased["record"]["answer"]] == ["person"]
    assert erased["record"]["person"] == {"name": "", "birthDate": None, "phone": None}
    again = (await app.ask(ERASE, themself, asked))["erasePerson"]
    assert [one["code"] for one in again["refusals"]] == ["DATA_DESTROYED_ALREADY"]


async def test_an_official_answers_for_a_purpose_and_others_are_refused(app: App) -> None:
    person = await make_person("김하눌")
    official, id = await app.official(), {"id": f"person_{person.id}"}
    refused = (await app.ask(EXPORT, official, id))["exportPerson"]
    assert (refused["data"], [one["code"] for one in refused["refusals"]]) == (None, ["PURPOSE_NOT_STATED"])
    told = (await app.ask(EXPORT, official, id, purpose="열람 요구"))["exportPerson"]
    assert told["data"]["person"] == id["id"]
    stranger = await person_self(await make_person("다른사람"))
    for document in (EXPORT, CORRECT):
        [answer] = (await app.ask(document, stranger, id)).values()
        assert [one["code"] for one in answer["refusals"]] == ["NOT_ALLOWED"]
    corrected = (await app.ask(CORRECT, official, id, purpose="정정"))["correctPerson"]
    assert corrected == {"record": {"name": "김하늘", "version": 2}, "refusals": []}
