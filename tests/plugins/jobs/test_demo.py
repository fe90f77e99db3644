"""The platform's share of the demonstration: what it says of itself adds up."""

from __future__ import annotations

from majung.demo.province import fill_province
from majung_jobs.lifecycles import JOB_REFERRAL, ORDER, SEEKER, SHOWN_TO_FIRM
from majung_schema.testing import App

COUNTERS = '{ jobCounters(start: "2000-01-01", end: "2999-12-31") { referrals placements retained1m retained6m } }'


async def test_a_province_has_two_years_of_jobs_that_add_up(app: App) -> None:
    with app.platform.active():
        database = app.database
        await fill_province(database, app.platform.registry, firms=500)
        [orders] = await database.fetch("select count(*) as n from jobs_order")
        [seekers] = await database.fetch("select count(*) as n from jobs_seeker")
        states = {
            lifecycle.name: {row["state"] for row in await database.fetch(f"select distinct state from {table}")}
            for lifecycle, table in ((ORDER, "jobs_order"), (SEEKER, "jobs_seeker"), (JOB_REFERRAL, "jobs_referral"))
        }
        wrong = await database.fetch(
            "select o.id from jobs_order o left join jobs_referral r on r.order_id = o.id and r.hired_on is not null"
            " group by o.id having o.hired <> count(r.id) or o.confirmed <> count(r.start_on)"
            " or (o.state = 'FILLED') <> (o.confirmed = o.headcount)"
        )
        [shown] = await database.fetch(
            "select count(*) as n, count(c.id) as told from jobs_referral r"
            " left join jobs_candidate c on c.referral_id = r.id where r.state = any($1::text[])",
            list(SHOWN_TO_FIRM),
        )
        sent = await database.fetch("select 1 from jobs_referral where consent_id is null or start_on < sent_at::date")
    assert (orders["n"], seekers["n"]) == (300, 800)
    assert states["job_order"] == {"OPEN", "FILLED", "CLOSED", "EXPIRED"}
    assert states["job_seeker"] == {state.code for state in SEEKER.states}
    assert states["job_referral"] <= {state.code for state in JOB_REFERRAL.states}
    assert wrong == []
    assert (sent, shown["told"], shown["n"] > 0) == ([], shown["n"], True)
    counted = (await app.ask(COUNTERS, await app.official()))["jobCounters"]
    assert sum(one["placements"] for one in counted) > sum(one["retained6m"] for one in counted) > 0
