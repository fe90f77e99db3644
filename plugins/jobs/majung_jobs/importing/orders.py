"""Job orders from a table file (CSV, XLSX, HTML), as job portals and centres write them.

An order is known by its number. Unlawful conditions and wages below the minimum are refused here as everywhere.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.errors import Refusal
from majung.events.event import Happening, append_many
from majung.identifiers import clean_brn
from majung.imports.bulk_rows import copy_rows, update_rows
from majung.imports.import_run import Outcome
from majung.imports.report import ImportSummary
from majung.imports.typed_rows import Column, TypedRow, day, number, one_of, several, text, whole
from majung.storage.ids import uuid7
from majung.storage.transaction import current, write
from majung_jobs.errors import EmployerUnknown, HeadcountBelowHired, OrderOfAnother, OrderPeriod
from majung_jobs.events import JobOrderOpened
from majung_jobs.importing.running import kept, refused, run_import, state_on
from majung_jobs.models import JobOrder
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.rules.data import JobRules
from majung_jobs.writes.checking import Known, load_known
from majung_jobs.writes.order_values import OrderDraft, check_order, order_values
from majung_jobs.writes.places import Places, load_places

EMPLOYMENT = {"정규직": "REGULAR", "계약직": "FIXED_TERM", "기간제": "FIXED_TERM", "시간제": "PART_TIME",
              "일용직": "DAILY", "인턴": "INTERN"}  # fmt: skip
WAGE_KINDS = {"시급": "HOUR", "일급": "DAY", "월급": "MONTH", "연봉": "YEAR"}

COLUMNS = {
    "number": Column(names=("구인인증번호", "구인번호", "구인신청번호", "number"), read=text(40)),
    "brn": Column(names=("사업자등록번호", "brn"), read=clean_brn),
    "title": Column(names=("모집제목", "채용제목", "모집직종명", "title"), read=text(200)),
    "occupation": Column(names=("직종코드", "모집직종코드", "occupation"), read=text(6)),
    "district": Column(names=("근무지", "근무지역", "근무예정지", "district"), read=text(200)),
    "employment": Column(names=("고용형태", "employment"), read=one_of(EMPLOYMENT)),
    "wage_kind": Column(names=("임금형태", "급여형태", "wage_kind"), read=one_of(WAGE_KINDS)),
    "wage_krw": Column(names=("임금액", "급여액", "임금", "wage_krw"), read=whole),
    "hours_week": Column(names=("주소정근로시간", "주근로시간", "hours_week"), read=number),
    "days_week": Column(names=("주근무일수", "days_week"), read=number, required=False),
    "headcount": Column(names=("모집인원", "headcount"), read=whole),
    "opened_on": Column(names=("구인등록일", "등록일", "opened_on"), read=day),
    "valid_until": Column(names=("마감일", "접수마감일", "유효기간", "valid_until"), read=day),
    "duties": Column(names=("직무내용", "duties"), read=text(4000), required=False),
    "conditions": Column(names=("우대조건", "자격요건", "conditions"), read=text(4000), required=False),
    "skills": Column(names=("필요기술", "skills"), read=several, required=False),
    "certificates": Column(names=("우대자격증", "자격증", "certificates"), read=several, required=False),
    "certificates_required": Column(names=("필수자격증", "certificates_required"), read=several, required=False),
    "career_months": Column(names=("경력(개월)", "경력개월", "career_months"), read=whole, required=False),
}
"""The columns of job orders, by the headers that are known for them. Wages in won, hours and days a week."""

_FIRMS = "select brn, firm_id from establishment where brn = any($1::text[])"
_KNOWN = "select * from jobs_order where number = any($1::text[]) for update"
_ENDED = frozenset({"FILLED", "CLOSED"})
_MOVING = frozenset({"state", "confirmed_at", "asked_on", "findings"})
"""What is not compared with a stored order: it moves with the day."""

_OWN = frozenset({"number", "brn", "district", "occupation", "opened_on", "valid_until"})


async def read_orders(actor: Actor, path: Path, dry_run: bool) -> ImportSummary:
    """Take the job orders of a table; those whose last day is over are kept as expired."""
    return await run_import(actor, path, COLUMNS, _take, dry_run)


@write
async def _take(actor: Actor, rows: Sequence[TypedRow], dry_run: bool) -> Outcome:
    rules, known, places = await job_rules(clock.today()), await load_known(), await load_places()
    firms = {r["brn"]: r["firm_id"] for r in await current().fetch(_FIRMS, [row.values["brn"] for row in rows])}
    there = {r["number"]: r for r in await current().fetch(_KNOWN, [row.values["number"] for row in rows])}
    outcome = Outcome(bad=[])
    new: dict[str, dict[str, Any]] = {}
    changed: dict[str, dict[str, Any]] = {}
    for row in rows:
        number = row.values["number"]
        try:
            values = _order(row.values, firms.get(row.values["brn"]), rules, known, places)
            stored = there.get(number)
            values |= kept(stored, values, "OPEN")
            before = new.get(number) or changed.get(number) or stored
            _check_known(stored or before, values)
        except Refusal as refusal:
            outcome.bad.append(refused(row, refusal, COLUMNS, "number"))
            continue
        if before is None:
            new[number] = {"id": uuid7(), **values}
        elif _is_same(stored or before, before, values):
            outcome.unchanged += 1
        elif number in new:
            new[number] |= values
        else:
            changed[number] = {"id": there[number]["id"], **values}
    outcome.new, outcome.changed = len(new), len(changed)
    if not dry_run:
        await _store([*new.values()], [*changed.values()])
    return outcome


def _is_same(stored: Mapping[str, Any], before: Mapping[str, Any], values: Mapping[str, Any]) -> bool:
    """Whether a row changes nothing: the order has ended, or says the same but for what moves with the day."""
    return stored["state"] in _ENDED or all(before[name] == v for name, v in values.items() if name not in _MOVING)


def _check_known(before: Mapping[str, Any] | None, values: Mapping[str, Any]) -> None:
    """Refuse the number of another firm's order, and fewer places than have been taken."""
    if before is None:
        return
    if before["firm_id"] != values["firm_id"]:
        raise OrderOfAnother(number=values["number"], path=("number",))
    if before.get("hired", 0) > values["headcount"]:
        raise HeadcountBelowHired(hired=before["hired"], given=values["headcount"], path=("headcount",))


def _order(
    row: Mapping[str, Any], firm_id: UUID | None, rules: JobRules, known: Known, places: Places
) -> dict[str, Any]:
    """The columns of an order; refused as one entered by hand would be."""
    if firm_id is None:
        raise EmployerUnknown(brn=row["brn"], path=("brn",))
    opened_on, valid_until = row["opened_on"], row["valid_until"]
    if valid_until < opened_on:
        raise OrderPeriod(earliest=opened_on, latest="…", given=valid_until, path=("valid_until",))
    given = {name: value for name, value in row.items() if name not in _OWN}
    draft = OrderDraft(occupation_code=row["occupation"], district=row["district"], **given)
    values = order_values(draft, rules, known)
    return {
        **values,
        "number": row["number"],
        "firm_id": firm_id,
        "centre_id": places.centre_for(values["district_code"], rules),
        "findings": check_order(draft, rules, opened_on.year),
        "state": state_on(valid_until, "OPEN"),
        "opened_on": opened_on,
        "valid_until": valid_until,
        "confirmed_at": clock.now(),
        "asked_on": None,
    }


async def _store(new: Sequence[dict[str, Any]], changed: Sequence[dict[str, Any]]) -> None:
    rows = [{**row, "findings": msgspec.json.encode(row["findings"]).decode()} for row in (*new, *changed)]
    if not rows:
        return
    defaults = {"hired": 0, "confirmed": 0, "renewals": 0, "close_reason": ""}
    fresh = rows[: len(new)]
    await copy_rows(JobOrder, (*rows[0], *defaults), [(*row.values(), *defaults.values()) for row in fresh])
    names = [name for name in rows[0] if name != "id"]
    await update_rows(JobOrder, names, [(row["id"], *(row[n] for n in names)) for row in rows[len(new) :]])
    await append_many([_opened(row) for row in new if row["state"] == "OPEN"])


def _opened(row: Mapping[str, Any]) -> Happening:
    event = JobOrderOpened(
        occupation_code=row["occupation_code"],
        headcount=row["headcount"],
        wage_month_krw=row["wage_month_krw"],
        valid_until=row["valid_until"],
    )
    return Happening(event=event, subject=row["id"], firms=[row["firm_id"]], district=row["district_code"])
