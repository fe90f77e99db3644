"""The table of access: who sees which rows and columns, and who may change what, told from the declarations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby

from graphql import GraphQLInterfaceType, GraphQLObjectType

from majung.access.personal import Personal
from majung.plugin.registry import Registry
from majung.storage.table import Table
from majung_schema.composition import CORE, ComposedSchema
from majung_schema.field_facts import FieldFacts, field_facts
from majung_schema.graph.bound import binding_of
from majung_schema.platform import all_scopes
from majung_schema.policy_words import NONE, policy_words

SOME = 6
"""So many types of one table are named; events have one type each."""

HEAD = """# Who sees what, who may do what

Printed from the declarations by `majung access print`; `majung access check` fails where it differs from the code.
Rows that a policy does not show look as if they were not there, in every list, count, filter and by every id. Each
read of a personal column, masked or whole, leaves an access record. `system` is the platform's own work and no token.
"""

CHANGES = """
A change looks for the permission named here, and for the record under the policy above. Where none is named, the
record decides: its step (the lifecycles below), or whose it is. Every refusal has a code and changes nothing.
"""


def access_table(registry: Registry, schema: ComposedSchema) -> str:
    """The whole document, the same for the same declarations."""
    facts = field_facts(schema)
    return "\n".join(
        [
            HEAD,
            *_permissions(registry),
            *_rows(schema),
            *_roots(facts),
            *_lifecycles(registry),
        ]
    )


def _permissions(registry: Registry) -> Iterator[str]:
    yield from ("## Permissions and the roles that hold them", "", _line("permission", "what for", "", "roles"))
    yield _line("---", "---", "---", "---")
    for scope in all_scopes(registry):
        yield _line(f"`{scope.name}`", scope.title.en, scope.title.ko, ", ".join(scope.roles) or NONE)
    yield ""


def _bound_tables(schema: ComposedSchema) -> dict[type[Table], tuple[str, set[str]]]:
    """Each table that a type of the schema shows, with who owns it and the names of its types."""
    found: dict[type[Table], tuple[str, set[str]]] = {}
    for named in schema._schema.type_map.values():
        if isinstance(named, GraphQLObjectType | GraphQLInterfaceType):
            origin = getattr(named.extensions.get("strawberry-definition"), "origin", None)
            binding = binding_of(origin) if origin else None
            if origin is not None and binding is not None:
                found.setdefault(binding.table, (schema.owner(binding.table), set()))[1].add(named.name)
    return found


def _rows(schema: ComposedSchema) -> Iterator[str]:
    tables = _bound_tables(schema)
    for owner in (CORE, *(part.plugin for part in schema.parts if part.plugin != CORE)):
        own = sorted((t for t, (whose, _) in tables.items() if whose == owner), key=lambda t: t.table_name())
        yield from (f"## Rows and columns of {owner}", "")
        for table in own:
            yield from _table(table, tables[table][1])


def _table(table: type[Table], types: Iterable[str]) -> Iterator[str]:
    names = sorted(types)
    shown = ", ".join(f"`{n}`" for n in names) if len(names) < SOME else f"`{names[0]}` and {len(names) - 1} more types"
    yield from (f"### {table.table_name()}: {shown}", "", _line("who", "sees"), _line("---", "---"))
    for words, kinds in groupby(policy_words(table).items(), key=lambda item: item[1]):
        yield _line(", ".join(kind for kind, _ in kinds), words)
    yield ""
    for column, personal in table.access.personal.items():
        yield f"* personal `{column}`: {_whole(personal)}"
    if table.access.personal:
        yield ""


def _whole(personal: Personal) -> str:
    mask = personal.mask.__name__.removeprefix("_")
    masked = "absent unless whole" if personal.sensitive else f"masked ({mask})"
    whole = ["officials with `personal.unmask` and a stated purpose"]
    if not personal.staff_only:
        whole += ["the person"] if personal.subject else []
        whole += ["the firm's agents"] if personal.firm else []
    kept = ", encrypted" if personal.encrypted else ""
    return f"{masked}; whole for {', '.join(whole)}{kept}"


def _roots(facts: Iterable[FieldFacts]) -> Iterator[str]:
    held = [f for f in facts if f.on in {"Query", "Mutation", "Subscription"}]
    yield from ("## Questions", "", "All go by the policies above; a permission is named where the field asks it.", "")
    yield from _fields((f for f in held if f.on == "Query"), "question")
    yield from ("## Changes", CHANGES)
    yield from _fields((f for f in held if f.on == "Mutation"), "change")
    yield from ("## Subscriptions", "", "Rights are looked at again at each event.", "")
    yield from _fields((f for f in held if f.on == "Subscription"), "subscription")


def _fields(facts: Iterable[FieldFacts], head: str) -> Iterator[str]:
    yield from (_line(head, "of", "rows of", "permission"), _line("---", "---", "---", "---"))
    for f in facts:
        scopes = ", ".join(f"`{s}`" for s in f.scopes) or NONE
        yield _line(f"`{f.field}`", f.plugin, f.table.table_name() if f.table else NONE, scopes)
    yield ""


def _lifecycles(registry: Registry) -> Iterator[str]:
    yield from ("## Steps", "")
    for code, (_, declared) in registry.programs.items():
        for lifecycle in (declared.lifecycle, *declared.other_lifecycles):
            yield from (f"### {code}: {lifecycle.name}", "", _line("step", "from", "to", "who", "permission"))
            yield _line("---", "---", "---", "---", "---")
            for step in lifecycle.transitions:
                who, scope = ", ".join(sorted(step.kinds)), f"`{step.scope}`" if step.scope else NONE
                yield _line(f"`{step.action}`", step.source, step.target, who, scope)
            yield ""


def _line(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', '/') for cell in cells)} |"
