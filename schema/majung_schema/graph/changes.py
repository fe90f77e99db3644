"""Changes: what every mutation answers, the changed record or the refusals, never half of either."""

from __future__ import annotations

import functools
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Generic, ParamSpec, TypeVar, cast
from uuid import UUID

import msgspec
import strawberry

from majung.errors import Locale, Refusal
from majung.storage.table import Table
from majung_schema.graph.context import actor_of, reading_of
from majung_schema.graph.rows import Row
from majung_schema.graph.scalars import Json

T = TypeVar("T")
P = ParamSpec("P")


@strawberry.type(description="Why a change was not made: a stable code, words in the caller's language, and where.")
class Refused:
    code: str
    message: str
    path: list[str]
    details: Json


@dataclass
class ChangeSource:
    """The changed row, or why nothing was changed."""

    record: Row | None
    refusals: list[Refused] = field(default_factory=list)


@strawberry.type(name="Payload", description="The changed record, or the refusals; with a refusal nothing was changed.")
class Change(Generic[T]):
    record: T | None
    refusals: list[Refused]


def refused(refusal: Refusal, locale: Locale) -> Refused:
    """A refusal as clients see it."""
    shown = {k: v for k, v in refusal.details.items() if v is None or isinstance(v, str | int | bool | float)}
    others = {k: str(v) for k, v in refusal.details.items() if k not in shown}
    details = msgspec.to_builtins({**shown, **others})
    return Refused(
        code=refusal.code,
        message=refusal.message(locale),
        path=[str(step) for step in refusal.path],
        details=details,
    )


async def changed(info: strawberry.Info[Any, Any], table: type[Table], id: UUID) -> Change[Any]:
    """The row as it is after the change, under the viewer's policy."""
    reading = reading_of(info)
    reading.forget()
    return cast("Change[Any]", ChangeSource(await reading.one(table, "id", id)))


def change(function: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[Any]]:
    """Make a mutation field's function answer refusals as data instead of errors."""

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> Any:
        try:
            return await function(*args, **kwargs)
        except Refusal as refusal:
            info = cast("strawberry.Info[Any, Any]", kwargs.get("info"))
            all_of = cast("tuple[Refusal, ...]", getattr(refusal, "parts", None) or (refusal,))
            return ChangeSource(None, [refused(one, actor_of(info).locale) for one in all_of])

    return run
