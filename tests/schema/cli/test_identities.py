"""`majung identities`: a login elsewhere becomes an account, and is one no more."""

from __future__ import annotations

import asyncio

import asyncpg
import pytest
from tests.schema.cli.conftest import CommandLine

from majung.settings import Settings
from majung.storage.ids import uuid7

OF = ("--issuer", "https://login.example.kr", "--subject", "8f3a")


@pytest.fixture
def with_account(prepared: CommandLine, settings: Settings) -> CommandLine:
    async def put() -> None:
        connection = await asyncpg.connect(settings.database_url)
        await connection.execute(
            "insert into account (id, login, display_name, active) values ($1, 'kim', '', true)", uuid7()
        )
        await connection.close()

    asyncio.run(put())
    return prepared


def test_links_and_unlinks(with_account: CommandLine) -> None:
    linked = with_account("identities", "link", "kim", *OF)
    assert linked.returncode == 0, linked.stderr
    assert "a login of https://login.example.kr is kim now" in linked.stderr
    assert "https://login.example.kr is not trusted here" in linked.stderr
    ended = with_account("identities", "unlink", *OF)
    assert (ended.returncode, ended.stderr.strip()) == (0, "the login of https://login.example.kr is linked no more")


def test_refuses_an_account_that_there_is_not(prepared: CommandLine) -> None:
    done = prepared("identities", "link", "nobody", *OF)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("NOT_FOUND")
