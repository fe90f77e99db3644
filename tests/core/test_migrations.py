"""Changes of the core's tables that change what is stored."""

from __future__ import annotations

from datetime import date

from majung.access.actor import Actor, system
from majung.firms.models import Firm
from majung.settings import Settings
from majung.storage.database import Database, connect_plainly, locate
from majung.storage.migrations import App, migrate
from majung.storage.transaction import save_change, write


@write
async def _founded(actor: Actor, firm: Firm, day: date) -> None:
    await save_change(firm, founded_on=day)


async def test_days_that_were_stored_as_infinities_become_days(
    settings: Settings, apps: tuple[App, ...], database: Database
) -> None:
    last, first, none = [
        await Firm.create(name=name, name_key=name, source="test") for name in ("끝", "infinity", "없음")
    ]
    owner = await connect_plainly(settings.owner_database_url or await locate(settings))
    await owner.execute("alter table firm disable trigger user")
    await owner.execute("update firm set founded_on = 'infinity' where id = $1", last.id)
    await owner.execute("update firm set founded_on = '-infinity' where id = $1", first.id)
    await owner.execute("alter table firm enable trigger user")
    await _founded(system("test"), await Firm.get(id=first.id), date(2024, 5, 6))  # leaves an earlier version
    await owner.execute("update firm set founded_on = '-infinity' where id = $1", none.id)
    await owner.execute("delete from tortoise_migrations where app = 'core' and name = '0019_days_as_days'")
    versions = await owner.fetch("select row_id, valid_from, valid_to from row_history order by 1, 2")

    assert await migrate(settings, apps) == ["core.0019_days_as_days"]

    kept = await owner.fetch("select id, founded_on::text, sys_from from firm")
    assert {row["id"]: row["founded_on"] for row in kept} == {
        last.id: "9999-12-31", first.id: "2024-05-06", none.id: "0001-01-01"
    }  # fmt: skip
    earlier = await owner.fetch("select row ->> 'name' as name, row ->> 'founded_on' as day from row_history")
    assert {row["name"]: row["day"] for row in earlier} == {"infinity": "0001-01-01", "없음": None}
    assert await owner.fetch("select row_id, valid_from, valid_to from row_history order by 1, 2") == versions
    await owner.close()
