"""Documents are trusted by who may manage accounts, once each, and no more when they are taken out."""

from __future__ import annotations

import pytest

from majung.access.actor import KINDS, Actor, system
from majung.errors import BadSetting, InvalidValue, NotAllowed, NotFound
from majung.institutions.models import MANAGE
from majung.storage.database import Database
from majung.trusted.askers import trusted_only_from
from majung.trusted.models import TrustedDocument
from majung.trusted.writes import LONGEST_TEXT, NewDocument, distrust_document, hash_of, trust_documents

OPERATOR = system("test")
SPECIFIED = "query ($id: ID!) {\n  user(id: $id) {\n    name\n  }\n}"
FIRMS = NewDocument(name="firms.graphql", text="{ firms { totalCount } }\n")


def test_the_hash_is_that_of_the_draft_of_graphql_over_http() -> None:
    assert hash_of(SPECIFIED) == "7dba4bd717b41f10434822356a93c32b1fb4907b983e854300ad839f84cdcd6e"


async def test_a_document_is_trusted_once_and_can_come_back(database: Database) -> None:
    [first] = await trust_documents(OPERATOR, [FIRMS])
    [again] = await trust_documents(OPERATOR, [NewDocument(name="other.graphql", text=FIRMS.text)])
    assert (again.id, again.name, again.version) == (first.id, "firms.graphql", 1)
    removed = await distrust_document(OPERATOR, first.sha256)
    assert removed.removed_at is not None
    with pytest.raises(NotFound):
        await distrust_document(OPERATOR, first.sha256)
    [back] = await trust_documents(OPERATOR, [NewDocument(name="other.graphql", text=FIRMS.text)])
    assert (back.id, back.name, back.removed_at) == (first.id, "other.graphql", None)


@pytest.mark.parametrize("text", ["", " \n", "a\x00", "#" * (LONGEST_TEXT + 1)])
async def test_of_several_documents_all_are_trusted_or_none(database: Database, text: str) -> None:
    with pytest.raises(InvalidValue):
        await trust_documents(OPERATOR, [FIRMS, NewDocument(name="bad.graphql", text=text)])
    assert await TrustedDocument.all().count() == 0


async def test_takes_the_permission_to_manage_accounts(database: Database) -> None:
    official = Actor(kind="official", name="official", scopes=frozenset({"firms.read"}))
    with pytest.raises(NotAllowed):
        await trust_documents(official, [FIRMS])
    with pytest.raises(NotAllowed):
        await distrust_document(official, hash_of(FIRMS.text))
    administrator = Actor(kind="official", name="administrator", scopes=frozenset({MANAGE}))
    [trusted] = await trust_documents(administrator, [FIRMS])
    assert trusted.by == "administrator"


@pytest.mark.parametrize(
    ("value", "kinds"),
    [
        ("", set()),
        ("all", set(KINDS) - {"system"}),
        ("anonymous, person,", {"anonymous", "person"}),
    ],
)
def test_a_setting_says_who_may_ask_nothing_else(value: str, kinds: set[str]) -> None:
    assert trusted_only_from({"MAJUNG_TRUSTED_ONLY": value}) == kinds


@pytest.mark.parametrize("value", ["citizens", "system", "all,person"])
def test_refuses_kinds_that_there_are_not(value: str) -> None:
    with pytest.raises(BadSetting, match="MAJUNG_TRUSTED_ONLY cannot be"):
        trusted_only_from({"MAJUNG_TRUSTED_ONLY": value})
