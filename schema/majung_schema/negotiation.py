"""What the HTTP headers of a request say: media types of question and answer, and the language."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache, wraps
from typing import Literal, TypeVar

from majung.access.actor import Actor
from majung.errors import Locale

MediaType = Literal["application/graphql-response+json", "application/json"]

RESPONSE: MediaType = "application/graphql-response+json"
JSON: MediaType = "application/json"
EVENTS = "text/event-stream"

T = TypeVar("T")

_LONGEST_KEPT = 200


def _kept(read: Callable[[str | None], T]) -> Callable[[str | None], T]:
    """Keep what short headers say: clients send the same few again and again."""
    known = lru_cache(maxsize=256)(read)

    @wraps(read)
    def look(header: str | None) -> T:
        return known(header) if header is None or len(header) <= _LONGEST_KEPT else read(header)

    return look


@_kept
def answer_type(accept: str | None) -> MediaType | None:
    """The media type to answer in; None when Accept allows neither. Whoever does not say gets plain JSON."""
    if accept is None or not accept.strip():
        return JSON
    best: tuple[float, int, MediaType] | None = None
    for place, (name, parameters) in enumerate(_entries(accept)):
        quality = _quality(parameters)
        if quality <= 0 or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            continue
        found: MediaType | None = RESPONSE if name == RESPONSE else None
        if name in (JSON, "application/*", "*/*"):
            found = JSON
        if found is not None and (best is None or (quality, -place) > best[:2]):
            best = (quality, -place, found)
    return best[2] if best else None


@_kept
def wants_events(accept: str | None) -> bool:
    """Whether an event stream is what the client likes best."""
    best: tuple[float, str] | None = None
    for name, parameters in _entries(accept or ""):
        if name in (EVENTS, RESPONSE, JSON) and _quality(parameters) > (best[0] if best else 0):
            best = (_quality(parameters), name)
    return best is not None and best[1] == EVENTS


def wants_html(accept: str | None) -> bool:
    """Whether a browser asks for a page."""
    return accept is not None and any(name == "text/html" for name, _ in _entries(accept))


@_kept
def is_json(content_type: str | None) -> bool:
    """Whether a body is declared as JSON in UTF-8."""
    if content_type is None:
        return False
    entries = _entries(content_type)
    if len(entries) != 1:
        return False
    name, parameters = entries[0]
    return name == JSON and parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


@_kept
def locale_of(accept_language: str | None) -> Locale | None:
    """The better of Korean and English in Accept-Language; None when it names neither."""
    best: tuple[float, Locale] | None = None
    for name, parameters in _entries(accept_language or ""):
        quality = _quality(parameters)
        for locale in ("ko", "en"):
            if name.split("-")[0] == locale and quality > (best[0] if best else 0):
                best = (quality, locale)
    return best[1] if best else None


def speaking(actor: Actor, accept_language: str | None, origin: str | None) -> Actor:
    """The same actor, in the language of the request, from where the request came."""
    locale, origin = locale_of(accept_language) or actor.locale, actor.origin or origin
    return actor if (locale, origin) == (actor.locale, actor.origin) else replace(actor, locale=locale, origin=origin)


def _entries(header: str) -> list[tuple[str, dict[str, str]]]:
    entries = []
    for entry in header.split(",")[:32]:
        name, *parameters = entry.split(";")
        pairs = (parameter.partition("=") for parameter in parameters)
        entries.append((name.strip().lower(), {k.strip().lower(): v.strip().strip('"') for k, _, v in pairs}))
    return [entry for entry in entries if entry[0]]


def _quality(parameters: dict[str, str]) -> float:
    try:
        quality = float(parameters.get("q", "1"))
    except ValueError:
        return 0.0
    return quality if 0 <= quality <= 1 else 0.0
