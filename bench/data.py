"""The data: made up by PostgreSQL itself, the same on every machine, without ties in any ordering that is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import asyncpg

FIRMS, PERSONS, LOANS, EXPORTS, POSTINGS = 100_000, 200_000, 150_000, 200_000, 100_000

MARK = "M1-"
"""Begins the numbers of the export records that the mutation adds; everything else stays as it was filled."""


@dataclass(frozen=True)
class Filling:
    """Rows of one table: how many, and an SQL expression over ``n`` (1, 2, …) for each column.

    Columns that are not named get their default, or an empty value where they need one.
    """

    table: str
    rows: int
    columns: Mapping[str, str]


def _id(kind: str, n: str = "n") -> str:
    """A UUIDv7 that grows with n, in SQL."""
    hashed = f"md5('{kind}' || ({n}))"
    return (
        f"(lpad(to_hex(1700000000000 + ({n})), 12, '0') || '7' || substr({hashed}, 1, 3) || '8'"
        f" || substr({hashed}, 4, 15))::uuid"
    )


def _firm(spread: int) -> str:
    """The firm of row n: 1..FIRMS in an order that has nothing to do with that of the rows."""
    return f"1 + (n * {spread}::bigint + n / {FIRMS}) % {FIRMS}"


def _one_of(values: str) -> str:
    return f"(array[{values}])[1 + n % {values.count(',') + 1}]"


_DAY = "date '2018-01-01'"
_BANKS = 8
_PROGRAM = "(select id from program where code = 'GROWTH_FUND')"

FILLINGS: tuple[Filling, ...] = (
    Filling(
        "institution",
        _BANKS,
        {
            "id": _id("bank"), "code": "'BENCH_BANK_' || n", "name_ko": "'남도은행 ' || n || '지점'",
            "kind": "'BANK'", "active": "true",
        },
    ),
    Filling(
        "firm",
        FIRMS,
        {
            "id": _id("firm"), "name": "'한빛정밀 ' || lpad(((n * 7919::bigint) % 1000003)::text, 7, '0')",
            "name_key": "'한빛정밀' || n", "legal_form": _one_of("'주식회사', '개인사업자', '유한회사'"),
            "crn": "lpad((2000000000000 + n)::text, 13, '0')",
            "representative": _one_of("'홍길동', '김하늘', '이나라', '박보람', '최한결'"),
            "status": _one_of("'ACTIVE', 'ACTIVE', 'ACTIVE', 'SUSPENDED', 'ACTIVE', 'CLOSED'"),
            "founded_on": "date '1990-01-01' + n % 12000", "industry_revision": "10",
            "industry_code": "lpad((10000 + n % 20000)::text, 5, '0')", "employees": "1 + n % 300",
            "district_code": "(select array_agg(code order by code) from district where member)"
            "[1 + n % (select count(*)::int from district where member)]",
            "homepage": "case when n % 3 = 0 then 'https://firm' || n || '.example.com' end", "source": "'bench'",
        },
    ),
    Filling(
        "establishment",
        FIRMS,
        {
            "id": _id("est"), "firm_id": _id("firm"), "brn": "lpad((1000000000 + n)::text, 10, '0')",
            "name": "'본점 ' || n", "head": "true", "address": "'전라남도 무안군 시범로 ' || n",
        },
    ),
    Filling(
        "firm_year",
        3 * FIRMS,
        {
            "id": _id("year"), "firm_id": _id("firm", f"1 + (n - 1) % {FIRMS}"), "year": f"2023 + (n - 1) / {FIRMS}",
            "sales_krw": "n * 1000000::bigint", "workers": "(n % 3000) / 10.0", "source": "'bench'",
            "evidence_grade": "'STATED'",
        },
    ),
    Filling(
        "person",
        PERSONS,
        {
            "id": _id("person"), "name": _one_of("'홍길동', '김하늘', '이나라', '박보람', '최한결', '남궁별'"),
            "birth_date": "date '1960-01-01' + n % 15000", "gender": _one_of("'F', 'M'"),
        },
    ),
    Filling(
        "firm_person",
        PERSONS,
        {
            "id": _id("role"), "firm_id": _id("firm", _firm(104729)), "person_id": _id("person"),
            "role": _one_of("'REPRESENTATIVE', 'EMPLOYEE', 'CONTACT'"), "valid_from": f"{_DAY} + n / 70",
        },
    ),
    Filling(
        "edition", 1, {"id": _id("edition"), "program_id": _PROGRAM, "year": "2025", "active": "true"}
    ),
    Filling(
        "call",
        1,
        {
            "id": _id("call"), "program_id": _PROGRAM, "edition_id": _id("edition"), "title": "'2025년 육성자금'",
            "kind": "'NEW'", "status": "'OPEN'", "closing_kind": "'FIXED'", "applicant": "'firm'",
            "source": "'bench'",
        },
    ),
    Filling(
        "application",
        LOANS,
        {
            "id": _id("app"), "call_id": _id("call", "1"), "program_code": "'GROWTH_FUND'",
            "firm_id": _id("firm", _firm(7907)), "state": "'RECOMMENDED'", "spine": "'SELECTED'",
            "receipt_number": "'R' || lpad(n::text, 8, '0')", "form_version": "1",
            "created_at": f"{_DAY} + n * interval '20 minutes'",
        },
    ),
    Filling(
        "support_record",
        LOANS,
        {
            "id": _id("support"), "firm_id": _id("firm", _firm(7907)), "program_code": "'GROWTH_FUND'",
            "year": f"2015 + n / {LOANS // 10}", "benefit": "'LOAN'", "title": "'육성자금 ' || n",
            "decided_krw": "n * 1000::bigint", "paid_krw": "n * 500::bigint", "status": "'ACTIVE'",
            "origin": "'OURS'",
        },
    ),
    Filling(
        "growth_fund_product",
        1,
        {"id": _id("product"), "edition_id": _id("edition", "1"), "year": "2025", "code": "'BENCH'",
         "name_ko": "'시설자금'", "family": "'BANK'"},
    ),
    Filling(
        "growth_fund_loan",
        LOANS,
        {
            "id": _id("loan"), "number": "'L' || n", "application_id": _id("app"),
            "firm_id": _id("firm", _firm(7907)), "product_id": _id("product", "1"),
            "bank_id": _id("bank", f"1 + n % {_BANKS}"), "family": "'BANK'", "rate_kind": "'FIXED'",
            "facility_krw": "n * 10000::bigint", "principal_krw": "n * 10000::bigint",
            "outstanding_krw": "n * 5000::bigint", "balance_on": "date '2025-01-01'", "granted_pct": "2.5",
            "repayment_code": "'2Y2E'", "executed_on": f"{_DAY} + n / 60",
            "matures_on": f"{_DAY} + n / 60 + 1460", "state": _one_of("'ACTIVE', 'EXECUTED', 'REPAID'"),
            "schedule": "'[]'", "source": "'BANK'",
        },
    ),
    Filling(
        "bench_export_record",
        EXPORTS,
        {
            "id": _id("export"), "firm_id": _id("firm", _firm(15485863)), "number": "'E' || n",
            "year": "2020 + n % 6", "month": "1 + n % 12",
            "shipped_on": "make_date(2020 + n % 6, 1 + n % 12, 1 + n % 28)",
            "hs_code": "lpad((10000 + n * 37 % 80000)::text, 6, '0')",
            "country": _one_of("'US', 'CN', 'JP', 'VN', 'DE', 'ID', 'AE'"), "amount_usd": "n * 1.25",
            "weight_kg": "n * 0.7", "buyer": "'Trading Co. ' || n % 1000", "terms": _one_of("'FOB', 'CIF', 'EXW'"),
        },
    ),
    Filling(
        "bench_posting",
        POSTINGS,
        {
            "id": _id("posting"), "firm_id": _id("firm", _firm(32452843)),
            "title": _one_of("'생산직', '품질관리', '해외영업', '회계'"), "openings": "1 + n % 5",
            "pay_krw": "28000000 + (n % 200) * 100000::bigint", "open_until": "date '2026-01-01' + n % 365",
            "state": "'OPEN'",
        },
    ),
)  # fmt: skip

PEER_TABLES = """
create table if not exists bench_peer_event (like event_outbox including all);
create or replace function record_bench_export(firm_id uuid, number text, shipped_on date, hs_code text, country text,
    amount_usd numeric, weight_kg numeric, buyer text, terms text) returns bench_export_record
language plpgsql volatile as $$
declare
    made bench_export_record;
begin
    insert into bench_export_record (id, firm_id, number, year, month, shipped_on, hs_code, country, amount_usd,
        weight_kg, buyer, terms)
    values (gen_random_uuid(), firm_id, number, extract(year from shipped_on), extract(month from shipped_on),
        shipped_on, hs_code, country, amount_usd, weight_kg, buyer, terms)
    returning * into made;
    insert into bench_peer_event (id, type, type_version, subject_type, subject_id, firm_ids, person_ids,
        institution_ids, program, district, public, actor, at, snapshot)
    values (gen_random_uuid(), 'bench.ExportRecorded', 1, 'benchexport', made.id, array[firm_id], '{}', '{}', null,
        (select f.district_code from firm f where f.id = made.firm_id), false, 'peer', now(),
        jsonb_build_object('record_id', made.id, 'hs_code', made.hs_code, 'amount_usd', made.amount_usd));
    return made;
end
$$;
"""
"""For the peers' mutation: the same row and an event row of the same shape, in one transaction."""

TIDY = f"""
set session_replication_role = replica;
delete from bench_export_record where number like '{MARK}%';
truncate bench_peer_event, access_record, event_outbox, event_log;
set session_replication_role = origin;
"""
"""What an earlier run left."""

_EMPTY = {"bool": "false", "jsonb": "'{}'", "date": "date '2025-01-01'", "timestamptz": "now()"}
_NUMBERS = {"int2", "int4", "int8", "numeric"}


async def fill(connection: asyncpg.Connection) -> None:
    """Fill every table; references are right by the way they are made, and are not looked up again."""
    await connection.execute("set session_replication_role = replica")
    for filling in FILLINGS:
        columns = {**await _needed(connection, filling.table), **filling.columns}
        await connection.execute(
            f'insert into "{filling.table}" ({", ".join(columns)}) select {", ".join(columns.values())}'
            f" from generate_series(1, {filling.rows}) n"
        )
    await connection.execute("set session_replication_role = origin")


async def _needed(connection: asyncpg.Connection, table: str) -> dict[str, str]:
    """Empty values for columns that must have one and have no default."""
    rows = await connection.fetch(
        "select a.attname as name, t.typname as type from pg_attribute a join pg_type t on t.oid = a.atttypid"
        " where a.attrelid = $1::regclass and a.attnum > 0 and not a.attisdropped and a.attnotnull"
        " and not a.atthasdef and a.attidentity = ''",
        table,
    )
    return {row["name"]: _empty(row["type"]) for row in rows}


def _empty(kind: str) -> str:
    if kind in _NUMBERS:
        return "0"
    return _EMPTY.get(kind, "'{}'" if kind.startswith("_") else "''")


async def check(connection: asyncpg.Connection) -> None:
    """Stop when a table that is asked about does not hold what was filled in."""
    for filling in FILLINGS:
        if filling.rows < FIRMS:
            continue
        found = await connection.fetchval(f'select count(*) from "{filling.table}"')
        if found != filling.rows:
            raise SystemExit(
                f"{filling.table} has {found} rows, expected {filling.rows}: delete the data folder and run again"
            )


async def warm(connection: asyncpg.Connection) -> None:
    """Read every table once."""
    for filling in FILLINGS:
        await connection.execute(f'select count(t) from "{filling.table}" t')
