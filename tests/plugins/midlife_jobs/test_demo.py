"""The centre's share of the demonstration, and what is left of it in the core when its plugins are switched off."""

from __future__ import annotations

from majung.demo.province import fill_province
from majung.money.reads import reconcile
from majung_schema.platform import open_platform
from majung_schema.testing import App, load_plugins

SUPPORTS = """query ($id: ID!) { person(id: $id) {
  supportRecords { nodes { programCode benefit title decidedKrw paidKrw } } } }"""


async def test_a_province_has_hires_allowances_plans_and_projects(app: App) -> None:
    with app.platform.active():
        database = app.database
        await fill_province(database, app.platform.registry, firms=1_000)
        [hires] = await database.fetch("select count(*) as n, count(referral_id) as through from midlife_jobs_hire")
        [months] = await database.fetch("select count(*) as n, count(firm_claim_id) as claimed from midlife_jobs_month")
        [projects] = await database.fetch("select count(*) as n, sum(taken) as taken from midlife_jobs_project")
        [plans] = await database.fetch("select count(*) as n from midlife_jobs_plan")
        [costs] = await database.fetch("select count(*) as n from midlife_jobs_search_cost")
        [worker] = await database.fetch(
            "select person_id, paid_krw from support_record where program_code = 'MIDLIFE_HIRING'"
            " and person_id is not null and paid_krw > 0 order by id limit 1"
        )
        differences = await reconcile(await app.official())
    assert hires["n"] == hires["through"] > 0
    assert months["n"] > months["claimed"] > 0
    assert (projects["n"], projects["taken"] > 0, plans["n"] > 0, costs["n"] > 0) == (37, True, True, True)
    assert differences == []
    await _without_plugins(app, str(worker["person_id"]), worker["paid_krw"])


async def _without_plugins(app: App, person: str, paid: int) -> None:
    """With both plugins switched off the core shows what they gave."""
    settings = app.platform.settings
    async with open_platform(settings, load_plugins(())) as bare:
        alone = App(bare)
        viewer = await alone.official()
        seen = await alone.ask(SUPPORTS, viewer, {"id": f"person_{person}"})
    [record] = [one for one in seen["person"]["supportRecords"]["nodes"] if one["programCode"] == "MIDLIFE_HIRING"]
    assert (record["benefit"], record["paidKrw"], record["decidedKrw"]) == ("JOBS", paid, 3_000_000)
