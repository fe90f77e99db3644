"""How long the best 20 of many seekers take for an order, and of many orders for a seeker.

``uv run python -m bench.matching [SEEKERS] [ORDERS]`` fills a database of its own and prints medians of 40 questions.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time

import asyncpg

from majung.testing import disposable_server
from majung_jobs.plugin import plugin
from majung_jobs.reads.matching import Side, find_matches
from majung_schema.graph.reading import Reading
from majung_schema.testing import App, open_app

QUESTIONS, BEST = 40, 20

_FILL = """
create temp table served as select row_number() over (order by code) - 1 as place, code from district where member;
insert into person (id, name, birth_date, district_code, search_jamo, search_initials, search_grams)
select gen_random_uuid(), 'P' || n, date '1970-01-01' + n % 12000, s.code, '', '', '{{}}'
from generate_series(1, {seekers}) n join served s on s.place = n * 7919 % 22;
insert into firm (id, name, name_key, district_code, status, source, search_jamo, search_initials, search_grams)
select gen_random_uuid(), 'F' || n, 'F' || n, '12150', 'OPEN', 'bench', '', '', '{{}}' from generate_series(1, 300) n;
insert into jobs_seeker (id, person_id, centre_id, district_code, registered_on, valid_until, overseas, renewals, state,
    live_key, occupations, majors, districts, within_km, employment, wage_month_krw, hours_max, skills, certificates,
    career_months, career, close_reason)
select gen_random_uuid(), p.id, (select id from institution where code = 'JEPA-JOBS-EAST'), p.district_code,
    current_date - 10, current_date + 80, false, 0, 'ACTIVE', p.id, array[w.a, w.b], array[left(w.a, 1), w.b], '{{}}',
    case when r.a < 0.3 then 30 end, case when r.a < 0.5 then array['REGULAR'] else '{{}}' end,
    2200000 + (r.b * 10)::int * 100000, 40, array['S' || (r.a * 20)::int, 'S' || (r.b * 20)::int],
    case when r.b < 0.3 then array['지게차운전기능사'] else '{{}}' end, (r.a * 120)::int, '', ''
from (select id, district_code, row_number() over () as n from person) p
cross join lateral (select random() as a, random() as b, p.n) r
cross join lateral (select (p.n * 31 % 10)::text || p.n * 7 % 10 as a, (p.n * 17 % 10)::text as b) w;
insert into jobs_order (id, firm_id, centre_id, number, title, duties, conditions, occupation_code, major,
    district_code, employment, wage_kind, wage_krw, wage_month_krw, hours_week, days_week, headcount, hired, confirmed,
    skills, certificates, certificates_required, career_months, findings, state, opened_on, valid_until, renewals,
    confirmed_at, close_reason)
select gen_random_uuid(), (select id from firm limit 1), (select id from institution where code = 'JEPA-JOBS-EAST'),
    '2026-' || lpad(n::text, 6, '0'), 'T', '', '', (n % 10)::text || n / 10 % 10, (n % 10)::text, s.code, 'REGULAR',
    'MONTH', 2300000 + n % 8 * 100000, 2300000 + n % 8 * 100000, 40, 5, 3, 0, 0, array['S' || n % 20],
    array['지게차운전기능사'], '{{}}', 12, '[]', 'OPEN', current_date - 3, current_date + 50, 0, now(), ''
from generate_series(1, {orders}) n join served s on s.place = n * 7 % 22;
"""


async def measure(seekers: int, orders: int) -> None:
    """Fill a database and ask."""
    with disposable_server() as server:
        async with open_app(server, (plugin,)) as app:
            await _fill(app, seekers, orders)
            asked: tuple[tuple[Side, str, int], ...] = (
                ("order", "jobs_order", seekers),
                ("seeker", "jobs_seeker", orders),
            )
            for side, table, found in asked:
                times = await _times(app, side, table)
                median, slowest = statistics.median(times) * 1000, max(times) * 1000
                print(f"best {BEST} of {found:,} for one {side}: median {median:.0f} ms, slowest {slowest:.0f} ms")


async def _times(app: App, side: Side, table: str) -> list[float]:
    viewer = await app.official()
    times: list[float] = []
    for row in await app.database.fetch(f"select id from {table} order by id limit {QUESTIONS}"):
        started = time.perf_counter()
        await find_matches(Reading(app.database, viewer), side, [row["id"]], BEST)
        times.append(time.perf_counter() - started)
    return times


async def _fill(app: App, seekers: int, orders: int) -> None:
    owner = await asyncpg.connect(app.platform.settings.database_url)
    await owner.execute(_FILL.format(seekers=seekers, orders=orders))
    await owner.execute("analyze")
    await owner.close()


if __name__ == "__main__":
    given = [int(one) for one in sys.argv[1:3]]
    asyncio.run(measure(*(given + [100_000, 100_000][len(given) :])))
