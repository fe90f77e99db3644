"""What goes around a selection: the same facts for a webhook (Standard Webhooks) and for the feed (CloudEvents)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

import orjson
from cloudevents.core.formats.json import JSONFormat
from cloudevents.core.v1.event import CloudEvent

from majung.events.cloud import cloud_event, event_id
from majung.events.log import encode_cursor

_FORMAT = JSONFormat()


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


def selected_event(event: Mapping[str, Any], answer: Mapping[str, Any]) -> CloudEvent:
    """The event as CloudEvents 1.0 has it, with what the partner's document selects as its data."""
    data: dict[str, Any] = {"data": answer.get("data")}
    if answer.get("errors"):
        data["errors"] = answer["errors"]
    return cloud_event(event, data)


def cloud_events_batch(events: list[CloudEvent]) -> bytes:
    """A page of events in the JSON batch format (application/cloudevents-batch+json)."""
    return b"[" + b",".join(_FORMAT.write(event) for event in events) + b"]"


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
