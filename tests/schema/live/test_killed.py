"""Nothing is lost when servers are killed; the long run is `python -m tests.schema.live.killing --kills 20`."""

from __future__ import annotations

from pathlib import Path

from tests.schema.cli.conftest import KEYS, CommandLine, environment
from tests.schema.live.killing import History, torment

from majung.access.cipher import Keys, use_keys
from majung.settings import Settings

__all__ = ["environment"]


async def test_two_servers_are_killed_while_others_write_and_follow(
    settings: Settings, environment: dict[str, str], tmp_path: Path
) -> None:
    use_keys(Keys(encryption=(KEYS["MAJUNG_KEYS"],), hashing=KEYS["MAJUNG_HASH_KEY"]))
    assert settings.database_url is not None
    line = CommandLine({**environment, "MAJUNG_DATABASE_URL": settings.database_url}, tmp_path)
    assert line("migrate").returncode == 0
    assert await torment(settings, line.environment, tmp_path, kills=2) == []


def test_the_check_finds_what_is_wrong() -> None:
    log = [(1, "a"), (2, "b"), (3, "c")]
    good = [(1, "a"), (2, "b"), (3, "c")]
    assert History(acknowledged={"a"}, received={"x": good}).problems(log) == []
    assert History(acknowledged={"d"}).problems(log) == ["lost from the log: d"]
    assert History(taken_back={"c"}).problems(log) == ["phantom in the log: c"]
    assert History(received={"x": good[:2]}).problems(log) == ["x lost 3"]
    assert History(received={"x": [*good, (3, "c")]}).problems(log) == ["x: 3 before 3"]
    assert History(received={"x": [*good, (4, "d")]}).problems(log) == ["x got a phantom 4"]
    assert History().problems(log[1:]) == ["the log has gaps"]
