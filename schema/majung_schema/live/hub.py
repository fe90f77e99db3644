"""The hub: follows the log for all subscriptions of a process, and brings those that get the same together."""

from __future__ import annotations

import asyncio
import logging
from types import TracebackType
from typing import Self

from majung.access.actor import Actor, system
from majung.errors import Refusal
from majung.events.log import decode_cursor, read_wanted, resume_position
from majung.events.sight import who_sees
from majung.events.tail import Tail
from majung.events.wanted import EVERYTHING
from majung.storage.away import DATABASE_AWAY, end_if_told
from majung.storage.database import Database
from majung_schema.answers import Answer
from majung_schema.limits import Limits
from majung_schema.live.feed import Feed
from majung_schema.live.opened import PURPOSE_HEADER, Opened
from majung_schema.live.shared_actor import SharedActor
from majung_schema.live.subscriber import Sink, Subscriber
from majung_schema.live.viewers import Again, Viewers
from majung_schema.live.window import Scope, Window
from majung_schema.refusals import InternalError, ServerRestarts, TooManyFollowers

RIGHTS_SECONDS = 3.0
"""Rights are looked at again at each event, and after this time when nothing happens."""
BATCH = 500
BEHIND = 1_000
"""A subscriber at most so many events behind may begin the feed that others then share."""
EXECUTING = 16
"""Updates that are executed at the same time; more would only wait for each other's connections."""
_READER = system("live")

log = logging.getLogger(__name__)


class Hub:
    """All running subscriptions of one process."""

    def __init__(self, database: Database, tail: Tail, again: Again, limits: Limits) -> None:
        self.database, self.tail, self.limits = database, tail, limits
        self.viewers = Viewers(again)
        self.window = Window(tail.position, tail.position)
        self.members: set[Subscriber] = set()
        self.feeds: dict[object, Feed] = {}
        self.executing = asyncio.Semaphore(EXECUTING)
        self.closed = False
        self._scopes: dict[object, Scope] = {}
        self._for_one: set[object] = set()
        self._grown = asyncio.Event()
        self._work: asyncio.Task[None] | None = None

    async def subscribe(self, opened: Opened, actor: Actor, sink: Sink, after: str | None = None) -> Subscriber:
        """Begin a subscription, after a cursor (the transport's own, else the field's argument) or from now on.

        Refuses a cursor that cannot be resumed from, and everything when there are too many or the server stops.
        """
        cursor = opened.following.after if after is None else after
        position = self.tail.position if cursor is None else await self._resume(cursor)
        if self.closed:
            raise ServerRestarts
        if len(self.members) >= self.limits.followers:
            raise TooManyFollowers(counted=len(self.members), allowed=self.limits.followers)
        purpose = opened.info.headers.get(PURPOSE_HEADER)
        actor = actor.for_purpose(purpose[:500]) if purpose else actor
        member = Subscriber(sink, opened, actor, position, self.leave)
        self.members.add(member)
        self.viewers.join(member)
        self._place(member, opened, position)
        return member

    def leave(self, member: Subscriber) -> None:
        """Forget a subscription, whoever ended it."""
        if member not in self.members:
            return
        self.members.discard(member)
        self.viewers.leave(member)
        feed = member.feed
        if feed is not None:
            feed.members.pop(member, None)
            if not feed.members:
                self._drop(feed)

    def end(self, member: Subscriber, reason: Refusal | Answer | None) -> None:
        """End a subscription and tell its client why; no reason is that the server stops."""
        self.leave(member)
        told = member.opened.speaker(member.actor).refused(reason) if isinstance(reason, Refusal) else reason
        member.sink.end(told)

    def too_slow(self, member: Subscriber) -> None:
        """End the connection of a client that does not keep up."""
        self.leave(member)
        member.sink.too_slow()

    def end_all(self, feed: Feed, answer: Answer) -> None:
        """End a feed whose selection cannot be answered."""
        for member in list(feed.members):
            self.end(member, answer)

    def fail(self, feed: Feed) -> None:
        """End a feed that met an error nobody expected."""
        for member in list(feed.members):
            self.end(member, InternalError(id=feed.opened.info.request_id))

    def part(self, feed: Feed) -> None:
        """The answers depend on who asks: each viewer gets a feed of its own from here on."""
        self._for_one.add(feed.opened.key)
        members, opened = list(feed.members), feed.opened
        self._drop(feed)
        for member in members:
            self._place(member, opened, max(member.after, feed.position))

    def settle(self, feed: Feed) -> bool:
        """Bring the member of a feed that has caught up to those who get the same; whether it has moved."""
        shared = self.feeds.get(feed.key)
        if shared is feed or self.window.end - feed.position > BEHIND:
            return False
        if shared is None:
            self.feeds[feed.key] = feed
            return False
        if not shared.covers(feed.position):
            return False
        members, position = list(feed.members), feed.position
        self._drop(feed)
        for member in members:
            member.after = max(member.after, position)
            shared.add(member)
        return True

    async def wait(self, position: int) -> None:
        """Until the window has grown beyond a position."""
        while self.window.end <= position:
            await self._grown.wait()

    async def close(self) -> None:
        """End all subscriptions; their clients are told to come back."""
        self.closed = True
        for member in list(self.members):
            self.end(member, None)
        if self._work is not None:
            self._work.cancel()
            await asyncio.gather(self._work, return_exceptions=True)

    async def __aenter__(self) -> Self:
        self._work = asyncio.create_task(self._follow(), name="live updates")
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def _resume(self, cursor: str) -> int:
        """Where a cursor points, without asking the database about those of the last events."""
        position = decode_cursor(cursor)
        if position is not None and self.window.start <= position <= self.window.end:
            return position
        return await resume_position(cursor)

    def _place(self, member: Subscriber, opened: Opened, position: int) -> None:
        scope = self._scope(member.actor, own=opened.key in self._for_one)
        key = (opened.key, scope)
        shared = self.feeds.get(key)
        if shared is not None and shared.covers(position):
            shared.add(member)
            return
        feed = Feed(self, key, scope, opened, position)
        feed.add(member)
        if shared is None and self.window.end - position <= BEHIND:
            self.feeds[key] = feed

    def _scope(self, actor: Actor, *, own: bool) -> Scope:
        sight: object = (
            actor.kind, actor.firm_ids, actor.person_id, actor.institution_id, actor.centre_ids, actor.districts,
            actor.scopes, actor.locale, actor.purpose, (actor.account_id, actor.mandate_id) if own else None,
        )  # fmt: skip
        scope = self._scopes.get(sight)
        if scope is None:
            alone = own or actor.kind == "anonymous"
            scope = Scope(actor if alone else SharedActor.of(actor), self.window.end)
            self._scopes[sight] = scope
        return scope

    def _drop(self, feed: Feed) -> None:
        if self.feeds.get(feed.key) is feed:
            del self.feeds[feed.key]
        feed.close()
        if not feed.scope.feeds:
            self._scopes = {sight: scope for sight, scope in self._scopes.items() if scope is not feed.scope}

    async def _follow(self) -> None:
        while not self.tail.closed:
            try:
                await self._step()
            except DATABASE_AWAY as error:
                end_if_told()
                log.warning("live updates wait for the database", extra={"error": type(error).__name__})
                await asyncio.sleep(1)

    async def _step(self) -> None:
        latest = await self.tail.wait(self.window.end, seconds=RIGHTS_SECONDS)
        self._close_stalled()
        if not self.members:
            self.window.skip(latest)
            return
        events: list[dict[str, object]] = []
        scopes = list(self._scopes.values())
        seen: list[frozenset[int]] = []
        until = self.window.end
        if latest > until:
            events = await read_wanted(_READER, until, EVERYTHING, until=latest, limit=BATCH)
            first, until = until, events[-1]["position"] if len(events) == BATCH else latest  # type: ignore[assignment]
            seen = await who_sees([scope.actor for scope in scopes], first, until)
        for member, refusal in await self.viewers.look_again():
            self.end(member, refusal)
        if until > self.window.end:
            asked = set(scopes)
            for scope in self._scopes.values():
                if scope not in asked:  # came while the others' sight was asked about
                    scope.since = until
            self.window.add(events, list(zip(scopes, seen, strict=True)), until)
            grown, self._grown = self._grown, asyncio.Event()
            grown.set()

    def _close_stalled(self) -> None:
        for member in [m for m in self.members if m.sink.stalled]:
            self.too_slow(member)
