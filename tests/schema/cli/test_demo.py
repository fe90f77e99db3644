"""`majung demo`: filled once, everything printed works, and nothing is left behind."""

from __future__ import annotations

import json
import re
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest
from tests.schema.cli.conftest import CommandLine, Running, servers_of, wait_until
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol


@pytest.fixture(scope="module")
def installed(environment: dict[str, str], data_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> CommandLine:
    return CommandLine({**environment, "MAJUNG_DATA_DIR": str(data_dir)}, tmp_path_factory.mktemp("demo"))


@pytest.fixture(scope="module")
def demo(installed: CommandLine) -> Iterator[Running]:
    """A demonstration that has been filled and answers."""
    with installed.started("demo", "--port", "0", "--firms", "200", until="Ready") as running:
        yield running


@pytest.fixture
def data() -> Iterator[Path]:
    folder = Path(tempfile.mkdtemp(prefix="mj"))
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def alone(environment: dict[str, str], data: Path, tmp_path: Path) -> CommandLine:
    """`majung` on an embedded server that nobody else uses."""
    return CommandLine({**environment, "MAJUNG_DATA_DIR": str(data)}, tmp_path)


def queries(said: str) -> list[str]:
    """What stands below the three numbered titles."""
    return [part.strip() for part in re.split(r"^  \d  #.*$", said, flags=re.MULTILINE)[1:]]


@pytest.mark.parametrize("kind", ["official", "firm", "person", "partner"])
def test_printed_queries_work_with_the_printed_tokens(demo: Running, kind: str) -> None:
    answers = [demo.post(query, demo.tokens()[kind]) for query in queries(demo.said)]
    assert [set(answer) - {"extensions"} for answer in answers] == [{"data"}] * 3


def test_official_finds_something_with_each_printed_query(demo: Running) -> None:
    firm, found, calls = (demo.post(q, demo.tokens()["official"])["data"] for q in queries(demo.said))
    assert firm["firm"]["name"]
    assert found["search"]
    assert calls["calls"]["nodes"]


def test_token_of_each_kind_of_actor_is_one_word_on_one_line(demo: Running) -> None:
    assert sorted(demo.tokens()) == ["firm", "official", "partner", "person"]
    assert demo.post("{ viewer { kind } }", demo.tokens()["partner"])["data"] == {"viewer": {"kind": "partner"}}


def test_prints_what_to_open(demo: Running) -> None:
    page = httpx2.get(f"{demo.address}/graphiql")
    assert f"{demo.address}/graphiql" in demo.said
    assert (page.status_code, "Majung GraphiQL" in page.text) == (200, True)


def test_says_what_it_does_where_nobody_sees_a_bar(demo: Running) -> None:
    said = [line.strip() for line in demo.logged.splitlines()]
    assert "preparing the database" in said
    assert "making persons" in said


def test_lines_fit_into_100_columns(demo: Running) -> None:
    assert max(map(len, demo.said.splitlines())) <= 100


def test_query_works_beside_a_running_server(demo: Running, installed: CommandLine) -> None:
    done = installed("query", "{ firms(first: 1) { totalCount } }")
    assert (done.returncode, json.loads(done.stdout)["data"]) == (0, {"firms": {"totalCount": 200}})


def test_refuses_a_port_in_use_before_doing_anything(demo: Running, installed: CommandLine) -> None:
    done = installed("demo", "--port", demo.address.rpartition(":")[2])
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.startswith("ADDRESS_TAKEN Another program listens on port")
    assert len(done.stderr.splitlines()) == 1


def test_request_has_an_id_and_a_log_line_without_its_content(demo: Running) -> None:
    answer = httpx2.post(
        f"{demo.address}/graphql",
        json={"query": '{ search(text: "비밀") { kind } }'},
        headers={"x-request-id": "abc-1"},
    )
    assert answer.headers["x-request-id"] == "abc-1"
    wait_until(lambda: "abc-1" in demo.logged)
    [line] = [json.loads(line) for line in demo.logged.splitlines() if "abc-1" in line]
    assert (line["status"], line["operation"], line["actor"], line["path"]) == (200, "query", "anonymous", "/graphql")
    assert line["ms"] > 0
    assert "비밀" not in demo.logged


@contextmanager
def opened_socket(address: str) -> Iterator[ClientConnection]:
    protocol = Subprotocol("graphql-transport-ws")
    with connect(address.replace("http", "ws") + "/graphql", subprotocols=[protocol]) as socket:
        socket.send('{"type": "connection_init"}')
        assert json.loads(socket.recv()) == {"type": "connection_ack"}
        yield socket


def test_interrupt_ends_sockets_in_order_and_leaves_no_process(alone: CommandLine, data: Path) -> None:
    with alone.started("demo", "--port", "0", "--firms", "100", until="Ready") as running:
        assert servers_of(data) != []
        with opened_socket(running.address) as socket:
            assert running.stop(signal.SIGINT) == 0
            with pytest.raises(ConnectionClosed) as closed:
                socket.recv()
        assert servers_of(data) == []
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 1012
    assert "Traceback" not in running.logged


def test_second_start_keeps_the_province_replaces_tokens_and_speaks_korean(alone: CommandLine, data: Path) -> None:
    with alone.started("demo", "--port", "0", "--firms", "100", until="Ready") as first:
        assert first.stop(signal.SIGTERM) == 0
    korean = {"LANG": "ko_KR.UTF-8"}
    with alone.started("demo", "--port", "0", "--firms", "300", until="Ctrl-C", **korean) as second:
        heard = second.logged
        refused = second.post("{ viewer { kind } }", first.tokens()["official"])
        answered = second.post("{ firms { totalCount } }", second.tokens()["담당자"])
        assert second.stop(signal.SIGTERM) == 0
    assert "이미 기업 100개로 만들어져 있어 --firms 300은(는) 적용되지 않습니다" in heard
    assert refused["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
    assert answered["data"] == {"firms": {"totalCount": 100}}
    assert servers_of(data) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_signal_while_it_is_filled_leaves_no_process(alone: CommandLine, data: Path, number: signal.Signals) -> None:
    with alone.started("demo", "--port", "0", "--firms", "500000", until="") as running:
        wait_until(lambda: servers_of(data) != [] or running.process.poll() is not None)
        assert running.stop(number) == 128 + number
    assert servers_of(data) == []
    assert "Traceback" not in running.logged


def test_demonstration_shows_what_programs_add(alone: CommandLine, with_example: dict[str, str]) -> None:
    with alone.started("demo", "--port", "0", "--firms", "100", until="Ready", **with_example) as running:
        answer = running.post(queries(running.said)[0], running.tokens()["official"])
    assert "Prototype vouchers" in running.said
    assert set(answer["data"]["firm"]) > {"name", "district", "supportRecords"}
    assert [name for name in answer["data"]["firm"] if "oucher" in name] != []


def test_refuses_to_start_in_production(majung: CommandLine) -> None:
    done = majung("demo", MAJUNG_ENV="production")
    assert (done.returncode, done.stderr.split()[0]) == (1, "DEMO_IN_PRODUCTION")
