"""`allowedActions` in the graph: what the viewer may do now, why not, and what it costs to ask."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from tests.core.programs.conftest import ANSWERS, MARKETING, Office

from majung.access.actor import Actor
from majung.access.cipher import Keys, use_keys
from majung.applications.models import Application
from majung.applications.writes import save_draft
from majung.errors import Refusal
from majung.plugin.contract import ProgramDeclaration
from majung.plugin.loader import load
from majung.settings import Settings
from majung.storage.database import Database
from majung.storage.transaction import current
from majung_schema.asking import Asked, RequestInfo
from majung_schema.build import build_schema
from majung_schema.platform import Platform
from majung_schema.specs import SchemaSpecs

ACTIONS = "allowedActions { action titleKo titleEn target automatic allowed refusal { code message } }"
ONE = f"query ($id: ID!) {{ node(id: $id) {{ ... on Application {{ state {ACTIONS} }} }} }}"
ALL = f"{{ applications(first: 20) {{ nodes {{ id {ACTIONS} }} }} }}"


class PlanUnread(Refusal):
    """Nobody has read the plan.

    ko: 계획서를 검토하지 않았습니다.
    """


async def unread(actor: Actor, application: Application) -> Refusal | None:
    [row] = await current().fetch("select answers from application where id = $1", application.id)
    return PlanUnread() if row["answers"] else None


class Desk:
    """Answers documents with the programs given, and notes the statements that answering took."""

    def __init__(self, settings: Settings, database: Database) -> None:
        registry = load("", more_specs=(SchemaSpecs,))
        self._parts = (settings, registry, build_schema(registry), database)
        self.statements: list[str] = []

    async def ask(
        self, actor: Actor, document: str, program: ProgramDeclaration | None = MARKETING, **variables: Any
    ) -> Any:
        settings, registry, schema, database = self._parts
        programs: tuple[tuple[str, object], ...] = (("sales", [program]),) if program else ()
        having = replace(registry, answers={**registry.answers, "majung_programs": programs})
        platform = Platform(settings=settings, registry=having, schema=schema, database=database)
        self.statements.clear()
        asked = Asked(query=document, variables=variables)
        body = (await platform.operations.answer(asked, actor, RequestInfo(request_id="test"))).body
        assert "errors" not in body, body["errors"]
        return body["data"]


class Listener(logging.Handler):
    def __init__(self, heard: list[str]) -> None:
        super().__init__()
        self.heard = heard

    def emit(self, record: logging.LogRecord) -> None:
        self.heard.append(str(record.args[0] if isinstance(record.args, tuple) and record.args else record.msg))


@pytest.fixture
def desk(office: Office, database: Database, settings: Settings) -> Iterator[Desk]:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    made = Desk(settings, database)
    logger, heard = logging.getLogger("tortoise.db_client"), Listener(made.statements)
    level = logger.level
    logger.addHandler(heard)
    logger.setLevel(logging.DEBUG)
    yield made
    logger.setLevel(level)
    logger.removeHandler(heard)


def codes(application: dict[str, Any]) -> dict[str, str | None]:
    return {a["action"]: a["refusal"] and a["refusal"]["code"] for a in application["allowedActions"]}


async def drafts(office: Office, count: int) -> list[Application]:
    """Drafts of as many firms, ready to be handed in."""
    call = await office.call()
    made = []
    for number in range(count):
        agent, draft = await office.draft(await office.agent(await office.firm(f"기업{number}")), call)
        made.append(await save_draft(agent, application_id=draft.id, version=1, answers=ANSWERS))
    return made


async def test_agent_reads_what_it_may_do_and_why_not(office: Office, desk: Desk) -> None:
    agent, draft = await office.draft()

    answer = await desk.ask(replace(agent, locale="en"), ONE, id=f"app_{draft.id}")

    submit, withdraw = answer["node"]["allowedActions"]
    assert (submit["action"], submit["target"], submit["titleKo"]) == ("submit", "SUBMITTED", "제출")
    assert (submit["automatic"], submit["allowed"]) == (True, False)
    assert submit["refusal"]["code"] == "ANSWERS_REFUSED"
    assert "an answer is required" in submit["refusal"]["message"]
    assert withdraw == {
        "action": "withdraw", "titleKo": "철회", "titleEn": "withdraw", "target": "WITHDRAWN", "automatic": False,
        "allowed": True, "refusal": None,
    }  # fmt: skip


async def test_official_needs_the_permission_of_each_step(office: Office, desk: Desk) -> None:
    _, application = await office.submitted()
    application_id = f"app_{application.id}"

    screener = await desk.ask(office.screener, ONE, id=application_id)
    reader = await desk.ask(office.reader, ONE, id=application_id)

    assert codes(screener["node"]) == {"begin_screening": None, "withdraw": "NOT_ALLOWED"}
    assert codes(reader["node"]) == {"begin_screening": "NOT_ALLOWED", "withdraw": "NOT_ALLOWED"}


async def test_nothing_can_be_done_without_the_plugin_and_the_record_stays_readable(office: Office, desk: Desk) -> None:
    agent, application = await office.submitted()

    answer = await desk.ask(agent, ONE, program=None, id=f"app_{application.id}")

    assert answer["node"] == {"state": "SUBMITTED", "allowedActions": []}


async def test_guard_answers_in_the_list_under_the_viewer_s_locale(office: Office, desk: Desk) -> None:
    _, application = await office.submitted()
    guarded = replace(MARKETING, guards={"begin_screening": unread})

    answer = await desk.ask(office.screener, ONE, program=guarded, id=f"app_{application.id}")

    [refused] = [a["refusal"] for a in answer["node"]["allowedActions"] if a["action"] == "begin_screening"]
    assert refused == {"code": "PLAN_UNREAD", "message": "계획서를 검토하지 않았습니다."}


async def test_each_row_of_a_list_has_its_own_answer(office: Office, desk: Desk) -> None:
    first, second = await drafts(office, 2)
    await office.move(second, "withdraw", office.clerk)

    answer = await desk.ask(office.clerk, ALL)

    found = {node["id"]: codes(node) for node in answer["applications"]["nodes"]}
    assert found == {f"app_{first.id}": {"submit": None, "withdraw": None}, f"app_{second.id}": {}}


async def test_ten_drafts_cost_as_many_statements_as_one(office: Office, desk: Desk) -> None:
    await drafts(office, 1)
    await desk.ask(office.clerk, ALL)
    of_one = list(desk.statements)
    await drafts(office, 9)

    await desk.ask(office.clerk, ALL)

    assert len([s for s in of_one if "from call" in s]) == 1
    assert len(desk.statements) == len(of_one)


async def test_guards_load_the_rows_of_a_list_in_one_statement(office: Office, desk: Desk) -> None:
    await drafts(office, 4)
    guarded = replace(MARKETING, guards={"submit": unread})

    answer = await desk.ask(office.clerk, ALL, program=guarded)

    assert [codes(node)["submit"] for node in answer["applications"]["nodes"]] == ["PLAN_UNREAD"] * 4
    assert len([s for s in desk.statements if 'FROM "application"' in s]) == 1


async def test_guard_is_not_asked_about_a_step_that_is_not_the_viewer_s(office: Office, desk: Desk) -> None:
    await drafts(office, 2)
    guarded = replace(MARKETING, guards={"submit": unread})

    answer = await desk.ask(office.reader, ALL, program=guarded)

    assert [codes(node)["submit"] for node in answer["applications"]["nodes"]] == ["NOT_ALLOWED"] * 2
    assert desk.statements == []


async def test_past_states_offer_nothing(office: Office, desk: Desk) -> None:
    [draft] = await drafts(office, 1)

    answer = await desk.ask(
        office.clerk, f'{{ applications(asOf: "2100-01-01T00:00:00Z") {{ nodes {{ id {ACTIONS} }} }} }}'
    )

    assert answer["applications"]["nodes"] == [{"id": f"app_{draft.id}", "allowedActions": []}]
