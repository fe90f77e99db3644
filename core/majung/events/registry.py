"""Which kinds of events there are: the core's own, and those of the plugins that run here."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from types import ModuleType

from majung.events.event import Event
from majung.storage.apps import CORE_MODELS


class EventTypeTwice(ValueError):
    """Two classes of events have one name in the log; a bug that stops the start."""


class EventTypes(Mapping[str, type[Event]]):
    """Kinds of events by their name in the log (``core.PaymentMade``)."""

    def __init__(self, types: Iterable[type[Event]]) -> None:
        self._types: dict[str, type[Event]] = {}
        for kind in types:
            known = self._types.setdefault(kind.type_name(), kind)
            if known is not kind:
                raise EventTypeTwice(f"{kind.type_name()} is both {known.__module__} and {kind.__module__}")

    def __getitem__(self, name: str) -> type[Event]:
        return self._types[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._types)

    def __len__(self) -> int:
        return len(self._types)


def declared_events(module: ModuleType) -> list[type[Event]]:
    """The kinds of events that a module defines itself, in order of definition."""
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type)
        and issubclass(value, Event)
        and value.__module__ == module.__name__
        and hasattr(value, "subject_type")
    ]


def core_events() -> list[type[Event]]:
    """Every kind of event of the core: what the `events.py` of its nouns define."""
    names = [f"{models.removesuffix('.models')}.events" for models in CORE_MODELS]
    return [kind for name in names if find_spec(name) for kind in declared_events(import_module(name))]
