"""중소기업 육성자금, the development fund for small firms: everything it gives to the platform."""

from __future__ import annotations

from datetime import timedelta

from majung.plugin import contract
from majung.plugin.contract import hookimpl
from majung.texts import Text
from majung_growth_fund.asking import EXECUTION
from majung_growth_fund.demo import SHARE
from majung_growth_fund.events import EVENTS
from majung_growth_fund.program import program, scopes
from majung_growth_fund.schema import PART
from majung_growth_fund.settings import GrowthFundSettings
from majung_growth_fund.work import CONSULTATIONS, TASKS, importers, works


class Hooks:
    """The answers to the platform's questions."""

    @hookimpl
    def majung_tables(self) -> contract.Tables:
        return contract.Tables(models="majung_growth_fund.models", migrations="majung_growth_fund.migrations")

    @hookimpl
    def majung_scheduled_work(self, settings: GrowthFundSettings) -> tuple[contract.ScheduledWork, ...]:
        return works(timedelta(hours=settings.expiry_check_hours))

    majung_programs = hookimpl(lambda self: (program(),))
    majung_events = hookimpl(lambda self: EVENTS)
    majung_scopes = hookimpl(lambda self: scopes())
    majung_importers = hookimpl(lambda self: importers())
    majung_answering_hooks = hookimpl(lambda self: (EXECUTION,))
    majung_consultation_kinds = hookimpl(lambda self: CONSULTATIONS)
    majung_task_sources = hookimpl(lambda self: TASKS)
    majung_demo = hookimpl(lambda self: SHARE)
    majung_schema_part = hookimpl(lambda self: PART)


TITLE = Text("중소기업 육성자금", "SME development fund")
plugin = contract.Plugin(
    name="growth_fund", version="1.0.0", sdk=">=1.0,<2", package="majung_growth_fund", title=TITLE,
    owner="기업육성팀", settings=GrowthFundSettings, hooks=Hooks(),
)  # fmt: skip
