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
from majung.idempotency.writes import Made, make_once
from majung.storage.table import Table
from majung_schema.graph.context import Context, actor_of, reading_of
from majung_schema.graph.located import located
from majung_schema.graph.scalars import Json
from majung_schema.graph.sources import RowAt

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
    """Which record was changed, or why nothing was changed."""

    made: Made | None
    refusals: list[Refused] = field(default_factory=list)


def _changed(context: Context, source: ChangeSource) -> RowAt | None:
    """The row as it is after the change; as it was then, if the change is a repeat."""
    made = source.made
    if made is None:
        return None
    return RowAt(made.table, made.id, made.at if made.table.access.history else None)


@strawberry.type(name="Payload", description="The changed record, or the refusals; with a refusal nothing was changed.")
class Change(Generic[T]):
    record: T | None = located(
        _changed, description="The record as it is after the change, as far as the viewer may see it."
    )
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
    """What a mutation's function answers: the record that it changed. It is read after the change is committed."""
    return cast("Change[Any]", Made(table=table, id=id))


def change(function: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[Any]]:
    """Make a mutation field's function answer the changed record, and refusals as data instead of errors.

    A change that was sent with an idempotency key is made once; sent again it answers the record as it was then.
    """

    @functools.wraps(function)
    async def run(*args: P.args, **kwargs: P.kwargs) -> Any:
        info = cast("strawberry.Info[Context, Any]", kwargs["info"])

        async def act() -> Made:
            return cast("Made", await function(*args, **kwargs))

        try:
            key = info.context.idempotency
            if key is None:
                made = await act()
            else:
                made = await make_once(actor_of(info), key=key, place=str(info.path.key), act=act)
            reading_of(info).forget()
            return ChangeSource(made)
        except Refusal as refusal:
            all_of = cast("tuple[Refusal, ...]", getattr(refusal, "parts", None) or (refusal,))
            return ChangeSource(None, [refused(one, actor_of(info).locale) for one in all_of])

    return run
