"""Changes of job orders and of the platform's rules: unpack, call, answer."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, cast

import strawberry

from majung_jobs import models
from majung_jobs.schema.queries import JobRuleSet
from majung_jobs.schema.records import JobOrder
from majung_jobs.writes import orders, rule_sets
from majung_jobs.writes.order_values import OrderDraft
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Json, Won, optional_uuid_of, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend

_LISTS = ("skills", "certificates", "certificates_required")


@strawberry.input(description="A job order as it is entered. The wage before deductions, for what `wageKind` says.")
class JobOrderInput:
    title: str
    occupation_code: str = strawberry.field(description="A code of `occupations`.")
    district: str = strawberry.field(description="The si/gun of work, by code or name.")
    employment: str = strawberry.field(description="REGULAR, FIXED_TERM, PART_TIME, DAILY, INTERN.")
    wage_kind: str = strawberry.field(description="HOUR, DAY, MONTH, YEAR.")
    wage_krw: Won
    hours_week: Decimal
    headcount: int
    days_week: Decimal = Decimal(5)
    duties: str = ""
    conditions: str = ""
    skills: list[str] = strawberry.field(default_factory=list)
    certificates: list[str] = strawberry.field(default_factory=list, description="Wished for; missing ones cost score.")
    certificates_required: list[str] = strawberry.field(
        default_factory=list, description="Without which nobody is found."
    )
    career_months: int = 0
    ground: str | None = strawberry.field(
        default=None, description="Why a condition that is unlawful otherwise may stand: a code of the rules' grounds."
    )
    centre: strawberry.ID | None = strawberry.field(
        default=None, description="Without it the official's own, or the one that serves the district."
    )


@strawberry.input(description="What changes in an order; what is not given stays.")
class JobOrderChangeInput:
    title: str | None = strawberry.UNSET
    occupation_code: str | None = strawberry.UNSET
    district: str | None = strawberry.UNSET
    employment: str | None = strawberry.UNSET
    wage_kind: str | None = strawberry.UNSET
    wage_krw: Won | None = strawberry.UNSET
    hours_week: Decimal | None = strawberry.UNSET
    headcount: int | None = strawberry.UNSET
    days_week: Decimal | None = strawberry.UNSET
    duties: str | None = strawberry.UNSET
    conditions: str | None = strawberry.UNSET
    skills: list[str] | None = strawberry.UNSET
    certificates: list[str] | None = strawberry.UNSET
    certificates_required: list[str] | None = strawberry.UNSET
    career_months: int | None = strawberry.UNSET
    ground: str | None = strawberry.UNSET


def given(input: Any, *, nullable: frozenset[str]) -> dict[str, Any]:
    """The fields of an input that were given; null is kept only where a column may be empty. Lists become tuples."""
    values = {n: v for n, v in vars(input).items() if v is not strawberry.UNSET}
    return {n: tuple(v) if isinstance(v, list) else v for n, v in values.items() if v is not None or n in nullable}


def draft_of(input: JobOrderInput) -> OrderDraft:
    """An order as the writes take it."""
    values: dict[str, Any] = {n: tuple(v) if n in _LISTS else v for n, v in vars(input).items() if n != "centre"}
    return OrderDraft(**values, centre_id=optional_uuid_of(input.centre, "inst"))


@extend(Mutation)
class JobOrderChanges:
    """From the draft of an order to its end; and the rules of the platform."""

    @strawberry.mutation(description="Enter rules that hold from a day on (`jobs.manage`).")
    @staticmethod
    @change
    async def set_job_rules(info: Info, data: Json, valid_from: date, source: str) -> Change[JobRuleSet]:
        made = await rule_sets.set_job_rules(
            actor_of(info), data=cast("dict[str, Any]", data), valid_from=valid_from, source=source
        )
        return await changed(info, models.JobRuleSet, made.id)

    @strawberry.mutation(description="Enter an order of a firm as a draft: its agent, or an official (`jobs.orders`).")
    @staticmethod
    @change
    async def enter_job_order(info: Info, firm: strawberry.ID, input: JobOrderInput) -> Change[JobOrder]:
        made = await orders.enter_order(actor_of(info), firm_id=uuid_of(firm, "firm"), draft=draft_of(input))
        return await changed(info, models.JobOrder, made.id)

    @strawberry.mutation(description="Change a draft or an open order; an open one is checked anew.")
    @staticmethod
    @change
    async def change_job_order(
        info: Info, id: strawberry.ID, version: int, input: JobOrderChangeInput
    ) -> Change[JobOrder]:
        order_id = uuid_of(id, "joborder")
        changes = given(input, nullable=frozenset({"ground"}))
        await orders.change_order(actor_of(info), order_id=order_id, version=version, changes=changes)
        return await changed(info, models.JobOrder, order_id)

    @strawberry.mutation(
        description="Open a draft, or an expired order again; refused for unlawful conditions and too low a wage."
    )
    @staticmethod
    @change
    async def open_job_order(
        info: Info, id: strawberry.ID, version: int, until: date | None = None
    ) -> Change[JobOrder]:
        order_id = uuid_of(id, "joborder")
        await orders.open_order(actor_of(info), order_id=order_id, version=version, until=until)
        return await changed(info, models.JobOrder, order_id)

    @strawberry.mutation(description="Say that an open order still stands.")
    @staticmethod
    @change
    async def confirm_job_order(info: Info, id: strawberry.ID, version: int) -> Change[JobOrder]:
        order_id = uuid_of(id, "joborder")
        await orders.confirm_order(actor_of(info), order_id=order_id, version=version)
        return await changed(info, models.JobOrder, order_id)

    @strawberry.mutation(description="Close an order; referrals that are under way go on.")
    @staticmethod
    @change
    async def close_job_order(info: Info, id: strawberry.ID, version: int, reason: str = "") -> Change[JobOrder]:
        order_id = uuid_of(id, "joborder")
        await orders.close_order(actor_of(info), order_id=order_id, version=version, reason=reason)
        return await changed(info, models.JobOrder, order_id)
