"""The floor: for each question one hand-written statement that builds the JSON, behind bare ASGI."""

from __future__ import annotations

import base64
import os
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

import asyncpg
import orjson
import uvicorn

POINT = """
select json_build_object('data', json_build_object('firm', (select row_to_json(r) from
    (select name, status, founded_on as "foundedOn", crn, employees, industry_code as "industryCode"
     from firm where id = $1) r)))::text
"""
PERSONAL = """
select json_build_object('data', json_build_object('firm', (select row_to_json(r) from
    (select name, status, representative from firm where id = $1) r)))::text
"""
_PAGE = """
select json_build_object('data', json_build_object('firms', json_build_object(
    'nodes', coalesce(json_agg(node order by name, id) filter (where n < 51), '[]'),
    'pageInfo', json_build_object('hasNextPage', count(*) = 51, 'endCursor',
        translate(encode(convert_to(max(json_build_array(name, id)::text) filter (where n = 50), 'utf8'), 'base64'),
        E'+/=\\n', '-_')))))::text
from (
    select f.name, f.id, f.n, json_build_object('name', f.name, 'status', f.status, 'employees', f.employees,
        'loans', json_build_object('nodes', (select coalesce(json_agg(l), '[]') from (
            select state, principal_krw as "principalKrw", outstanding_krw as "outstandingKrw",
                executed_on as "executedOn"
            from growth_fund_loan where firm_id = f.id order by executed_on desc, id desc limit 5) l)),
        'postings', json_build_object('nodes', (select coalesce(json_agg(p), '[]') from (
            select title, openings, pay_krw as "payKrw", open_until as "openUntil"
            from bench_posting where firm_id = f.id order by id limit 5) p))) as node
    from (select name, id, status, employees, row_number() over (order by name, id) as n from firm
        where {after} order by name, id limit 51) f) t
"""
NESTED = (_PAGE.format(after="true"), _PAGE.format(after="(name, id) > ($1, $2)"))
AROUND = """
select json_build_object('data', json_build_object('firm', (select json_build_object(
    'name', f.name, 'legalForm', f.legal_form, 'status', f.status, 'representative', f.representative,
    'foundedOn', f.founded_on, 'employees', f.employees,
    'district', (select json_build_object('nameKo', d.name_ko) from district d where d.code = f.district_code),
    'establishments', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select brn, name, address, head from establishment where firm_id = f.id order by head desc, id limit 5) t)),
    'years', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select year, sales_krw as "salesKrw", workers from firm_year where firm_id = f.id
        order by year desc, id desc limit 3) t)),
    'people', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select role, json_build_object('name', p.name) as person from (
            select role, person_id, valid_from, id from firm_person where firm_id = f.id
            order by valid_from desc, id desc limit 5) r join person p on p.id = r.person_id
        order by r.valid_from desc, r.id desc) t)),
    'loans', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select l.state, l.principal_krw as "principalKrw", l.outstanding_krw as "outstandingKrw",
            l.executed_on as "executedOn", json_build_object('nameKo', i.name_ko) as bank
        from growth_fund_loan l join institution i on i.id = l.bank_id where l.firm_id = f.id
        order by l.executed_on desc, l.id desc limit 10) t)),
    'supportRecords', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select year, title, decided_krw as "decidedKrw" from support_record where firm_id = f.id
        order by year desc, id desc limit 10) t)),
    'exports', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select year, hs_code as "hsCode", country, amount_usd as "amountUsd" from bench_export_record
        where firm_id = f.id order by id limit 10) t)),
    'postings', json_build_object('nodes', (select coalesce(json_agg(t), '[]') from (
        select title, openings, pay_krw as "payKrw" from bench_posting where firm_id = f.id order by id limit 5) t))
    ) from firm f where f.id = $1)))::text
"""
_ROWS = """
select json_build_object('data', json_build_object('benchExports', json_build_object(
    'nodes', coalesce(json_agg(node order by id) filter (where n < 1001), '[]'),
    'pageInfo', json_build_object('hasNextPage', count(*) = 1001, 'endCursor',
        translate(encode(convert_to(json_build_array(max(id::text) filter (where n = 1000))::text, 'utf8'), 'base64'),
        E'+/=\\n', '-_')))))::text
from (select r.id, r.n, row_to_json(row_) as node from (
    select *, row_number() over (order by id) as n from bench_export_record where {after} order by id limit 1001) r,
    lateral (select r.number, r.year, r.month, r.shipped_on as "shippedOn", r.hs_code as "hsCode", r.country,
        r.amount_usd as "amountUsd", r.weight_kg as "weightKg", r.buyer, r.terms) row_) t
"""
FLAT = (_ROWS.format(after="true"), _ROWS.format(after="id > $1"))
RECORD = """
select json_build_object('data', json_build_object('recordBenchExport', json_build_object('record',
    json_build_object('number', m.number, 'hsCode', m.hs_code, 'amountUsd', m.amount_usd, 'firm',
        (select json_build_object('name', f.name) from firm f where f.id = m.firm_id)))))::text
from record_bench_export($1, $2, $3::text::date, $4, $5, $6::text::numeric, $7::text::numeric, $8, $9) m
"""

Answer = Callable[[dict[str, Any]], tuple[str, list[Any]]]


def _cursor(text: str) -> list[str]:
    parts: list[str] = orjson.loads(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    return parts


def _firms(v: dict[str, Any]) -> tuple[str, list[Any]]:
    if not v.get("after"):
        return NESTED[0], []
    name, id = _cursor(v["after"])
    return NESTED[1], [name, UUID(id)]


def _exports(v: dict[str, Any]) -> tuple[str, list[Any]]:
    return (FLAT[1], [UUID(_cursor(v["after"])[0])]) if v.get("after") else (FLAT[0], [])


def _record(v: dict[str, Any]) -> tuple[str, list[Any]]:
    s = v["shipment"]
    names = ("number", "shippedOn", "hsCode", "country", "amountUsd", "weightKg", "buyer", "terms")
    return RECORD, [UUID(v["firm"]), *(s[name] for name in names)]


ANSWERS: dict[str, Answer] = {
    "Point": lambda v: (POINT, [UUID(v["id"])]),
    "Personal": lambda v: (PERSONAL, [UUID(v["id"])]),
    "Nested": _firms,
    "Around": lambda v: (AROUND, [UUID(v["id"])]),
    "Flat": _exports,
    "Record": _record,
}


class Floor:
    """Reads a request, picks its statement by the operation's name, sends what PostgreSQL made."""

    def __init__(self) -> None:
        self.pool: asyncpg.Pool | None = None

    async def __call__(self, scope: dict[str, Any], receive: Callable[[], Awaitable[Any]], send: Any) -> None:
        if self.pool is None:
            size = int(os.environ["POOL"])
            self.pool = await asyncpg.create_pool(min_size=size, max_size=size, reset=_nothing)
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                break
        asked = orjson.loads(body)
        text, values = ANSWERS[asked["operationName"]](asked["variables"])
        async with self.pool.acquire() as connection:
            answer = (await connection.fetchval(text, *values)).encode()
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(answer)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": answer})


async def _nothing(connection: asyncpg.Connection) -> None:
    """Nothing here changes its session."""


if __name__ == "__main__":
    uvicorn.run(
        Floor(),
        host="127.0.0.1",
        port=int(os.environ["PORT"]),
        http="httptools",
        loop="uvloop",
        lifespan="off",
        access_log=False,
        log_level="warning",
    )
