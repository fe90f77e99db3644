"""Additions of plugins: what works, and every refusal with the words that name plugin, party, found, expected."""

import textwrap
from typing import Any

import pytest
import strawberry

from majung_schema.composition import ComposedSchema, CompositionError, Part, extend, open_input


def in_package(package: str, *classes: type) -> None:
    """Let classes of this test belong to a plugin, as if they had been written in its package."""
    for cls in classes:
        cls.__module__ = f"{package}.schema"


def zero() -> int:
    return 0


def nothing() -> str:
    return ""


@strawberry.interface
class Record:
    id: strawberry.ID


@strawberry.type
class Firm(Record):
    name: str


@open_input
class FirmFilter:
    name: str | None = strawberry.UNSET


@strawberry.type
class Query:
    @strawberry.field
    def firm(self, where: FirmFilter | None = None) -> Firm:
        return Firm(id=strawberry.ID("firm_1"), name="한빛정밀")

    @strawberry.field
    def record(self) -> Record:
        return Firm(id=strawberry.ID("firm_1"), name="한빛정밀")


@strawberry.type
class Mutation: ...


@strawberry.type
class Loan:
    amount: int


@extend(Firm, since="1.2")
class FirmLoans:
    @strawberry.field(description="Loans of this firm")
    @staticmethod
    def loans(firm: strawberry.Parent[Firm]) -> list[Loan]:
        return [Loan(amount=len(firm.name))]


@extend(Query)
class LoanQueries:
    @strawberry.field
    @staticmethod
    def loan_count() -> int:
        return 7


@extend(Mutation)
class LoanMutations:
    @strawberry.mutation
    @staticmethod
    def lend(amount: int) -> Loan:
        return Loan(amount=amount)


@extend(FirmFilter)
class LoanFilter:
    has_loan: bool | None = strawberry.UNSET


in_package("majung_loans", Loan, FirmLoans, LoanQueries, LoanMutations, LoanFilter)
LOANS = Part(
    plugin="loans",
    package="majung_loans",
    extensions=(FirmLoans, LoanQueries, LoanMutations, LoanFilter),
)


def compose(*parts: Part) -> ComposedSchema:
    return ComposedSchema(query=Query, mutation=Mutation, types=[Firm], parts=parts)


def problems_of(*parts: Part) -> list[str]:
    with pytest.raises(CompositionError) as caught:
        compose(*parts)
    return caught.value.problems


def part(name: str, *extensions: type, requires: frozenset[str] = frozenset(), **more: Any) -> Part:
    in_package(f"majung_{name}", *extensions)
    return Part(plugin=name, package=f"majung_{name}", extensions=extensions, requires=requires, **more)


def test_added_fields_answer_on_types_and_roots_they_do_not_own() -> None:
    schema = compose(LOANS)
    answer = schema.execute_sync("mutation { lend(amount: 5) { amount } }")
    assert (answer.data, answer.errors) == ({"lend": {"amount": 5}}, None)
    answer = schema.execute_sync("{ loanCount record { ... on Firm { name loans { amount } } } }")
    assert answer.errors is None
    assert answer.data == {"loanCount": 7, "record": {"name": "한빛정밀", "loans": [{"amount": 4}]}}


def test_printed_schema_says_who_added_a_field_and_since_when() -> None:
    printed = str(compose(LOANS))
    assert 'loans: [Loan!]! @contributed(by: "loans", since: "1.2")' in printed
    assert 'loanCount: Int! @contributed(by: "loans", since: "1.0")' in printed
    assert 'hasLoan: Boolean @contributed(by: "loans", since: "1.0")' in printed
    assert "directive @contributed(by: String!, since: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION" in printed


def test_tells_contributions_in_graphql_names() -> None:
    found = {(c.plugin, c.type, c.field, c.since) for c in compose(LOANS).contributions}
    assert found == {
        ("loans", "Firm", "loans", "1.2"),
        ("loans", "Query", "loanCount", "1.0"),
        ("loans", "Mutation", "lend", "1.0"),
        ("loans", "FirmFilter", "hasLoan", "1.0"),
    }


def test_two_plugin_sets_live_in_one_process_and_print_the_same_every_time() -> None:
    with_loans, without = str(compose(LOANS)), str(compose())
    assert "loans" not in without
    assert "type Mutation" not in without
    assert (str(compose(LOANS)), str(compose())) == (with_loans, without)


def test_an_addition_to_an_interface_reaches_its_implementors() -> None:
    @extend(Record)
    class RecordNotes:
        @strawberry.field
        @staticmethod
        def note_count() -> int:
            return 3

    answer = compose(part("notes", RecordNotes)).execute_sync("{ firm { noteCount } record { noteCount } }")
    assert answer.data == {"firm": {"noteCount": 3}, "record": {"noteCount": 3}}


def test_refuses_a_graphql_name_that_another_plugin_added() -> None:
    @extend(Firm)
    class MoreLoans:
        all_loans: int = strawberry.field(resolver=zero, name="loans")

    assert problems_of(LOANS, part("exports", MoreLoans)) == [
        "Firm.loans is added by plugin 'exports' but already defined by plugin 'loans'; expected a new GraphQL name"
    ]


def test_refuses_a_python_name_under_another_graphql_name() -> None:
    @extend(Firm)
    class Named:
        name: str = strawberry.field(resolver=nothing, name="tradeName")

    assert problems_of(part("exports", Named)) == [
        "Firm.name is added by plugin 'exports' but already defined by the core; expected a new Python name"
    ]


def test_refuses_a_name_that_an_implementor_of_the_interface_has() -> None:
    @extend(Record)
    class RecordNames:
        name: str = strawberry.field(resolver=nothing)

    assert problems_of(part("names", RecordNames)) == [
        "Firm.name is added by plugin 'names' but already defined by the core; expected a new GraphQL name"
    ]


def test_refuses_a_second_type_of_one_name() -> None:
    @strawberry.type(name="Loan")
    class BankLoan:
        rate: int

    @extend(Firm)
    class Banks:
        @strawberry.field
        @staticmethod
        def bank_loan() -> BankLoan:
            return BankLoan(rate=3)

    BankLoan.__qualname__ = "BankLoan"
    in_package("majung_banks", BankLoan)
    assert problems_of(LOANS, part("banks", Banks)) == [
        "Type Loan is defined multiple times in the schema: by plugin 'banks' (majung_banks.schema.BankLoan)"
        " and by plugin 'loans' (majung_loans.schema.Loan); expected one owner of each type name"
    ]


def test_refuses_an_extension_of_a_plugin_that_is_not_required() -> None:
    @extend(Loan)
    class LoanExports:
        export_share: int = strawberry.field(resolver=zero)

    unmet = part("exports", LoanExports)
    assert problems_of(LOANS, unmet) == [
        "plugin 'exports' extends Loan of plugin 'loans', which it does not require"
        " (found required plugins: none; expected 'loans' among them)"
    ]
    met = part("exports", LoanExports, requires=frozenset({"loans"}))
    assert "exportShare: Int!" in str(compose(LOANS, met))


def test_refuses_an_extension_of_a_type_outside_the_schema() -> None:
    @strawberry.type
    class Nowhere:
        id: int

    @extend(Nowhere)
    class More:
        more: int = strawberry.field(resolver=zero)

    assert problems_of(part("lost", More)) == [
        "plugin 'lost' extends Nowhere of the core, which is not part of this schema;"
        " expected a type that a root field or a listed type reaches"
    ]


def test_collects_all_problems_before_it_refuses() -> None:
    @extend(Firm)
    class Bare:
        city: str

    class Plain: ...

    @extend(Plain)
    class OnPlain:
        x: int = strawberry.field(resolver=zero)

    @extend(Firm)
    class Clash:
        name: str = strawberry.field(resolver=nothing)

    in_package("majung_bad", Bare, OnPlain, Clash)
    bad = Part(plugin="bad", package="majung_bad", extensions=(Bare, OnPlain, Clash, Plain))
    found = problems_of(bad, Part(plugin="bad", package="majung_other"))
    assert len(found) == 5
    for words in (
        "plugin 'bad' has the name 'bad', found also at plugin 'bad'",
        "Bare.city has no resolver, found a plain annotation",
        "OnPlain extends Plain; expected a GraphQL type, found a plain class",
        "Plain is listed as an extension but extends nothing; expected @extend(Type)",
        "Firm.name is added by plugin 'bad' but already defined by the core",
    ):
        assert words in "\n".join(found)


def test_error_text_lists_each_problem_on_its_own_line() -> None:
    assert str(CompositionError(["one", "two", "one"])) == textwrap.dedent(
        """\
        The GraphQL schema cannot be composed:
          - one
          - two"""
    )
