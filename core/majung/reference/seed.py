"""Filling an installation with the facts that the project ships; safe to repeat, quick when nothing is new.

Districts follow the shipped tables. Institutions, holidays, periods and terms are only added: what staff changed stays.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from majung.access.actor import Actor
from majung.districts.rules import Districts, KnownDistrict, reference_districts
from majung.reference import read_reference
from majung.storage.ids import uuid7
from majung.storage.transaction import current, write

_LOCK = 0x6D616A_04

_DISTRICT = """
insert into district (id, code, parent_code, name_ko, name_en, kind, member, capital_region, job_region, zone,
    latitude, longitude, valid_from, valid_to)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::bool[], $8::bool[],
    $9::text[], $10::text[], $11::float8[], $12::float8[], $13::date[], $14::date[])
on conflict (code) do update set parent_code = excluded.parent_code, name_ko = excluded.name_ko,
    name_en = excluded.name_en, kind = excluded.kind, member = excluded.member,
    capital_region = excluded.capital_region, job_region = excluded.job_region, zone = excluded.zone,
    latitude = excluded.latitude, longitude = excluded.longitude, valid_from = excluded.valid_from,
    valid_to = excluded.valid_to, version = district.version + 1
where (district.parent_code, district.name_ko, district.name_en, district.kind, district.member,
    district.capital_region, district.job_region, district.zone, district.latitude, district.longitude,
    district.valid_from, district.valid_to)
    is distinct from (excluded.parent_code, excluded.name_ko, excluded.name_en, excluded.kind, excluded.member,
    excluded.capital_region, excluded.job_region, excluded.zone, excluded.latitude, excluded.longitude,
    excluded.valid_from, excluded.valid_to)
"""

_DISTRICT_CODE = """
insert into district_code (id, code, district_code, name_ko, valid_to)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::date[])
on conflict (code, district_code) do update set name_ko = excluded.name_ko, valid_to = excluded.valid_to
where (district_code.name_ko, district_code.valid_to) is distinct from (excluded.name_ko, excluded.valid_to)
"""

_HOLIDAY = """
insert into holiday (id, day, name_ko, name_en, substitute, added_by_staff)
select *, false from unnest($1::uuid[], $2::date[], $3::text[], $4::text[], $5::bool[])
on conflict (day) do nothing
"""

_INSTITUTION = """
insert into institution (id, code, kind, name_ko, name_en, district_code, bank_code, parent_id, active)
select n.id, n.code, n.kind, n.name_ko, n.name_en, n.district_code, n.bank_code, p.id, true
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    n (id, code, kind, name_ko, name_en, district_code, bank_code, parent)
left join institution p on p.code = n.parent
on conflict do nothing
"""

_INDUSTRY = """
insert into industry (id, revision, code, name_ko, name_en, level, section)
select n.id, 10, n.code, n.name_ko, n.name_en, 1, n.code
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[]) n (id, code, name_ko, name_en)
on conflict (revision, code) do nothing
"""

_EVIDENCE_KIND = """
insert into evidence_kind (id, code, grade, number_needed, title_ko, title_en)
select * from unnest($1::uuid[], $2::text[], $3::text[], $4::bool[], $5::text[], $6::text[])
on conflict (code) do nothing
"""

_DOCUMENT_TYPE = """
insert into document_type (id, code, valid_days, dated, title_ko, title_en, media_types)
select n.*, '{}' from unnest($1::uuid[], $2::text[], $3::int[], $4::bool[], $5::text[], $6::text[]) n
on conflict (code) do nothing
"""

_EVIDENCE_RULE = """
insert into evidence_rule (id, on_same, on_similar, rate_days, valid_from, entered_by)
select $1, 'REFUSE', 'FLAG', 7, date '2000-01-01', 'majung'
where not exists (select from evidence_rule where program_code is null and kind is null)
"""
"""Until staff say otherwise: the same evidence is refused, similar evidence reviewed, rates are a week old at most."""

_PERIOD = """
insert into period_rule (id, kind, days, unit, remind_days, valid_from, source)
select n.id, n.kind, n.days, n.unit, n.remind_days, n.valid_from, n.source
from unnest($1::uuid[], $2::text[], $3::int[], $4::text[], $5::int[], $6::date[], $7::text[])
    n (id, kind, days, unit, remind_days, valid_from, source)
where not exists (select 1 from period_rule p where p.kind = n.kind and p.program_code is null)
"""

_RETENTION_TERM = """
insert into retention_term (id, retention, of_table, effect, months, counts_from, keeps_identity, valid_from, basis,
    entered_by)
select n.*, 'majung' from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::int[], $6::text[], $7::bool[],
    $8::date[], $9::text[])
    n (id, retention, of_table, effect, months, counts_from, keeps_identity, valid_from, basis)
where not exists (select from retention_term t where t.effect = n.effect
    and (t.retention = n.retention or t.of_table = n.of_table))
"""
"""First values, not confirmed: staff confirm or replace them before anything is destroyed."""


@write
async def seed_reference(actor: Actor) -> None:
    """Bring districts, holidays, institutions, industries, kinds of evidence and documents, periods up to date."""
    actor.require("reference.manage")
    await current().execute(f"select pg_advisory_xact_lock({_LOCK})")
    await _insert(_DISTRICT, _districts(reference_districts()))
    await _insert(_DISTRICT_CODE, _district_codes(reference_districts()))
    await _insert(_HOLIDAY, [_holiday(row) for row in read_reference("holidays_kr_2021_2027")])
    for generation in _institutions():
        await _insert(_INSTITUTION, generation)
    sections = [(row["section"], row["name_ko"], row["name_en"]) for row in read_reference("ksic10_sections")]
    await _insert(_INDUSTRY, sections)
    await _insert(_EVIDENCE_KIND, [_evidence_kind(row) for row in read_reference("evidence_kinds")])
    await current().execute(_EVIDENCE_RULE, uuid7())
    await _insert(_PERIOD, [_period(row) for row in read_reference("period_rules")])
    await _insert(_DOCUMENT_TYPE, [_document_type(row) for row in read_reference("document_types")])
    await _insert(_RETENTION_TERM, [_retention_term(row) for row in read_reference("retention_terms")])


async def _insert(statement: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Give the rows to a statement column by column, with a new id for each in front."""
    await current().execute(statement, [uuid7() for _ in rows], *([*column] for column in zip(*rows, strict=True)))


def _districts(districts: Districts) -> list[tuple[object, ...]]:
    """Districts under their canonical code; of former ones only those that were split, which had no successor."""
    details: dict[str, Mapping[str, str]] = {row["code_2026"]: row for row in read_reference("jeonnam_sigungu")}
    for table in ("sido", "capital_region_sigungu"):
        details.update({row["code"]: row for row in read_reference(table)})
    return [
        _district(district, details.get(code, {}), districts)
        for code, district in districts.known.items()
        if len(districts.changes.get(code, ())) != 1
    ]


def _district(district: KnownDistrict, row: Mapping[str, str], districts: Districts) -> tuple[object, ...]:
    began = [c.effective for changes in districts.changes.values() for c in changes if c.new == district.code]
    return (
        district.code,
        None if district.kind == "sido" else district.sido,
        district.name_ko,
        row.get("name_en", ""),
        district.kind,
        district.member,
        districts.known[district.sido].capital_region,
        row.get("job_region"),
        row.get("zone3"),
        _number(row.get("lat_approx")),
        _number(row.get("lon_approx")),
        _day(row.get("new_valid_from") or row.get("valid_from")) or max(began, default=None),
        _day(row.get("valid_to")),
    )


def _district_codes(districts: Districts) -> list[tuple[object, ...]]:
    names = {row["old_code"]: row["old_name"] for row in read_reference("district_code_changes")}
    now = [(d.code, d.code, d.name_ko, None) for d in districts.known.values() if d.code not in districts.changes]
    former = [
        (change.old, change.new, names[change.old], change.effective - timedelta(days=1))
        for changes in districts.changes.values()
        for change in changes
    ]
    return [*now, *former]


def _holiday(row: Mapping[str, str]) -> tuple[object, ...]:
    return date.fromisoformat(row["date"]), row["name_ko"], row["name_en"], bool(row["substitute"])


def _evidence_kind(row: Mapping[str, str]) -> tuple[object, ...]:
    return row["code"], row["grade"], bool(row["number_needed"]), row["name_ko"], row["name_en"]


def _period(row: Mapping[str, str]) -> tuple[object, ...]:
    days, remind_days = int(row["days"]), int(row["remind_days"])
    return row["kind"], days, row["unit"], remind_days, date.fromisoformat(row["valid_from"]), row["source"]


def _retention_term(row: Mapping[str, str]) -> tuple[object, ...]:
    covers = row["retention"] or None, row["table_name"] or None
    how = row["effect"], int(row["months"]), row["counts_from"], bool(row["keeps_identity"])
    return *covers, *how, date.fromisoformat(row["valid_from"]), row["basis"]


def _document_type(row: Mapping[str, str]) -> tuple[object, ...]:
    days = int(row["valid_days"]) if row["valid_days"] else None
    return row["code"], days, bool(row["dated"]), row["name_ko"], row["name_en"]


def _institutions() -> tuple[list[tuple[object, ...]], ...]:
    """The agency, then its parts, then those beside it: a parent stands before its parts."""
    listed = [
        (row["code"], row["kind"], row["name_ko"], row["name_en"], row["district_code"] or None, None, row["parent"])
        for row in read_reference("institutions")
    ]
    banks = [
        (f"BANK-{row['code']}", "BANK", row["name_ko"], row["name_en"], None, row["code"], "")
        for row in read_reference("bank_codes")
    ]
    offices = [
        (f"SIGUN-{row['code_2026']}", "SIGUN", f"{row['name_ko']}청", f"{row['name_en']} office", row["code_2026"],
         None, "")
        for row in read_reference("jeonnam_sigungu")
    ]  # fmt: skip
    return [row for row in listed if not row[-1]], [row for row in listed if row[-1]], [*banks, *offices]


def _number(text: str | None) -> float | None:
    return float(text) if text else None


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
