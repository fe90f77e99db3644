"""The soak: one server at half of what it can do, for long, with readers, writers and subscribers.

uv run --group bench python -m bench.soak                # 30 minutes; rewrites bench/soak.md and its picture
uv run --group bench python -m bench.soak --minutes 10
uv run python -m bench.soak --short                      # some seconds, small; prints only
"""

from __future__ import annotations

import argparse
import asyncio
import os
import sys
import time
from dataclasses import replace
from itertools import count

import uvloop

from bench.machine import Usage
from bench.soak.clients import Clients, Tally
from bench.soak.figures import Found
from bench.soak.followers import Followers
from bench.soak.installation import Running, installed, serving
from bench.soak.plan import SHORT, Plan
from bench.soak.report import draw, told, write_page

Samples = list[tuple[float, float]]
"""(seconds since the start, what was seen)."""


async def soak(plan: Plan) -> Found:
    """Find out what the server can do, then ask half of that of it, and count."""
    async with installed(plan.firms) as installation, serving(installation) as server:
        clients = Clients(installation, server.port, plan)
        followers = Followers(installation, server.port, plan)
        await followers.start()
        await clients.at_full_speed(plan.full_speed / 2)  # plans, caches and connections as they are later
        reached = await clients.at_full_speed(plan.full_speed)
        full_speed = reached.requests / plan.full_speed
        say(f"{full_speed:.0f} requests a second at full speed")
        tally, memory = Tally(wrong=reached.wrong), Samples()
        loads, used = Samples(), Usage.of(server.process.pid).seconds
        watching = asyncio.create_task(_watch(server, memory, loads, tally, plan))
        await clients.at_pace(full_speed / 2, plan.seconds, tally)
        watching.cancel()
        used = Usage.of(server.process.pid).seconds - used
        losses = await followers.finish()
        return Found(
            plan=plan,
            full_speed=full_speed,
            tally=tally,
            memory=memory,
            loads=loads,
            processor_seconds=used,
            losses=losses,
            followers_wrong=[what for one in followers.all for what in one.wrong],
            returns=sum(one.returns for one in followers.all),
            complaints=server.complaints(),
        )


async def _watch(server: Running, memory: Samples, loads: Samples, tally: Tally, plan: Plan) -> None:
    began = time.monotonic()
    for look in count(1):
        at = time.monotonic() - began
        memory.append((at, server.megabytes))
        loads.append((at, os.getloadavg()[0]))
        wrong = tally.wrong.total()
        say(f"{at:6.0f} s  {memory[-1][1]:6.1f} MB  {tally.requests:8,} requests  {wrong} wrong")
        await asyncio.sleep(max(0.0, began + look * plan.every - time.monotonic()))


def say(what: str) -> None:
    """Tell how far it is."""
    print(what, file=sys.stderr, flush=True)


def main() -> None:
    """The command line; fails when something was lost or went wrong."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--minutes", type=float, default=30.0)
    asked.add_argument("--short", action="store_true", help="some seconds on a small province; nothing is written")
    asked.add_argument("--firms", type=int, default=Plan.firms)
    given = asked.parse_args()
    seconds = given.minutes * 60
    plan = SHORT if given.short else replace(
        Plan(firms=given.firms, seconds=seconds), warm_up=min(Plan.warm_up, seconds / 4)
    )  # fmt: skip
    with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        found = runner.run(soak(plan))
    text = told(found)
    print(text)
    if not given.short:
        write_page(text)
        draw(found)
    sys.exit(bool(found.errors or not found.losses.none))


if __name__ == "__main__":
    main()
