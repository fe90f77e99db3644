"""What a subscription field gives: not events but what is wanted of the log, and from which cursor on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from graphql import FieldNode, FragmentDefinitionNode, OperationDefinitionNode, VariableNode
from graphql.language import visit
from graphql.language.visitor import Visitor

from majung.errors import Refusal
from majung.events.wanted import Holds, Wanted

AFTER = "after"
"""The argument of a subscription field that takes a cursor."""


class NoUpdatesHere(Refusal):
    """Updates need a running server; this process only answers single documents. Use `majung serve`.

    ko: 구독은 실행 중인 서버에서만 가능합니다. `majung serve`를 사용하십시오.
    """


@dataclass(frozen=True)
class Following:
    """The source of a subscription: the platform reads the log, resumes and shares; a field only says what it wants."""

    wanted: Wanted
    after: str | None

    def __aiter__(self) -> AsyncIterator[Any]:
        raise NoUpdatesHere  # whoever iterates does not know of the log


def follow(
    *,
    after: str | None = None,
    types: Sequence[str] = (),
    firm_id: UUID | None = None,
    person_id: UUID | None = None,
    program: str | None = None,
    district: str | None = None,
    holds: Holds | None = None,
) -> Any:
    """What a subscription field returns: the events of the log that the viewer may see and that these narrow down.

    They come from the cursor `after` on (without one: from now), then as they happen, each once, in order. `holds` is
    a last condition on the row of the log: `AnyFact`, or a frozen dataclass that can be called. Subscribers for whom
    all of this compares equal share one execution.
    """
    wanted = Wanted(
        types=tuple(types),
        firm_id=firm_id,
        person_id=person_id,
        program=program,
        district=district,
        holds=holds,
    )
    return Following(wanted, after)


def cursor_variable(operation: OperationDefinitionNode, fragments: Mapping[str, FragmentDefinitionNode]) -> str | None:
    """The variable that only carries the cursor: subscriptions that differ by its value alone get the same updates."""
    field = operation.selection_set.selections[0]
    if not isinstance(field, FieldNode):
        return None
    named = next((a.value for a in field.arguments or () if a.name.value == AFTER), None)
    if not isinstance(named, VariableNode):
        return None
    uses = _Uses()
    for part in (operation.selection_set, *(operation.directives or ()), *fragments.values()):
        visit(part, uses)
    name = named.name.value
    return name if uses.names.count(name) == 1 else None


class _Uses(Visitor):
    def __init__(self) -> None:
        super().__init__()
        self.names: list[str] = []

    def enter_variable(self, node: VariableNode, *_: Any) -> None:
        self.names.append(node.name.value)
