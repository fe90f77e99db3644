"""Entering and confirming retention terms."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.retention import access_records
from majung.retention.errors import BasisMissing, NothingToConfirm, RetentionUnknown, TermUnusable
from majung.retention.holdings import holdings, installed_tables
from majung.retention.models import RetentionTerm
from majung.retention.rules import CountsFrom, Effect
from majung.retention.scopes import MANAGE
from majung.storage.transaction import current, save_change, write

MOST_MONTHS = 1200


@dataclass(frozen=True, kw_only=True)
class NewTerm:
    """A term for a retention class, or for a table by its name; see the table `retention_term`."""

    covers: str
    months: int
    basis: str
    effect: Effect = "DESTROY"
    counts_from: CountsFrom = "ROW"
    keeps_identity: bool = False
    valid_from: date | None = None


@write
async def set_term(actor: Actor, *, term: NewTerm) -> RetentionTerm:
    """Let a term hold from a day on, confirmed; one like it that was in force ends the day before."""
    actor.require(MANAGE)
    column = _covered(term.covers)
    if not 0 < term.months <= MOST_MONTHS:
        expected, expected_ko = f"1 to {MOST_MONTHS} months", f"1~{MOST_MONTHS}개월"
        raise TermUnusable(field="months", value=term.months, expected=expected, expected_ko=expected_ko)
    _refuse_meaningless(term)
    if not term.basis.strip():
        raise BasisMissing
    first = term.valid_from or clock.today()
    for former in await _in_force(term.covers, first, effect=term.effect):
        if former.valid_from >= first:  # it never was in force
            await former.delete(using_db=current().connection)
        else:
            await save_change(former, valid_to=first - timedelta(days=1))
    return await RetentionTerm.create(
        **{column: term.covers},
        effect=term.effect,
        months=term.months,
        counts_from=term.counts_from,
        keeps_identity=term.keeps_identity,
        basis=term.basis.strip(),
        valid_from=first,
        entered_by=actor.name,
        confirmed_by=actor.name,
        confirmed_at=clock.now(),
        using_db=current().connection,
    )


@write
async def confirm_terms(actor: Actor, *, covers: str) -> list[UUID]:
    """Say that the terms in force for a class or a table are right as they stand; which they were."""
    actor.require(MANAGE)
    _covered(covers)
    waiting = [term for term in await _in_force(covers, clock.today()) if term.confirmed_at is None]
    if not waiting:
        raise NothingToConfirm(name=covers)
    for term in waiting:
        await save_change(term, confirmed_by=actor.name, confirmed_at=clock.now())
    return [term.id for term in waiting]


def _refuse_meaningless(term: NewTerm) -> None:
    """What a law keeps counts from each row, and what is destroyed must be there to be destroyed."""
    if term.effect == "KEEP":
        if term.counts_from == "PERSON":
            expected, expected_ko = "what a law keeps counts from each row", "법령에 따른 보존은 행별로 기산합니다"
            raise TermUnusable(field="countsFrom", value="PERSON", expected=expected, expected_ko=expected_ko)
        return
    if term.keeps_identity:
        expected, expected_ko = "only what a law keeps does", "법령에 따라 보존하는 경우에만 지정합니다"
        raise TermUnusable(field="keepsIdentity", value="true", expected=expected, expected_ko=expected_ko)
    held = [one for one in holdings(installed_tables()) if term.covers in (one.name, one.retention)]
    if not held and term.covers != access_records.TABLE:
        expected, expected_ko = "there is nothing personal in it", "해당 테이블에 개인정보가 없습니다"
        raise TermUnusable(field="covers", value=term.covers, expected=expected, expected_ko=expected_ko)
    if term.counts_from == "PERSON" and not any(one.subject for one in held):
        expected, expected_ko = "no row of it names a person", "개인을 가리키는 행이 없습니다"
        raise TermUnusable(field="countsFrom", value="PERSON", expected=expected, expected_ko=expected_ko)


def _covered(name: str) -> str:
    """Whether a class is meant or a table; a class where both have the name."""
    classes = {holding.retention for holding in holdings(installed_tables())}
    if name in classes:
        return "retention"
    if name in {table.table_name() for table in installed_tables()}:
        return "of_table"
    raise RetentionUnknown(name=name[:60], classes=", ".join(sorted(classes)))


async def _in_force(covers: str, on: date, *, effect: str | None = None) -> list[RetentionTerm]:
    rows = await current().fetch(
        "select id from retention_term where coalesce(retention, of_table) = $1 and ($2::text is null or effect = $2)"
        " and (valid_to is null or valid_to >= $3) order by valid_from for update",
        covers,
        effect,
        on,
    )
    found = RetentionTerm.filter(id__in=[row["id"] for row in rows]).order_by("valid_from")
    return await found.using_db(current().connection)
