"""`majung query` and `majung token`: JSON alone on stdout, exit codes, and every way to name who asks."""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

import pytest
from tests.schema.cli.conftest import CommandLine

from majung.access.actor import Actor, system
from majung.access.authentication import Authentication
from majung.errors import Locale, Refusal
from majung.firms.models import Establishment, Firm
from majung.identifiers import BrnRefused
from majung.institutions.models import Institution, Mandate
from majung.institutions.writes import create_account, grant_mandate
from majung.korean import search_columns
from majung.persons.models import Person
from majung.settings import Settings
from majung.storage.database import Database
from majung_schema.cli.actors import UnknownActor, actor_named
from majung_schema.cli.in_process import ProductionToken, Question, VariablesUnreadable, ask, make_token, read_variables
from majung_schema.graph.scalars import InvalidId

SCOPES = frozenset({"persons.read", "personal.unmask"})
BRN = "1248100998"


async def named(database: Database, given: str, locale: Locale = "en") -> Actor:
    return await actor_named(database, given, SCOPES, locale)


def searched(name: str) -> dict[str, Any]:
    columns = search_columns(name)
    return {"search_jamo": columns.jamo, "search_initials": columns.initials, "search_grams": columns.grams}


@pytest.fixture
async def firm(database: Database) -> Firm:
    firm = await Firm.create(name="한빛정밀", name_key="한빛정밀", source="test", **searched("한빛정밀"))
    await Establishment.create(firm_id=firm.id, name="본사", brn=BRN, is_head=True)
    return firm


@pytest.fixture
def here(settings: Settings, environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> Settings:
    """The test's database as what this process' environment names."""
    for name, value in {**environment, "MAJUNG_DATABASE_URL": str(settings.database_url)}.items():
        monkeypatch.setenv(name, value)
    return settings


def test_answer_is_json_on_stdout_and_nothing_else(prepared: CommandLine) -> None:
    done = prepared("query", "{ viewer { kind } }")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["data"] == {"viewer": {"kind": "official"}}


def test_errors_are_in_the_answer_and_in_the_exit_code(prepared: CommandLine) -> None:
    done = prepared("query", "-", "--as", "anonymous", stdin="{ nothing }")
    assert done.returncode == 1
    assert json.loads(done.stdout)["errors"][0]["extensions"]["code"] == "VALIDATION_FAILED"


def test_operation_and_variables_are_taken(prepared: CommandLine) -> None:
    document = "query a { viewer { kind } } query b($code: String!) { district(code: $code) { id } }"
    done = prepared("query", document, "--operation", "b", "--variables", '{"code": "99999"}')
    assert (done.returncode, json.loads(done.stdout)["data"]) == (0, {"district": None})


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--variables", "nonsense"], "VARIABLES_UNREADABLE"),
        (["--as", "king:1"], "UNKNOWN_ACTOR"),
    ],
)
def test_refuses_in_words_on_stderr(prepared: CommandLine, arguments: list[str], code: str) -> None:
    done = prepared("query", "{ viewer { kind } }", *arguments)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith(f"{code} ")
    assert "Traceback" not in done.stderr


def test_refusal_speaks_korean_where_the_terminal_does(prepared: CommandLine) -> None:
    done = prepared("query", "{ viewer { kind } }", "--as", "king", LANG="ko_KR.UTF-8")
    assert "king에 해당하는 주체가 없습니다" in done.stderr


def test_refuses_a_database_without_tables(empty: CommandLine) -> None:
    done = empty("query", "{ viewer { kind } }")
    assert (done.returncode, done.stdout, done.stderr.split()[0]) == (1, "", "NOT_PREPARED")


def test_refuses_a_database_that_is_not_there(prepared: CommandLine) -> None:
    done = prepared("query", "{ viewer { kind } }", MAJUNG_DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing")
    assert (done.returncode, done.stderr.split()[0]) == (1, "DATABASE_UNREACHABLE")
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("text", ["{", "[]", "1", '"brn"', "null"])
def test_refuses_variables_that_are_no_object(text: str) -> None:
    with pytest.raises(VariablesUnreadable, match=r"for example '\{"):
        read_variables(text)


async def test_official_holds_every_permission(database: Database) -> None:
    actor = await named(database, "official", "ko")
    assert (actor.kind, actor.scopes, actor.locale, actor.origin) == ("official", SCOPES, "ko", "command-line")


async def test_official_by_login_holds_what_the_mandate_holds(database: Database) -> None:
    account = await create_account(system("test"), login="kim")
    mandate = await grant_mandate(
        system("test"), account_id=account.id, kind="official", scopes=["persons.read"], districts=["12130"]
    )
    actor = await named(database, "official:kim")
    assert (actor.mandate_id, actor.scopes, actor.districts) == (
        mandate.id,
        frozenset({"persons.read"}),
        frozenset({"12130"}),
    )


async def test_firm_by_its_number_however_it_is_written(database: Database, firm: Firm) -> None:
    assert (await named(database, "firm:124-81-00998")).firm_ids == frozenset({firm.id})


async def test_person_and_partner(database: Database) -> None:
    person = await Person.create(name="김하늘", **searched("김하늘"))
    bank = await Institution.create(code="BANK-099", name_ko="시험은행", kind="BANK", bank_code="099")
    assert (await named(database, f"person:person_{person.id}")).person_id == person.id
    assert (await named(database, "partner:099")).institution_id == bank.id
    assert (await named(database, "partner:BANK-099")).institution_id == bank.id
    assert (await named(database, "anonymous")).kind == "anonymous"


@pytest.mark.parametrize(
    ("given", "refusal"),
    [
        ("firm:0000100007", UnknownActor),
        ("firm:12", BrnRefused),
        ("firm", BrnRefused),
        (f"person:person_{UUID(int=7)}", UnknownActor),
        ("person:7", InvalidId),
        (f"person:firm_{UUID(int=7)}", InvalidId),
        ("partner:none", UnknownActor),
        ("partner", UnknownActor),
        ("official:nobody", UnknownActor),
        ("", UnknownActor),
        ("system", UnknownActor),
    ],
)
async def test_refuses_who_is_not_there(database: Database, given: str, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        await named(database, given)


async def test_purpose_is_on_record_with_who_asked(here: Settings, database: Database) -> None:
    person = await Person.create(name="김하늘", **searched("김하늘"))
    document = f'{{ person(id: "person_{person.id}") {{ name }} }}'
    masked, _ = await ask(Question(document=document), "official")
    whole, _ = await ask(Question(document=document, purpose="상담 전화"), "official")
    purposes = [row["purpose"] for row in await database.fetch("select purpose from access_record")]
    assert "김하늘" not in masked
    assert json.loads(whole)["data"]["person"]["name"] == "김하늘"
    assert "상담 전화" in purposes


async def test_token_opens_the_mandate_of_the_actor(here: Settings, database: Database, firm: Firm) -> None:
    actor = await Authentication(database).actor(await make_token(f"firm:{BRN}"))
    assert (actor.kind, actor.firm_ids) == ("firm", frozenset({firm.id}))


async def test_second_token_of_an_actor_opens_the_same_mandate(here: Settings, database: Database) -> None:
    made = [await make_token("official") for _ in range(2)]
    assert made[0] != made[1]
    assert await Mandate.all().count() == 1


async def test_official_token_holds_permissions_that_came_later(here: Settings, database: Database) -> None:
    await make_token("official")
    mandate = await Mandate.get()
    await Mandate.filter(id=mandate.id).update(scopes=["persons.read"])
    actor = await Authentication(database).actor(await make_token("official"))
    assert len(actor.scopes) > 1


async def test_refuses_token_for_nobody_and_in_production(here: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(Refusal, match="needs no token"):
        await make_token("anonymous")
    monkeypatch.setenv("MAJUNG_ENV", "production")
    with pytest.raises(ProductionToken):
        await make_token("official")


def test_token_alone_is_on_stdout(prepared: CommandLine) -> None:
    done = prepared("token", "--as", "official")
    assert (done.returncode, len(done.stdout.split())) == (0, 1)
    assert done.stdout.startswith("mj_")
    assert "development token" in done.stderr
