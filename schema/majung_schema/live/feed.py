"""A feed: one selection for viewers who see the same, executed once for each event and handed to all of them."""

from __future__ import annotations

import asyncio
import logging
from collections import deque
from typing import TYPE_CHECKING

from majung.access.actor import Actor
from majung.access.records import PersonalRead, record_reads
from majung.events.log import read_wanted
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung_schema import request_ids
from majung_schema.answers import Answer
from majung_schema.graph.rows import Row
from majung_schema.live.opened import Opened
from majung_schema.live.payload import Payload
from majung_schema.live.shared_actor import SharedActor
from majung_schema.live.subscriber import Subscriber
from majung_schema.live.window import Scope

if TYPE_CHECKING:
    from majung_schema.live.hub import Hub

RECENT = 256
"""Updates kept for subscribers who come back after a moment: they get the same bytes again."""
RECENT_BYTES = 4_000_000
AHEAD = 100
"""A subscriber that has come at most so many events further than a feed may join it and skip those."""
BATCH = 100
AWAY = 1.0
"""Seconds before a feed tries again that could not reach the database."""
TRIES = 3
AT_ONCE = 16
"""Updates handed out before the connections write: one system call sends them all to a client."""
PAUSE = 0.05
"""Seconds between two looks at whether most clients have caught up."""

log = logging.getLogger(__name__)


class Feed:
    """Goes through the log for its members, at the pace of most of them.

    While it is behind it belongs to one subscriber and reads the log itself; once it has caught up it hands its
    member to the feed that all others of the same key share, or becomes that feed.
    """

    def __init__(self, hub: Hub, key: object, scope: Scope, opened: Opened, position: int) -> None:
        self.hub, self.key, self.scope, self.opened = hub, key, scope, opened
        self.position = position
        self.members: dict[Subscriber, None] = {}
        self.recent: deque[Payload] = deque()
        self.recent_from = position
        self._recent_bytes = 0
        self._reads: list[PersonalRead] = []
        scope.feeds += 1
        self.task = asyncio.create_task(self._run())

    def covers(self, position: int) -> bool:
        """Whether a subscriber that stands there can join without a gap."""
        return self.recent_from <= position <= self.position + AHEAD

    def add(self, member: Subscriber) -> None:
        """Take a subscriber in; what it has missed of late it gets at once."""
        member.feed = self
        member.opened = self.opened  # the same selection: what was compiled for it is kept once, not by each member
        self.members[member] = None
        for payload in self.recent:
            if not member.take(payload):
                self.hub.too_slow(member)
                return

    def close(self) -> None:
        """End without a word to the members, who have been told or moved."""
        self.scope.feeds -= 1
        self.members.clear()
        self.task.cancel()

    async def _run(self) -> None:
        request_ids.running.set(None)  # it serves others too, and outlives the request that began it
        try:
            while self.members:
                try:
                    await self._go_on()
                except DATABASE_AWAY as error:
                    end_if_told()
                    log.warning("a feed waits for the database", extra={"error": type(error).__name__})
                    await asyncio.sleep(AWAY)
        except Exception:
            log.exception("a feed failed")
            self.hub.fail(self)

    async def _go_on(self) -> None:
        rows, until = await self._next()
        handed = 0
        for number, row in enumerate(rows, start=1):
            if not self.members:
                return
            answer = await self._answer(row)
            if self._is_for_one():
                self.hub.part(self)
                return
            if answer.refused:
                self.hub.end_all(self, answer)
                return
            await self._record()
            payload = Payload(row["position"], answer.encoded())
            self._hand_out(payload)
            self.position = row["position"]
            handed += len(payload.content)
            if number % AT_ONCE == 0 or number == len(rows) or handed > self.hub.limits.outbox_bytes // 8:
                await self._let_write()
                handed = 0
        self.position = max(self.position, until)
        if self.hub.settle(self):
            return
        if self.position >= self.hub.window.end:
            await self.hub.wait(self.position)

    async def _next(self) -> tuple[list[Row], int]:
        """The next events that the members see and want, and how far the log has been searched for them."""
        wanted, until = self.opened.following.wanted, self.hub.window.end
        if until <= self.position:
            return [], self.position
        rows = self.hub.window.rows(self.scope, wanted, self.position)
        if rows is not None:
            return rows, until
        found = await read_wanted(self.scope.actor, self.position, wanted, until=until, limit=BATCH)
        if len(found) == BATCH:
            until = found[-1]["position"]
        return [Row(self.opened.table, event) for event in found if wanted.has(event)], until

    async def _answer(self, row: Row) -> Answer:
        """Execute; what fails as a whole, because the database went away, is tried again."""
        for attempt in range(TRIES):
            async with self.hub.executing:
                self._reads = []
                answer = await self.opened.execute(row, self.scope.actor, self._note)
            if not (answer.refused and answer.status >= 500):
                break
            await asyncio.sleep(AWAY * attempt)
        return answer

    def _is_for_one(self) -> bool:
        return isinstance(self.scope.actor, SharedActor) and self.scope.actor.looked

    async def _note(self, reads: list[PersonalRead]) -> None:
        self._reads = reads

    async def _record(self) -> None:
        """Leave an access record for each member, also those who come while the others' are written."""
        recorded: set[Actor] = set()
        while self._reads and (missing := {m.actor for m in self.members} - recorded):
            for actor in missing:
                await record_reads(self.hub.database, actor, self.opened.info.request_id, self._reads)
            recorded |= missing

    def _hand_out(self, payload: Payload) -> None:
        slow = [member for member in self.members if not member.take(payload)]
        for member in slow:
            self.hub.too_slow(member)
        self._keep(payload)

    async def _let_write(self) -> None:
        """Let the connections write; wait while more than half of the clients are far behind.

        The log keeps what comes meanwhile. Those who are slower than most are closed when their bound is reached.
        """
        await asyncio.sleep(0)
        while sum(m.sink.half_full for m in self.members) * 2 > len(self.members):  # noqa: ASYNC110 - rare
            await asyncio.sleep(PAUSE)

    def _keep(self, payload: Payload) -> None:
        if self._reads:  # who gets personal data later needs an access record of its own
            self.recent.clear()
            self.recent_from, self._recent_bytes = payload.position, 0
            return
        self.recent.append(payload)
        self._recent_bytes += len(payload.content)
        while len(self.recent) > RECENT or self._recent_bytes > RECENT_BYTES:
            gone = self.recent.popleft()
            self.recent_from = gone.position
            self._recent_bytes -= len(gone.content)
