"""What goes around a selection: the same facts for a webhook (Standard Webhooks) and for the feed (CloudEvents)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from majung.events.log import encode_cursor

SOURCE = "/majung"
"""Where events come from, as CloudEvents ask: together with the id it names an event for ever."""

_FORMAT = JSONFormat()


def event_id(event: Mapping[str, Any]) -> str:
    """The id of an event for partners, the same in every transport; it is the one to recognise repetitions by."""
    return f"event_{event['id']}"


def webhook_body(event: Mapping[str, Any], document: str, revision: int, answer: Mapping[str, Any], **more: Any) -> str:
    """The JSON of a webhook: type, time, id and cursor of the event, and what the document selects as `data`."""
    told = {
        "type": event["type"],
        "timestamp": _utc(event["at"]),
        "id": event_id(event),
        "cursor": encode_cursor(event["position"]),
        "subject": f"{event['subject_type']}_{event['subject_id']}",
        "document": {"name": document, "revision": revision},
        **{name: value for name, value in more.items() if value is not None},
        "data": answer.get("data"),
    }
    if answer.get("errors"):
        told["errors"] = answer["errors"]
    return orjson.dumps(told).decode()


def cloud_event(event: Mapping[str, Any], answer: Mapping[str, Any]) -> CloudEvent:
    """The event as CloudEvents 1.0 has it; `cursor` is an extension attribute."""
    data: dict[str, Any] = {"data": answer.get("data")}
    if answer.get("errors"):
        data["errors"] = answer["errors"]
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
        data=data,
    )


def cloud_events_batch(events: list[CloudEvent]) -> bytes:
    """A page of events in the JSON batch format (application/cloudevents-batch+json)."""
    return b"[" + b",".join(_FORMAT.write(event) for event in events) + b"]"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
