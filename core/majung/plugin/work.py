"""What a program declares about work: kinds of consultations, what waits for officials, what is done by itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from majung.texts import Text

if TYPE_CHECKING:
    from majung.access.actor import Actor
    from majung.storage.select import Where


@dataclass(frozen=True, kw_only=True)
class ConsultationKind:
    """A kind of consultation, with channels and outcomes of its own beside those that every kind has."""

    code: str
    title: Text
    channels: tuple[tuple[str, Text], ...] = ()
    outcomes: tuple[tuple[str, Text], ...] = ()


@dataclass(frozen=True, kw_only=True)
class TaskSource:
    """Records that wait for an official: rows of a table for which a condition over ``{row}`` holds.

    `waiting` may name the viewer's parameters (``:account``, ``:centres``; `majung.access.actor`), or be a function
    of who asks that gives the whole condition, or None where nothing of it waits for them. `due` (date), `since`
    (timestamptz), `label` (text, nothing personal) and `program` (its code) are SQL over ``{row}``; `scope` is a
    permission without which nothing of it is listed. A task leads to the row itself, or to the record whose id and
    id prefix (`subject_type`) the row gives. Only rows that the official sees are listed at all.
    """

    name: str
    title: Text
    table: str
    waiting: str | Callable[[Actor], Where | None]
    due: str = "null::date"
    since: str = "{row}.sys_from"
    label: str = "''"
    program: str = "null::text"
    subject_type: str | None = None
    subject_id: str = "{row}.id"
    scope: str | None = None


@dataclass(frozen=True, kw_only=True)
class ScheduledWork:
    """Work done by the platform on its own, each `every`; one process at a time runs it, and a crash repeats it."""

    name: str
    title: Text
    every: timedelta
    run: Callable[[Actor], Awaitable[int]]


@dataclass(frozen=True, kw_only=True)
class Listener:
    """An async function called for each event of some types, at least once and in order, from a durable cursor."""

    name: str
    types: tuple[str, ...]
    handle: Callable[[Mapping[str, Any]], Awaitable[None]]
