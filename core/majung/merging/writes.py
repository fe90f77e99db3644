"""Merging two records into one, and undoing it whole."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import NotFound, VersionConflict
from majung.events.event import Event, append
from majung.firms.models import Firm
from majung.identifiers import refuse_resident_number
from majung.merging.errors import (
    AlreadyMerged,
    AlreadyUndone,
    ChangedSinceMerge,
    DifferentEntities,
    LaterMergeFirst,
    MergeWithItself,
    ReasonMissing,
)
from majung.merging.kinds import FIRMS, PERSONS, MergeKind
from majung.merging.models import FirmMerge, PersonMerge
from majung.merging.money import refuse_moving_money
from majung.merging.moving import move_back, move_references
from majung.persons.models import Person
from majung.persons.writes import refuse_destroyed
from majung.storage.transaction import current, find_row, save_change, write

Merge = FirmMerge | PersonMerge
Record = Firm | Person


@dataclass(frozen=True, kw_only=True)
class Pair:
    """The record that stays and the one that becomes it, with the versions that the official has seen."""

    survivor_id: UUID
    merged_id: UUID
    survivor_version: int | None = None
    merged_version: int | None = None


@write
async def merge_firms(actor: Actor, *, pair: Pair, reason: str) -> FirmMerge:
    """Say that two records are one firm (permission ``firms.merge``); everything of the merged one moves over."""
    merge = await _merge(actor, FIRMS, pair, reason)
    assert isinstance(merge, FirmMerge)
    return merge


@write
async def merge_persons(actor: Actor, *, pair: Pair, reason: str) -> PersonMerge:
    """Say that two records are one person (permission ``persons.merge``); refused if the data of one were destroyed."""
    merge = await _merge(actor, PERSONS, pair, reason)
    assert isinstance(merge, PersonMerge)
    return merge


@write
async def undo_firm_merge(actor: Actor, *, merge_id: UUID, version: int | None, reason: str) -> FirmMerge:
    """Make them two again, everything where it was; refused if moved rows were changed since."""
    merge = await _undo(actor, FIRMS, merge_id, version, reason)
    assert isinstance(merge, FirmMerge)
    return merge


@write
async def undo_person_merge(actor: Actor, *, merge_id: UUID, version: int | None, reason: str) -> PersonMerge:
    """Make them two again, everything where it was; refused if moved rows were changed since."""
    merge = await _undo(actor, PERSONS, merge_id, version, reason)
    assert isinstance(merge, PersonMerge)
    return merge


async def _merge(actor: Actor, kind: MergeKind, pair: Pair, reason: str) -> Merge:
    actor.require(kind.scope)
    reason = _stated(reason)
    if pair.survivor_id == pair.merged_id:
        raise MergeWithItself
    survivor, merged = await _both(actor, kind, pair)
    for field in kind.only:
        one, other = getattr(survivor, field), getattr(merged, field)
        if one is not None and other is not None and one != other:
            raise DifferentEntities(field=field)
    await refuse_moving_money(kind.about, [survivor.id, merged.id])
    values: dict[str, Any] = {"merged_name": merged.name} if kind is FIRMS else {}
    merge: Merge = await kind.merges.create(
        survivor_id=survivor.id, merged_id=merged.id, reason=reason, at=clock.now(), by=actor.name,
        account_id=actor.account_id, filled=_lacking(kind, survivor, merged), using_db=current().connection, **values,
    )  # fmt: skip
    moved = await move_references(kind.about, merge.id)
    places = await _second_places(survivor.id, merge.id) if kind is FIRMS else []
    await _fill(kind, merge, survivor, merged)
    await save_change(merge, moved=moved, **({"second_places": places} if kind is FIRMS else {}))
    await _tell(kind, kind.merged(merged=merged.id, moved=moved), survivor, merged)
    return merge


async def _undo(actor: Actor, kind: MergeKind, merge_id: UUID, version: int | None, reason: str) -> Merge:
    actor.require(kind.scope)
    reason = _stated(reason)
    merge: Merge = await find_row(kind.merges, actor, merge_id)
    survivor, merged = await _locked(kind, merge.survivor_id, merge.merged_id)
    merge = await find_row(kind.merges, actor, merge_id, lock=True)
    if merge.undone_at is not None:
        raise AlreadyUndone(at=merge.undone_at)
    if version is not None and merge.version != version:
        raise VersionConflict(kind=type(merge).__name__, given=version, current=merge.version)
    if survivor.merged_into_id is not None:
        raise LaterMergeFirst(survivor=_global(kind, survivor.id), into=_global(kind, survivor.merged_into_id))
    await refuse_moving_money(kind.about, [survivor.id, merged.id])
    await _refuse_changed(kind, merge, survivor, merged)
    await save_change(merge, undone_at=clock.now(), undone_by=actor.name, undone_reason=reason)
    moved = await move_back(kind.about, merge.id)
    await _give_back(kind, merge, survivor, merged)
    await _tell(kind, kind.undone(merged=merged.id, moved=moved), survivor, merged)
    return merge


async def _both(actor: Actor, kind: MergeKind, pair: Pair) -> tuple[Record, Record]:
    """Both records, locked in one order whoever is named first, seen by the actor, unmerged, at their versions."""
    survivor, merged = await _locked(kind, pair.survivor_id, pair.merged_id)
    for record, version in ((survivor, pair.survivor_version), (merged, pair.merged_version)):
        if record.merged_into_id is not None:
            into = _global(kind, (await find_row(kind.table, actor, record.merged_into_id)).id)
            raise AlreadyMerged(merged=_global(kind, record.id), survivor=into)
        await find_row(kind.table, actor, record.id)
        if version is not None and record.version != version:
            raise VersionConflict(kind=kind.table.__name__, given=version, current=record.version)
        if isinstance(record, Person):  # whatever is destroyed for one of them would be destroyed for both
            refuse_destroyed(record)
    return survivor, merged


async def _locked(kind: MergeKind, survivor_id: UUID, merged_id: UUID) -> tuple[Record, Record]:
    connection, ids = current().connection, [survivor_id, merged_id]
    await current().fetch(f'select 1 from "{kind.about}" where id = any($1::uuid[]) order by id for update', ids)
    found: dict[UUID, Record] = {row.id: row for row in await kind.table.filter(id__in=ids).using_db(connection)}
    for id in ids:
        if id not in found:
            raise NotFound(kind=kind.table.__name__, id=_global(kind, id))
    return found[survivor_id], found[merged_id]


def _lacking(kind: MergeKind, survivor: Record, merged: Record) -> list[str]:
    return [c for c in kind.filled if getattr(survivor, c) is None and getattr(merged, c) is not None]


async def _fill(kind: MergeKind, merge: Merge, survivor: Record, merged: Record) -> None:
    """What the survivor lacks it takes over; a number that may exist once leaves the merged record first."""
    taken = {column: getattr(merged, column) for column in merge.filled}
    given_away = dict.fromkeys(set(kind.unique) & set(merge.filled))
    await save_change(merged, merged_into_id=survivor.id, **given_away)
    await save_change(survivor, **taken)


async def _give_back(kind: MergeKind, merge: Merge, survivor: Record, merged: Record) -> None:
    returned = {column: getattr(survivor, column) for column in kind.unique if column in merge.filled}
    await save_change(survivor, **dict.fromkeys(merge.filled))
    await save_change(merged, merged_into_id=None, **returned)
    if isinstance(merge, FirmMerge):
        await current().execute("update establishment set head = true where id = any($1::uuid[])", merge.second_places)


async def _second_places(survivor_id: UUID, merge_id: UUID) -> list[UUID]:
    """A firm has one head office: those that came with the merged record become workplaces beside the survivor's."""
    rows = await current().fetch(
        "update establishment e set head = false from merge_move v where v.merge_id = $2 and v.row_id = e.id"
        " and v.moved_table = 'establishment' and e.head and exists (select from establishment o where o.firm_id = $1"
        " and o.head and not exists (select from merge_move w where w.merge_id = $2 and w.row_id = o.id))"
        " returning e.id",
        survivor_id,
        merge_id,
    )
    return [row["id"] for row in rows]


async def _refuse_changed(kind: MergeKind, merge: Merge, survivor: Record, merged: Record) -> None:
    """Whatever moved must be as the merge left it: what was built on it since would be torn apart."""
    tables = await current().fetch("select distinct moved_table from merge_move where merge_id = $1", merge.id)
    changed: dict[str, int] = {}
    for row in tables:
        name = row["moved_table"]
        [found] = await current().fetch(
            f'select count(*) as n from merge_move v left join "{name}" t on t.id = v.row_id'
            " where v.merge_id = $1 and v.moved_table = $2 and (t.id is null or t.sys_from > v.moved_at)",
            merge.id,
            name,
        )
        changed |= {name: found["n"]} if found["n"] else {}
    kept = [c for c in merge.filled if c not in kind.unique and getattr(survivor, c) != getattr(merged, c)]
    kept += [c for c in merge.filled if c in kind.unique and getattr(survivor, c) is None]
    changed |= {kind.about: len(kept)} if kept else {}
    if changed:
        raise ChangedSinceMerge(count=sum(changed.values()), tables=", ".join(sorted(changed)))


def _stated(reason: str) -> str:
    refuse_resident_number(reason, "reason")
    cleaned = " ".join(reason.split())[:500]
    if not cleaned:
        raise ReasonMissing(path=("reason",))
    return cleaned


def _global(kind: MergeKind, id: UUID) -> str:
    return f"{kind.about}_{id}"


async def _tell(kind: MergeKind, event: Event, survivor: Record, merged: Record) -> None:
    firms, persons = ([survivor.id, merged.id], []) if kind is FIRMS else ([], [survivor.id, merged.id])
    await append(event, subject=survivor.id, firms=firms, persons=persons, district=survivor.district_code)
