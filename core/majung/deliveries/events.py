"""What happens with partners' documents and endpoints, told to the institution and to officials."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class EndpointCreated(Event, frozen=True, kw_only=True):
    """A partner's endpoint was set up."""

    subject_type: ClassVar[str] = "endpoint"
    name: str


class EndpointPaused(Event, frozen=True, kw_only=True):
    """Somebody paused an endpoint; nothing is sent, nothing is lost."""

    subject_type: ClassVar[str] = "endpoint"
    name: str


class EndpointParked(Event, frozen=True, kw_only=True):
    """The platform stopped sending to an endpoint, for a reason that somebody must look at; nothing is lost."""

    subject_type: ClassVar[str] = "endpoint"
    name: str
    reason: str


class EndpointResumed(Event, frozen=True, kw_only=True):
    """An endpoint is sent to again, from where it stood."""

    subject_type: ClassVar[str] = "endpoint"
    name: str


class EndpointSecretRotated(Event, frozen=True, kw_only=True):
    """An endpoint has a new secret; the old one signs too until the overlap ends."""

    subject_type: ClassVar[str] = "endpoint"
    name: str


class SelectionStored(Event, frozen=True, kw_only=True):
    """A partner's document was stored, or its text changed."""

    subject_type: ClassVar[str] = "selection"
    name: str
    revision: int


class SelectionParked(Event, frozen=True, kw_only=True):
    """A stored document does not fit the schema any more; what depends on it waits."""

    subject_type: ClassVar[str] = "selection"
    name: str
    reason: str


class SelectionRestored(Event, frozen=True, kw_only=True):
    """A parked document fits the schema again."""

    subject_type: ClassVar[str] = "selection"
    name: str
