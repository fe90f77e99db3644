"""The AsyncAPI 3 description of everything that happens here: every kind of event, and the ways out."""

from __future__ import annotations

import inspect
import json
from collections.abc import Mapping
from typing import Any

import msgspec

from majung.events.event import Event
from majung.plugin.registry import Registry
from majung_schema.deliveries.samples import event_types

FILE = "asyncapi.json"

_TEXT = {"type": "string"}
_HEADERS: Mapping[str, Any] = {
    "type": "object",
    "required": ["webhook-id", "webhook-timestamp", "webhook-signature"],
    "properties": {
        "webhook-id": {**_TEXT, "description": "The event's id: the one to recognise repetitions by."},
        "webhook-timestamp": {**_TEXT, "description": "Second of signing, since 1970."},
        "webhook-signature": {**_TEXT, "description": "v1 and base64 of HMAC-SHA256, once for each secret in force."},
        "majung-attempt": {**_TEXT, "description": "From the second try on, its number."},
    },
}


def asyncapi(registry: Registry) -> str:
    """The description as JSON, the same text for the same kinds of events."""
    types = dict(sorted(event_types(registry).items()))
    references = {name: {"$ref": f"#/components/messages/{name}"} for name in types}
    document = {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Majung",
            "version": "1.0.0",
            "description": "What happens, for partner systems. `data` is what the partner's stored document selects;"
            " the schemas below are the facts that are recorded with each event.",
        },
        "defaultContentType": "application/json",
        "channels": {
            "webhook": {
                "title": "A partner's endpoint",
                "description": "The address of an endpoint that the partner has set up; signed as Standard Webhooks.",
                "address": None,
                "messages": references,
            },
            "feed": {
                "title": "The pull feed",
                "description": "GET with `document`, `after`, `limit`, `wait`: a batch of CloudEvents 1.0 in JSON whose"
                " `data` is a GraphQL answer; the header `majung-cursor` is the next `after`.",
                "address": "/feed",
                "messages": {"batch": {"$ref": "#/components/messages/batch"}},
            },
        },
        "operations": {
            "tell": {"action": "send", "channel": {"$ref": "#/channels/webhook"}, "summary": "A signed POST each."},
            "poll": {"action": "send", "channel": {"$ref": "#/channels/feed"}, "summary": "A page of events."},
        },
        "components": {
            "messages": {**{name: _message(name, kind) for name, kind in types.items()}, "batch": _batch()},
            "schemas": {"Envelope": _envelope(), **{name: _facts(kind) for name, kind in types.items()}},
        },
    }
    return json.dumps(document, ensure_ascii=False, indent=1) + "\n"


def _message(name: str, kind: type[Event]) -> dict[str, Any]:
    return {
        "name": name,
        "title": kind.__name__,
        "summary": inspect.cleandoc(kind.__doc__ or "").partition("\n\n")[0].replace("\n", " "),
        "contentType": "application/json",
        "headers": _HEADERS,
        "payload": {
            "allOf": [{"$ref": "#/components/schemas/Envelope"}, {"properties": {"type": {"const": name}}}],
        },
        "x-graphql-type": kind.__name__,
        "x-owner": kind.owner,
        "x-public": kind.public,
        "x-facts": {"$ref": f"#/components/schemas/{name}"},
    }


def _batch() -> dict[str, Any]:
    attributes = ("specversion", "id", "source", "type", "subject", "time", "datacontenttype", "cursor")
    data = {"type": "object", "properties": {"data": {"type": ["object", "null"]}, "errors": {"type": "array"}}}
    return {
        "name": "batch",
        "title": "A page of the feed",
        "contentType": "application/cloudevents-batch+json",
        "payload": {
            "type": "array",
            "items": {
                "type": "object",
                "required": [*attributes, "data"],
                "properties": {**dict.fromkeys(attributes, _TEXT), "data": data},
            },
        },
    }


def _envelope() -> dict[str, Any]:
    return {
        "type": "object",
        "required": ["type", "timestamp", "id", "cursor", "subject", "document", "data"],
        "properties": {
            "type": {**_TEXT, "description": "The kind of event."},
            "timestamp": {"type": "string", "format": "date-time", "description": "When it happened."},
            "id": _TEXT,
            "cursor": {**_TEXT, "description": "Its place in the log: `after` of a feed or a subscription."},
            "subject": {**_TEXT, "description": "The record it is about; messages about one come in order."},
            "document": {
                "type": "object",
                "properties": {"name": _TEXT, "revision": {"type": "integer"}},
                "description": "The stored document that shaped `data`.",
            },
            "replayed": {"type": "boolean", "description": "Made anew from today's graph under today's rights."},
            "test": {"type": "boolean", "description": "Made up; nothing happened."},
            "data": {"type": ["object", "null"], "description": "What the stored document selects."},
            "errors": {"type": "array", "items": {"type": "object"}, "description": "As GraphQL answers them."},
        },
    }


def _facts(kind: type[Event]) -> dict[str, Any]:
    schema = msgspec.json.schema(kind)
    found: dict[str, Any] = schema["$defs"][kind.__name__]
    found["description"] = f"Facts recorded with {kind.type_name()}."
    return found
