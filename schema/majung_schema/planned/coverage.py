"""Coverage: whether a field is answered by plan, and if not, why not."""

from __future__ import annotations

from dataclasses import dataclass

from strawberry.types.field import StrawberryField

from majung_schema.graph.sources import Source, source_of

IN_STATEMENT = "with its rows"
FOR_ALL = "one statement for all rows"
BY_FUNCTION = "its function, once for all rows"
BY_RESOLVER = "its function, once for each row"


@dataclass(frozen=True)
class Coverage:
    """How the executor comes to a field's value; `reason` says why it has to call the field's own function."""

    how: str
    reason: str | None = None

    @property
    def planned(self) -> bool:
        """Whether no resolver is called for single rows."""
        return self.reason is None

    def words(self) -> str:
        """For a table: yes, or no and why."""
        return self.how if self.reason is None else f"no: {self.reason}"


def coverage_of(field: StrawberryField) -> Coverage:
    """How a field is answered, by its declaration."""
    source = source_of(field)
    if source is None:
        if field.is_basic_field:
            return Coverage("attribute of its object")
        return Coverage(BY_RESOLVER, "an ordinary resolver, called for each row; what it answers is completed by plan")
    return _declared(source)


_BY_KIND = {
    **dict.fromkeys(("id", "column", "personal", "to_one", "part", "count"), IN_STATEMENT),
    "to_many": f"{IN_STATEMENT} of one, {FOR_ALL} of many",
    "list": "statement of its own",
    "located": "one statement for each table",
}


def _declared(source: Source) -> Coverage:
    if source.kind in _BY_KIND:
        return Coverage(_BY_KIND[source.kind])
    if source.kind == "computed" and source.function is not None:
        return Coverage(IN_STATEMENT)
    if source.ask is not None:
        return Coverage(_BY_KIND["list"])
    if source.batch is not None:
        return Coverage(BY_FUNCTION)
    return Coverage(BY_RESOLVER, "a resolver that is no declaration the planner knows")
