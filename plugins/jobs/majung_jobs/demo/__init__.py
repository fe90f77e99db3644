"""The platform's part of the demonstration province: two years of orders, seekers, counselling and placements.

For 5,000 firms: 3,000 orders, 8,000 seekers. Everything lies in the two years before the day on which it is filled.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from majung import clock
from majung.access.actor import system
from majung.clock import SEOUL
from majung.plugin.contract import DemoProvince, DemoShare
from majung.storage.database import Database
from majung.storage.transaction import current
from majung.texts import Text
from majung_jobs.demo import orders
from majung_jobs.demo.orders import Desk, Market, make_orders
from majung_jobs.demo.seekers import Journeys
from majung_jobs.reads.rule_sets import job_rules
from majung_jobs.writes.places import load_places
from majung_jobs.writes.slots import NewSlot, book_slot, give_booth, offer_slots, plan_fair

ACTOR = system("demo")
ORDERS_PER_FIRM, SEEKERS_PER_FIRM = 0.6, 1.6
_BLOCK = 4_000

_DESKS = """
select c.id as centre, m.account_id, coalesce(nullif(a.display_name, ''), a.login) as name
from mandate m join account a on a.id = m.account_id join institution c on c.id = any(m.centre_ids)
where m.kind = 'official' and c.code = any($1::text[]) order by a.login
"""
_FIRMS = "select id, district_code from firm where id = any($1::uuid[]) and district_code = any($2::text[])"
_PERSONS = "select id, district_code from person where id = any($1::uuid[]) and district_code = any($2::text[])"
_CANDIDATES = """
insert into jobs_candidate (id, referral_id, firm_id, person_id, consent_id, name, phone, email, career)
select gen_random_uuid(), r.id, r.firm_id, r.person_id, r.consent_id, p.name, p.phone, p.email, s.career
from jobs_referral r join person p on p.id = r.person_id join jobs_seeker s on s.id = r.seeker_id
where r.ended_at is null and r.sent_at is not null
"""


async def fill(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Orders, then seekers block by block with their journeys, then a fair with its times."""
    rules, places, today = await job_rules(clock.today()), await load_places(), clock.today()
    codes = [centre.institution for centre in rules.centres]
    desks: dict[UUID, list[Desk]] = {}
    for row in await current().fetch(_DESKS, codes):
        desk = Desk(centre_id=row["centre"], account_id=row["account_id"], name=row["name"])
        desks.setdefault(desk.centre_id, []).append(desk)
    centre_of = {code: places.centre_for(code, rules) for code, region in places.regions.items() if region}
    served = list(centre_of)
    firms = [(row["id"], row["district_code"]) for row in await current().fetch(_FIRMS, province.firm_ids, served)]
    if not firms or not desks:
        return
    count = int(len(province.firm_ids) * ORDERS_PER_FIRM)
    market = make_orders(firms, count, desks, centre_of, rules, today, province.seed)
    yield await _copy_orders(database, market, today, province.seed)
    made = Journeys(market, desks, centre_of, rules, today, province.seed)
    async for rows in _seekers(database, province, made, served):
        yield rows
    await _count_places(market)
    yield await current().execute(_CANDIDATES)
    yield await _fair(next(iter(desks)), province, today)


async def _copy_orders(database: Database, market: Market, today: date, seed: int) -> int:
    chance = Random(seed + 2)
    records = [order.record(today, chance) for listed in market.orders.values() for order in listed]
    async with database.connection() as connection:
        await connection.copy_records_to_table("jobs_order", records=records, columns=orders.COLUMNS)
    return len(records)


async def _seekers(database: Database, province: DemoProvince, made: Journeys, served: list[str]) -> AsyncIterator[int]:
    """Seekers in the order in which they registered, so that their numbers and referrals follow the days."""
    wanted = int(len(province.firm_ids) * SEEKERS_PER_FIRM)
    chance = Random(province.seed + 3)
    days = sorted(made.today - timedelta(days=int(orders.DAYS * chance.random())) for _ in range(wanted))
    done = 0
    for start in range(0, len(province.person_ids), _BLOCK):
        block = list(province.person_ids[start : start + _BLOCK])
        where = {row["id"]: row["district_code"] for row in await current().fetch(_PERSONS, block, served)}
        for person_id in [one for one in block if one in where][: wanted - done]:
            made.add(done, person_id, where[person_id], days[done])
            done += 1
        for table, columns, records in made.take():
            async with database.connection() as connection:
                await connection.copy_records_to_table(table, records=records, columns=columns)
            yield len(records)
        if done == wanted:
            return


async def _count_places(market: Market) -> None:
    """What hires took of the orders, which were written before them; filled ones are filled."""
    taken = [order for listed in market.orders.values() for order in listed if order.hired]
    await current().execute(
        "update jobs_order o set hired = t.hired, confirmed = t.confirmed,"
        " state = case when t.confirmed >= o.headcount then 'FILLED' else o.state end"
        " from unnest($1::uuid[], $2::int[], $3::int[]) t (id, hired, confirmed) where t.id = o.id",
        [order.id for order in taken],
        [order.hired for order in taken],
        [order.confirmed for order in taken],
    )


async def _fair(centre_id: UUID, province: DemoProvince, today: date) -> int:
    """A fair in two weeks with booths and times, some of which are booked."""
    day = today + timedelta(days=14)
    fair = await plan_fair(
        ACTOR, title="채용박람회(시범)", place="종합체육관", starts_on=day, ends_on=day, centre_id=centre_id
    )
    for number, firm_id in enumerate(province.firm_ids[:6], start=1):
        await give_booth(ACTOR, fair_id=fair.id, firm_id=firm_id, booth=f"A{number}")
    new = [
        NewSlot(
            kind=kind,
            starts_at=datetime.combine(day, time(hour), SEOUL),
            ends_at=datetime.combine(day, time(hour, 50), SEOUL),
            capacity=4,
            fair_id=fair.id,
        )
        for kind in ("COUNSELLING", "INTERVIEW")
        for hour in range(10, 17)
    ]
    made = await offer_slots(ACTOR, slots=new)
    for slot, person_id in zip(made, province.person_ids, strict=False):
        await book_slot(ACTOR, slot_id=slot.id, person_id=person_id)
    return 7 + 2 * len(made)


SHARE = DemoShare(title=Text("일자리플랫폼", "Jobs platform"), fill=fill)
