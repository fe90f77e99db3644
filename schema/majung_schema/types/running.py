"""What runs here, and who asks."""

from __future__ import annotations

from typing import Any

import strawberry

from majung_schema.graph.context import Context, actor_of
from majung_schema.types.tasks import TaskList, tasks_of


@strawberry.type(description="Who asks: one mandate of one login.")
class Viewer:
    kind: str
    name: str
    scopes: list[str]
    locale: str
    firm_ids: list[strawberry.ID]
    person_id: strawberry.ID | None
    tasks: TaskList = strawberry.field(
        resolver=tasks_of, description="What waits for the viewer across programs, what is due first first."
    )


@strawberry.type(description="One field that a plugin adds to a type it does not own.")
class ContributionInfo:
    type: str
    field: str
    since: str


@strawberry.type(description="A program of a plugin.")
class ProgramInfo:
    code: str
    title_ko: str
    title_en: str


@strawberry.type(description="A plugin that runs here.")
class PluginInfo:
    name: str
    version: str
    title_ko: str
    title_en: str
    owner: str
    requires: list[str]
    programs: list[ProgramInfo]
    contributes: list[ContributionInfo]


def viewer_of(root: Any, info: strawberry.Info[Context, Any]) -> Viewer:
    """The actor of this operation."""
    actor = actor_of(info)
    return Viewer(
        kind=actor.kind,
        name=actor.name,
        scopes=sorted(actor.scopes),
        locale=actor.locale,
        firm_ids=[strawberry.ID(f"firm_{i}") for i in sorted(actor.firm_ids)],
        person_id=strawberry.ID(f"person_{actor.person_id}") if actor.person_id else None,
    )


def plugins_of(root: Any, info: strawberry.Info[Context, Any]) -> list[PluginInfo]:
    """Every plugin with its programs and additions."""
    registry, graph = info.context.registry, info.context.graph
    return [
        PluginInfo(
            name=plugin.name,
            version=plugin.version,
            title_ko=plugin.title.ko,
            title_en=plugin.title.en,
            owner=plugin.owner,
            requires=sorted(plugin.requires),
            programs=[
                ProgramInfo(code=p.code, title_ko=p.title.ko, title_en=p.title.en)
                for name, p in registry.programs.values()
                if name == plugin.name
            ],
            contributes=[
                ContributionInfo(type=c.type, field=c.field, since=c.since)
                for c in graph.contributions
                if c.plugin == plugin.name
            ],
        )
        for plugin in registry.plugins
    ]
