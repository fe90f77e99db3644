"""What wakes a process when the log has grown: PostgreSQL itself, or a broker that the relay feeds."""

from __future__ import annotations

from importlib.util import find_spec

from majung.errors import Refusal
from majung.events.tail import Tail
from majung.storage.database import Database


class BrokerLibraryMissing(Refusal):
    """A broker needs the library nats-py. Install majung[nats].

    ko: 브로커를 사용하려면 nats-py 라이브러리가 필요합니다. majung[nats]를 설치하십시오.
    """


def require_broker_library() -> None:
    """Refuse where the optional library is not installed."""
    if find_spec("nats") is None:
        raise BrokerLibraryMissing


def tail_of(database: Database, event_source: str | None) -> Tail:
    """The tail of a process, woken by what its settings name."""
    if event_source is None:
        return Tail(database)
    require_broker_library()
    from majung.events.broker_tail import BrokerTail

    return BrokerTail(database, event_source)
