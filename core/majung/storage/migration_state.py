"""The tables as migrations know them on their way: only what changing tables needs.

The ORM copies every table's model before each operation, and prepares each copy for queries: at 90 tables a minute of
computing for a fresh database. Migrations here change tables and run SQL; none asks through a model.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tortoise.migrations.migration import Migration
from tortoise.migrations.operations import AddConstraint, AddIndex, CreateModel, RunSQL
from tortoise.migrations.schema_editor import AsyncpgSchemaEditor, BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps
from tortoise.models import Model

_LOOKS_AT_NEW_ONLY = (CreateModel, AddIndex, AddConstraint, RunSQL)
"""Operations that do not ask how the tables were before."""


class _TablesOnly(StateApps):
    def _build_initial_querysets(self) -> None:
        """Nothing: no migration asks through a model."""


class Editor(AsyncpgSchemaEditor):
    """Changes tables in PostgreSQL."""

    async def create_model(self, model: type[Model]) -> None:
        """The ORM's own forgets the constraints that a new table was declared with."""
        await super().create_model(model)
        for constraint in model._meta.constraints:
            await self.add_constraint(model, constraint)


def empty_state(apps_config: Mapping[str, Mapping[str, Any]]) -> State:
    """The state before the first migration."""
    connections = {label: config["default_connection"] for label, config in apps_config.items()}
    return State(models={}, apps=_TablesOnly(default_connections=connections))


async def apply(migration: Migration, state: State, editor: BaseSchemaEditor) -> None:
    """Run a migration's operations forward inside the running transaction; the state becomes the one after it."""
    for operation in migration.operations:
        before = state if isinstance(operation, _LOOKS_AT_NEW_ONLY) else state.clone()
        operation.state_forward(migration.app_label, state)
        await operation.database_forward(migration.app_label, before, state, editor)
    state.validate_relations_initialized()
