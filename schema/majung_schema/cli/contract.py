"""The printed contract beside the code: which files are behind, and what the change means for clients."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphql import GraphQLSchema, build_schema, is_enum_type, is_input_object_type, is_interface_type, is_object_type
from graphql.utilities import find_breaking_changes, find_dangerous_changes

from majung.settings import Settings
from majung_schema.asyncapi import FILE, asyncapi
from majung_schema.build import build_schema as build_graph
from majung_schema.cli.running import say
from majung_schema.platform import read_registry
from majung_schema.printing import WHOLE, printed


@dataclass(frozen=True, kw_only=True)
class Difference:
    """What the code says otherwise than the kept files; `stale` names files to write or to remove."""

    stale: tuple[str, ...] = ()
    breaking: tuple[str, ...] = ()
    dangerous: tuple[str, ...] = ()
    added: tuple[str, ...] = ()


def printed_now() -> dict[str, str]:
    """The contract that the code and the enabled plugins make now, by file name."""
    registry = read_registry(Settings.from_environment())
    return {**printed(build_graph(registry)), FILE: asyncapi(registry)}


def write_contract(folder: Path, files: Mapping[str, str]) -> list[Path]:
    """Write the files; nothing else in the folder is touched."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")
    return [folder / name for name in files]


def compare(folder: Path, files: Mapping[str, str]) -> Difference:
    """Kept files against printed ones; a file of a plugin that does not run here is stale too."""
    kept = {path.name: path.read_bytes().decode() for path in kept_files(folder)}
    stale = tuple(name for name in sorted({*kept, *files}) if kept.get(name) != files.get(name))
    if not stale or WHOLE not in kept:
        return Difference(stale=stale)
    old, new = build_schema(kept[WHOLE]), build_schema(files[WHOLE])
    return Difference(
        stale=stale,
        breaking=tuple(change.description for change in find_breaking_changes(old, new)),
        dangerous=tuple(change.description for change in find_dangerous_changes(old, new)),
        added=tuple(sorted(_places(new, within=old) - _places(old, within=old))),
    )


def kept_files(folder: Path) -> list[Path]:
    """The files of the contract that are kept: every GraphQL file, and the description of events."""
    return [*sorted(folder.glob("*.graphql")), *(p for p in [folder / FILE] if p.exists())]


def tell_difference(difference: Difference, folder: Path) -> None:
    """Say what changed, the gravest first, and what to do."""
    if not difference.stale:
        say("[green]{folder}이(가) 코드와 일치합니다.[/]", "[green]{folder} says what the code says[/]", folder=folder)
        return
    for change in difference.breaking:
        say("[bold red]호환 안 됨[/] {c}", "[bold red]breaking[/]  {c}", c=change)
    for change in difference.dangerous:
        say("[yellow]주의[/] {c}", "[yellow]dangerous[/] {c}", c=change)
    for place in difference.added:
        say("[green]추가[/] {p}", "[green]safe[/]      {p} is new", p=place)
    if not (difference.breaking or difference.dangerous or difference.added):
        say("[green]안전[/] 설명이나 배치만 다릅니다.", "[green]safe[/]      only descriptions or their order differ")
    say(
        "최신이 아닌 파일: {names}. `majung schema print` 후 차이를 확인하고, 실행하지 않는 사업의 파일은 지우십시오.",
        "Not up to date: {names}. Run `majung schema print`, look at the difference, and remove files of plugins"
        " that do not run here.",
        names=", ".join(difference.stale),
    )


def _places(schema: GraphQLSchema, *, within: GraphQLSchema) -> set[str]:
    """Every type, and by their paths the fields of those types that the other schema has too."""
    places = set(schema.type_map)
    for name in schema.type_map.keys() & within.type_map.keys():
        kind = schema.type_map[name]
        if is_object_type(kind) or is_interface_type(kind) or is_input_object_type(kind):
            places |= {f"{name}.{field}" for field in kind.fields}
        elif is_enum_type(kind):
            places |= {f"{name}.{value}" for value in kind.values}
    return places
