"""The hook by which a plugin gives its types and fields to the graph."""

from __future__ import annotations

from majung.plugin.contract import hookspec
from majung_schema.parts import Part


class SchemaSpecs:
    """Questions about GraphQL, asked once at startup beside those of `majung.plugin.contract.Specs`."""

    @hookspec
    def majung_schema_part(self) -> Part:
        """The types, root fields and additions this plugin gives to the schema."""
        raise NotImplementedError
