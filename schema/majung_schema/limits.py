"""How much one operation may ask for, by kind of actor, and the times and sizes of the endpoint."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from majung.access.actor import Actor
from majung.access.rates import NO_RATES
from majung_schema.cost import Measured
from majung_schema.deadlines import Deadlines
from majung_schema.metering import Meter
from majung_schema.refusals import (
    IntrospectionHidden,
    PageTooLarge,
    TooCostly,
    TooDeep,
    TooManyAliases,
    TooManyDirectives,
)
from majung_schema.trusted import TrustedDocuments

BULK_SCOPE = "graph.bulk"
INTROSPECT_SCOPE = "graph.schema"
TICKET_SECONDS = 60.0
"""In which a stream ticket opens streams."""


@dataclass(frozen=True, kw_only=True)
class Ceiling:
    """What one operation of one caller may have at most."""

    cost: int
    tokens: int
    characters: int
    page: int = 100
    depth: int = 12
    introspection_depth: int = 15
    aliases_of_field: int = 15
    aliases: int = 100
    directives: int = 50

    def check(self, measured: Measured, *, schema_size: int) -> None:
        """Refuse an operation that asks for more; `schema_size` is the number of types in the schema."""
        if measured.largest_page > self.page:
            raise PageTooLarge(counted=measured.largest_page, allowed=self.page)
        if measured.depth > self.depth:
            raise TooDeep(counted=measured.depth, allowed=self.depth)
        if measured.introspection_depth > self.introspection_depth:
            raise TooDeep(counted=measured.introspection_depth, allowed=self.introspection_depth)
        if measured.most_aliased[1] > self.aliases_of_field:
            field, counted = measured.most_aliased
            raise TooManyAliases(field=field, counted=counted, allowed=self.aliases_of_field)
        if measured.aliases > self.aliases:
            raise TooManyAliases(field="*", counted=measured.aliases, allowed=self.aliases)
        if measured.directives > self.directives:
            raise TooManyDirectives(counted=measured.directives, allowed=self.directives)
        if measured.cost > self.cost:
            raise TooCostly(counted=measured.cost, allowed=self.cost)
        allowed = INTROSPECTION_COST_OF_A_TYPE * schema_size
        if measured.introspection_cost > allowed:
            raise TooCostly(counted=measured.introspection_cost, allowed=allowed)

    def told(self, measured: Measured, tokens: int) -> dict[str, dict[str, int]]:
        """What was counted and what is allowed, for `extensions.cost`."""
        counted = {
            "cost": measured.cost,
            "depth": measured.depth,
            "aliases": measured.aliases,
            "directives": measured.directives,
            "tokens": tokens,
        }
        return {"counted": counted, "allowed": self._allowed}

    @cached_property
    def _allowed(self) -> dict[str, int]:
        return {name: getattr(self, name) for name in ("cost", "depth", "aliases", "directives", "tokens")}


INTROSPECTION_COST_OF_A_TYPE = 2_000
"""The query that tools send costs about 1,300 for each type of the schema; deeper nesting multiplies it."""

ANONYMOUS = Ceiling(cost=10_000, tokens=1_000, characters=50_000)
KNOWN = Ceiling(cost=100_000, tokens=5_000, characters=200_000)
BULK = Ceiling(cost=1_000_000, tokens=5_000, characters=200_000, page=1_000)


@dataclass(frozen=True, kw_only=True)
class Limits:
    """Settings of the endpoint; seconds and bytes are in the names."""

    anonymous: Ceiling = ANONYMOUS
    known: Ceiling = KNOWN
    bulk: Ceiling = BULK
    """For actors with the scope `graph.bulk`."""
    header_bytes: int = 65_536
    header_seconds: float = 10.0
    """For the head of a request: from when its connection is opened, or from the first byte of a later one."""
    body_bytes: int = 1_000_000
    body_seconds: float = 30.0
    operation_seconds: float = 10.0
    connection_init_seconds: float = 5.0
    idle_socket_seconds: float = 60.0
    subscriptions_per_socket: int = 100
    followers: int = 20_000
    """Subscriptions to the log that one process runs."""
    outbox_messages: int = 512
    outbox_bytes: int = 4_000_000
    """What may wait for one connection; a client that falls further behind the others of its feed is closed."""
    stalled_seconds: float = 20.0
    """After which a client that takes nothing of what waits for it is closed."""
    keep_alive_seconds: float = 15.0
    """Between two comments on an event stream on which nothing happens."""
    json_depth: int = 64
    cached_documents: int = 1_000
    cached_document_bytes: int = 64_000_000
    """Estimated memory of all parsed documents that are kept."""
    meter: Meter = field(default_factory=lambda: Meter(NO_RATES), compare=False)
    """Counts what each client asks for in a minute, over all transports together."""
    trusted: TrustedDocuments = field(default_factory=TrustedDocuments, compare=False)
    """The documents that may be asked by their hash, and who may ask nothing else."""
    production: bool = False
    """Hides introspection and suggestions (but for the scope `graph.schema`), GraphiQL, and error text in logs."""

    @cached_property
    def body_deadlines(self) -> Deadlines:
        """Bounds how long the body of a request may take."""
        return Deadlines(self.body_seconds)

    @cached_property
    def operation_deadlines(self) -> Deadlines:
        """Bounds how long an operation may take."""
        return Deadlines(self.operation_seconds)

    def ceiling(self, actor: Actor) -> Ceiling:
        """The limits of this caller."""
        if actor.kind == "anonymous":
            return self.anonymous
        return self.bulk if actor.may(BULK_SCOPE) else self.known

    def shows_schema(self, actor: Actor) -> bool:
        """Whether introspection and suggestions are for this caller."""
        return not self.production or actor.may(INTROSPECT_SCOPE)

    def check(self, measured: Measured, actor: Actor, *, schema_size: int) -> None:
        """Refuse what this caller may not ask for."""
        if measured.introspection_cost and not self.shows_schema(actor):
            raise IntrospectionHidden
        self.ceiling(actor).check(measured, schema_size=schema_size)
