"""Events as CloudEvents 1.0 (cloudevents.io) have them, the same for every way out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC
from typing import Any

from cloudevents.core.v1.event import CloudEvent

from majung.events.log import encode_cursor

SOURCE = "/majung"
"""Where events come from, as CloudEvents ask: together with the id it names an event for ever."""


def event_id(event: Mapping[str, Any]) -> str:
    """The id of an event for partners, the same in every transport; it is the one to recognise repetitions by."""
    return f"event_{event['id']}"


def cloud_event(event: Mapping[str, Any], data: Mapping[str, Any]) -> CloudEvent:
    """A logged event with what is told of it as data; `cursor` is an extension attribute."""
    return CloudEvent(
        attributes={
            "specversion": "1.0",
            "id": event_id(event),
            "source": SOURCE,
            "type": event["type"],
            "subject": f"{event['subject_type']}_{event['subject_id']}",
            "time": event["at"].astimezone(UTC),
            "datacontenttype": "application/json",
            "cursor": encode_cursor(event["position"]),
        },
        data=dict(data),
    )
