"""The machine: which core does what, and what a process costs."""

from __future__ import annotations

import os
import platform
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import psutil  # type: ignore[import-untyped]

CORES = sorted(os.sched_getaffinity(0))
APPLICATION_CORE = CORES[0]
"""The servers that are compared run here, one at work at a time."""

OTHER_CORE = CORES[-1]
"""PostgreSQL and the client run here, so that both servers meet the same neighbour."""


def pin(pid: int, core: int) -> None:
    """Keep a process, and those it starts from now on, on one core."""
    for process in (psutil.Process(pid), *psutil.Process(pid).children(recursive=True)):
        with suppress(psutil.NoSuchProcess, ProcessLookupError):  # one that has ended meanwhile
            for thread in process.threads():
                os.sched_setaffinity(thread.id, {core})


def pinned(core: int, command: Iterable[str]) -> list[str]:
    """A command that runs on one core from its first instruction on."""
    return ["taskset", "-c", str(core), *command]


@dataclass(frozen=True)
class Usage:
    """Processor time in seconds, by a process with its children."""

    seconds: float

    @classmethod
    def of(cls, pid: int) -> Usage:
        """What a process and its living children have used so far."""
        process = psutil.Process(pid)
        total = 0.0
        for one in (process, *process.children(recursive=True)):
            try:
                times = one.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
        return cls(total)


def resident_mb(pid: int) -> float:
    """Resident memory of a process with its children, in megabytes (10^6 bytes)."""
    process = psutil.Process(pid)
    return sum(float(one.memory_info().rss) for one in (process, *process.children(recursive=True))) / 1e6


def described() -> str:
    """The machine in one line, for the results."""
    model = next(
        (
            line.partition(":")[2].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.machine(),
    )
    memory = round(psutil.virtual_memory().total / 1e9)
    return f"{model}, {len(CORES)} cores, {memory} GB, {platform.system()} {platform.release().split('-')[0]}"
