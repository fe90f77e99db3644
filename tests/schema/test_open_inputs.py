"""Inputs that plugins extend: what a client sends for added fields reaches the code that reads the input."""

import pytest
import strawberry

from majung_schema.composition import ComposedSchema, CompositionError, Part, extend, open_input, part_of


@open_input
class FirmFilter:
    name: str | None = strawberry.UNSET
    city: str = "나주시"
    nested: "list[FirmFilter] | None" = None


@strawberry.input
class ClosedFilter:
    name: str | None = strawberry.UNSET


@extend(FirmFilter)
class LoanFilter:
    has_loan: bool | None = strawberry.UNSET


def told(where: FirmFilter) -> str:
    share = part_of(where, LoanFilter)
    return f"{where.name!r} {where.city} {share.has_loan!r}" if share else f"{where.name!r} {where.city} no loans here"


@strawberry.type
class Query:
    @strawberry.field
    def firms(self, where: FirmFilter, closed: ClosedFilter | None = None) -> list[str]:
        return [told(where), *(told(filter) for filter in where.nested or ())]


def compose(*extensions: type) -> ComposedSchema:
    for cls in extensions:
        cls.__module__ = "majung_loans.schema"
        cls.__qualname__ = cls.__name__
    return ComposedSchema(query=Query, parts=[Part(plugin="loans", package="majung_loans", extensions=extensions)])


def firms(schema: ComposedSchema, where: str) -> list[str]:
    answer = schema.execute_sync(f"{{ firms(where: {where}) }}")
    assert answer.errors is None
    assert answer.data is not None
    found: list[str] = answer.data["firms"]
    return found


def test_a_plugin_reads_its_typed_share_also_of_nested_inputs() -> None:
    schema = compose(LoanFilter)
    assert firms(schema, '{name: "한빛", hasLoan: true, nested: [{name: "남도", hasLoan: false}]}') == [
        "'한빛' 나주시 True",
        "'남도' 나주시 False",
    ]


def test_absent_and_null_stay_different() -> None:
    schema = compose(LoanFilter)
    assert firms(schema, '{name: null, city: "목포시"}') == ["None 목포시 UNSET"]
    assert firms(schema, "{hasLoan: null}") == ["UNSET 나주시 None"]


def test_a_schema_without_the_plugin_gives_no_share() -> None:
    compose(LoanFilter)
    assert firms(compose(), '{name: "한빛"}') == ["'한빛' 나주시 no loans here"]


def test_refuses_closed_inputs_and_required_input_fields() -> None:
    @extend(ClosedFilter)
    class Closed:
        city: str | None = strawberry.UNSET

    @extend(FirmFilter)
    class Required:
        minimum: int

    with pytest.raises(CompositionError) as caught:
        compose(Closed, Required)
    assert caught.value.problems == [
        "plugin 'loans': Closed extends input ClosedFilter of the core, found closed; expected an @open_input, else"
        " what clients send would be dropped",
        "plugin 'loans': Required.minimum is an added input field without default, which would break clients of"
        " FirmFilter; expected a default such as strawberry.UNSET",
    ]
