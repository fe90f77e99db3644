"""The printed contract: the core alone, what each plugin adds, and the whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from graphql import (
    DefinitionNode,
    DirectiveDefinitionNode,
    DirectiveNode,
    FieldDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InputValueDefinitionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    StringValueNode,
    TypeDefinitionNode,
    parse,
    print_ast,
)

from majung_schema.composition import CORE, ComposedSchema

WHOLE = "majung.graphql"
"""The file that holds the composed schema."""

_MARK = parse(
    '"""Added to this type by a plugin, since that version of the plugin."""'
    " directive @contributed(by: String!, since: String!) on FIELD_DEFINITION | INPUT_FIELD_DEFINITION"
).definitions[0]
"""The directive that shares of plugins use: the core's, also where no plugin runs and the schema leaves it out."""

_EXTENSIONS: dict[type[DefinitionNode], type[Any]] = {
    ObjectTypeDefinitionNode: ObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode: InterfaceTypeExtensionNode,
    InputObjectTypeDefinitionNode: InputObjectTypeExtensionNode,
}


def printed(schema: ComposedSchema) -> dict[str, str]:
    """File name -> text: ``core.graphql``, ``<plugin>.graphql`` for each plugin, ``majung.graphql`` composed."""
    whole = schema.as_str() + "\n"
    definitions = parse(whole).definitions
    files = {WHOLE: whole, "core.graphql": _text(_core(schema, definitions))}
    for part in schema.parts:
        files[f"{part.plugin}.graphql"] = _text(_share(schema, definitions, part.plugin))
    return files


def _core(schema: ComposedSchema, definitions: Iterable[DefinitionNode]) -> list[DefinitionNode]:
    own = [d for d in definitions if _owner(schema, d) == CORE and not _is_mark(d)]
    return [_MARK, *(kept for d in own if (kept := _of_owner(d)) is not None)]


def _share(schema: ComposedSchema, definitions: Iterable[DefinitionNode], plugin: str) -> list[DefinitionNode]:
    found: list[DefinitionNode] = []
    for definition in definitions:
        if _owner(schema, definition) == plugin:
            kept = _of_owner(definition)
            found += [] if kept is None else [kept]
            continue
        added = tuple(f for f in getattr(definition, "fields", None) or () if _contributor(f) == plugin)
        if added:
            found.append(_EXTENSIONS[type(definition)](name=definition.name, fields=added))  # type: ignore[attr-defined]
    return found


def _of_owner(definition: DefinitionNode) -> DefinitionNode | None:
    """A definition without what others added to it; None where nothing is left."""
    fields = getattr(definition, "fields", None)
    if not fields:
        return definition
    kept = tuple(f for f in fields if _contributor(f) is None)
    return replace(definition, fields=kept) if kept else None  # type: ignore[call-arg]


def _is_mark(definition: DefinitionNode) -> bool:
    return isinstance(definition, DirectiveDefinitionNode) and definition.name.value == "contributed"


def _owner(schema: ComposedSchema, definition: DefinitionNode) -> str:
    if not isinstance(definition, TypeDefinitionNode):
        return CORE
    known = schema.schema_converter.type_map.get(definition.name.value)
    origin = getattr(known.definition, "origin", None) if known else None
    origin = origin or getattr(getattr(known, "definition", None), "wrapped_cls", None)
    if origin is None:
        return CORE
    concrete = getattr(known.definition if known else None, "concrete_of", None)
    if concrete is not None:  # LoanConnection belongs to the owner of Loan
        arguments = list(getattr(known.definition, "type_var_map", {}).values()) if known else []
        owners = [schema.owner(a) for a in map(_resolved, arguments) if isinstance(a, type)]
        return next((o for o in owners if o != CORE), CORE)
    return schema.owner(origin)


def _resolved(kind: Any) -> Any:
    return kind.resolve_type() if hasattr(kind, "resolve_type") else kind


def _contributor(field: FieldDefinitionNode | InputValueDefinitionNode) -> str | None:
    directive = next((d for d in field.directives or () if d.name.value == "contributed"), None)
    return _by(directive) if directive is not None else None


def _by(directive: DirectiveNode) -> str | None:
    value = next((a.value for a in directive.arguments or () if a.name.value == "by"), None)
    return value.value if isinstance(value, StringValueNode) else None


def _text(definitions: Iterable[DefinitionNode]) -> str:
    return "\n\n".join(print_ast(d) for d in definitions) + "\n"
