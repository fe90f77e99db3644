"""What is measured of one server process, in the format of Prometheus: counts and times, nothing personal."""

from __future__ import annotations

import hmac
import time
from dataclasses import dataclass, field

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_PLAIN_1_0_0
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from majung.access.actor import system
from majung.events.listeners import listener_states
from majung.events.log import latest_position
from majung_schema.live.connections import LiveConnections
from majung_schema.planned.plans import plans_of
from majung_schema.platform import Platform

MOST_NAMES = 200
"""Operation names that have a line of their own; they are the clients' words, so there might be any number."""

OTHER = "(other)"
UNNAMED = "(unnamed)"
SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)

_DELIVERIES = """
select count(*) as waiting, coalesce(extract(epoch from now() - min(created_at)), 0)::float8 as oldest
from delivery where state = 'WAITING'
"""
_READER = system("metrics")
_ENDPOINTS = "select state, count(*) as count from webhook_endpoint group by state"


@dataclass
class Metrics:
    """Counters of one process; `observe` is on the way of every request and takes a few microseconds."""

    registry: CollectorRegistry = field(default_factory=CollectorRegistry)

    def __post_init__(self) -> None:
        def gauge(name: str, words: str, *labels: str) -> Gauge:
            return Gauge(f"majung_{name}", words, labels, registry=self.registry)

        self._operations = Histogram(
            "majung_operation_seconds", "Time of operations", ("operation", "kind", "transport"), buckets=SECONDS,
            registry=self.registry,
        )  # fmt: skip
        self._answers = Counter("majung_answers", "Answers over HTTP by status", ("status",), registry=self.registry)
        self._names: set[str] = set()
        self._answered: dict[int, Counter] = {}
        self._observed: dict[tuple[str, str, str], Histogram] = {}
        gauge("start_time_seconds", "When this process began to answer, in Unix time").set(time.time())
        self.connections = gauge("live_connections", "Open WebSockets and event streams")
        self.subscribers = gauge("live_subscribers", "Running subscriptions")
        self.plans = gauge("plans", "Plans that are kept")
        self.plan_bytes = gauge("plan_bytes", "Memory of all plans, roughly")
        self.plan_uses = gauge("plan_uses", "Operations since the start, by whether a plan was there", "was")
        self.read_statements = gauge("read_statements", "SQL statements of reads since the start")
        self.read_seconds = gauge("read_seconds", "Time that reads waited for PostgreSQL since the start")
        self.limited = gauge("rate_limited", "Requests of clients over their rate since the start", "kind")
        self.position = gauge("log_position", "Position of the newest event")
        self.behind = gauge("listener_behind", "Events that a listener has yet to see", "listener")
        self.parked = gauge("listener_parked", "Whether a listener is parked", "listener")
        self.waiting = gauge("deliveries_waiting", "Messages to partners that wait")
        self.lag = gauge("delivery_lag_seconds", "Age of the oldest message that waits")
        self.endpoints = gauge("endpoints", "Partners' endpoints by state", "state")

    def answered(self, status: int) -> None:
        """Count an answer over HTTP."""
        counter = self._answered.get(status)
        if counter is None:  # the library puts labels together anew each time
            counter = self._answered[status] = self._answers.labels(str(status))
        counter.inc()

    def observe(self, name: str | None, kind: str, transport: str, seconds: float) -> None:
        """Count an operation and its time."""
        name = name or UNNAMED
        if name not in self._names:
            if len(self._names) >= MOST_NAMES:
                name = OTHER
            else:
                self._names.add(name)
        key = (name, kind, transport)
        histogram = self._observed.get(key)
        if histogram is None:
            histogram = self._observed[key] = self._operations.labels(*key)
        histogram.observe(seconds)

    async def text(self, platform: Platform, connections: LiveConnections) -> bytes:
        """Everything as it is now; what all processes share is asked of the database."""
        self.connections.set(connections.count)
        self.subscribers.set(len(platform.live.members) if platform.live else 0)
        plans = plans_of(platform.schema._schema)
        self.plans.set(len(plans))
        self.plan_bytes.set(plans.bytes)
        self.plan_uses.labels("kept").set(plans.hits)
        self.plan_uses.labels("made").set(plans.made)
        reads = platform.database.reads
        self.read_statements.set(reads.statements)
        self.read_seconds.set(reads.seconds)
        for kind, count in platform.meter.refused.items():
            self.limited.labels(kind).set(count)
        await self._ask(platform)
        return generate_latest(self.registry)

    async def _ask(self, platform: Platform) -> None:
        fetch = platform.database.statement
        with platform.active():
            self.position.set(await latest_position())
            for listener in await listener_states(_READER):
                self.behind.labels(listener.name).set(listener.behind)
                self.parked.labels(listener.name).set(listener.parked_reason is not None)
        [row] = await fetch(_DELIVERIES)
        self.waiting.set(row["waiting"])
        self.lag.set(row["oldest"])
        found = {one["state"]: one["count"] for one in await fetch(_ENDPOINTS)}
        for state in ("ACTIVE", "PAUSED", "PARKED"):
            self.endpoints.labels(state).set(found.get(state, 0))


def metrics_route(metrics: Metrics, platform: Platform, connections: LiveConnections) -> Route:
    """`/metrics`: for whoever has MAJUNG_METRICS_TOKEN; without one in development only, in production not there."""
    token, production = platform.settings.metrics_token, platform.settings.production

    async def answer(request: Request) -> Response:
        given = request.headers.get("authorization", "")
        if token is None and production:
            return Response(status_code=404)
        if token is not None and not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
            return Response(status_code=401, headers={"www-authenticate": 'Bearer realm="metrics"'})
        text = await metrics.text(platform, connections)
        return Response(text, headers={"content-type": CONTENT_TYPE_PLAIN_1_0_0, "cache-control": "no-store"})

    return Route("/metrics", answer)
