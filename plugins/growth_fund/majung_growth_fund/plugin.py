"""중소기업 육성자금, the development fund for small firms: everything it gives to the platform."""

from __future__ import annotations

from datetime import timedelta

from majung.events.event import Event
from majung.plugin import contract
from majung.plugin.contract import hookimpl
from majung.texts import Text
from majung_growth_fund.demo import SHARE
from majung_growth_fund.events import EVENTS
from majung_growth_fund.program import program, scopes
from majung_growth_fund.schema import PART
from majung_growth_fund.settings import GrowthFundSettings
from majung_growth_fund.work import importers, works
from majung_schema.parts import Part


class Hooks:
    """The answers to the platform's questions."""

    @hookimpl
    def majung_tables(self) -> contract.Tables:
        return contract.Tables(models="majung_growth_fund.models", migrations="majung_growth_fund.migrations")

    @hookimpl
    def majung_programs(self) -> tuple[contract.ProgramDeclaration, ...]:
        return (program(),)

    @hookimpl
    def majung_events(self) -> tuple[type[Event], ...]:
        return EVENTS

    @hookimpl
    def majung_scopes(self) -> tuple[contract.Scope, ...]:
        return scopes()

    @hookimpl
    def majung_scheduled_work(self, settings: GrowthFundSettings) -> tuple[contract.ScheduledWork, ...]:
        return works(timedelta(hours=settings.expiry_check_hours))

    @hookimpl
    def majung_importers(self) -> tuple[contract.Importer, ...]:
        return importers()

    @hookimpl
    def majung_demo(self) -> contract.DemoShare:
        return SHARE

    @hookimpl
    def majung_schema_part(self) -> Part:
        return PART


TITLE = Text("중소기업 육성자금", "SME development fund")
plugin = contract.Plugin(
    name="growth_fund", version="1.0.0", sdk=">=1.0,<2", package="majung_growth_fund", title=TITLE,
    owner="기업육성팀", settings=GrowthFundSettings, hooks=Hooks(),
)  # fmt: skip
