"""Changes of registrations and hand-overs: unpack, call, answer."""

from __future__ import annotations

from decimal import Decimal

import strawberry

from majung_jobs import models
from majung_jobs.schema.order_changes import given
from majung_jobs.schema.records import JobHandover, JobSeeker
from majung_jobs.writes import handovers, seekers
from majung_jobs.writes.health import keep_health
from majung_jobs.writes.wish_values import Wishes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, optional_uuid_of, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend

_NULLABLE = frozenset({"within_km", "wage_month_krw", "hours_min", "hours_max"})


@strawberry.input(description="What a seeker looks for and brings; what is not given stays, null removes it.")
class JobWishesInput:
    occupations: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Codes of `occupations`; none: any."
    )
    districts: list[str] | None = strawberry.field(
        default=strawberry.UNSET, description="Where they would work, by code or name; none: whatever is near enough."
    )
    within_km: int | None = strawberry.UNSET
    employment: list[str] | None = strawberry.UNSET
    wage_month_krw: Won | None = strawberry.field(
        default=strawberry.UNSET, description="The least wished a month, before deductions."
    )
    hours_min: Decimal | None = strawberry.UNSET
    hours_max: Decimal | None = strawberry.UNSET
    skills: list[str] | None = strawberry.UNSET
    certificates: list[str] | None = strawberry.UNSET
    career_months: int | None = strawberry.UNSET
    career: str | None = strawberry.UNSET


@extend(Mutation)
class JobSeekerChanges:
    """From registration to its end, and from one centre to another."""

    @strawberry.mutation(
        description="Register a person as a seeker: they themselves, or a counsellor (`jobs.counsel`), who takes them."
    )
    @staticmethod
    @change
    async def register_job_seeker(
        info: Info,
        person: strawberry.ID,
        input: JobWishesInput,
        overseas: bool = False,
        centre: strawberry.ID | None = None,
    ) -> Change[JobSeeker]:
        made = await seekers.register_seeker(
            actor_of(info),
            person_id=uuid_of(person, "person"),
            wishes=Wishes(**given(input, nullable=_NULLABLE)),
            overseas=overseas,
            centre_id=optional_uuid_of(centre, "inst"),
        )
        return await changed(info, models.Seeker, made.id)

    @strawberry.mutation(description="Change what a seeker looks for and brings.")
    @staticmethod
    @change
    async def change_job_wishes(
        info: Info, id: strawberry.ID, version: int, input: JobWishesInput
    ) -> Change[JobSeeker]:
        seeker_id, changes = uuid_of(id, "seeker"), given(input, nullable=_NULLABLE)
        await seekers.change_wishes(actor_of(info), seeker_id=seeker_id, version=version, changes=changes)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(
        description="Keep health and disability of a seeker: needs a consent of its own (SENSITIVE, JOB_HEALTH)."
        " Without either, what is kept is removed."
    )
    @staticmethod
    @change
    async def keep_job_seeker_health(
        info: Info,
        id: strawberry.ID,
        health: str | None = None,
        disability: str | None = None,
        version: int | None = None,
    ) -> Change[JobSeeker]:
        actor, seeker_id = actor_of(info), uuid_of(id, "seeker")
        await keep_health(actor, seeker_id=seeker_id, health=health, disability=disability, version=version)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(description="Let the search begin, after a first counselling (JOB_INITIAL or JOB_IN_DEPTH).")
    @staticmethod
    @change
    async def activate_job_seeker(info: Info, id: strawberry.ID, version: int) -> Change[JobSeeker]:
        seeker_id = uuid_of(id, "seeker")
        await seekers.activate_seeker(actor_of(info), seeker_id=seeker_id, version=version)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(description="Let a registration stand for another period from today on.")
    @staticmethod
    @change
    async def renew_job_seeker(info: Info, id: strawberry.ID, version: int) -> Change[JobSeeker]:
        seeker_id = uuid_of(id, "seeker")
        await seekers.renew_seeker(actor_of(info), seeker_id=seeker_id, version=version)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(description="End a registration; what is known of health and disability is removed.")
    @staticmethod
    @change
    async def close_job_seeker(info: Info, id: strawberry.ID, version: int, reason: str = "") -> Change[JobSeeker]:
        seeker_id = uuid_of(id, "seeker")
        await seekers.close_seeker(actor_of(info), seeker_id=seeker_id, version=version, reason=reason)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(description="Become the counsellor of a seeker of one's own centre.")
    @staticmethod
    @change
    async def take_job_seeker(info: Info, id: strawberry.ID, version: int) -> Change[JobSeeker]:
        seeker_id = uuid_of(id, "seeker")
        await seekers.take_seeker(actor_of(info), seeker_id=seeker_id, version=version)
        return await changed(info, models.Seeker, seeker_id)

    @strawberry.mutation(description="Offer a seeker to another centre; one's own keeps them until it has accepted.")
    @staticmethod
    @change
    async def offer_job_handover(
        info: Info, seeker: strawberry.ID, version: int, to_centre: strawberry.ID, reason: str
    ) -> Change[JobHandover]:
        made = await handovers.offer_handover(
            actor_of(info),
            seeker_id=uuid_of(seeker, "seeker"),
            version=version,
            to_centre_id=uuid_of(to_centre, "inst"),
            reason=reason,
        )
        return await changed(info, models.Handover, made.id)

    @strawberry.mutation(description="Accept a seeker and own them from now on, or refuse.")
    @staticmethod
    @change
    async def answer_job_handover(
        info: Info, id: strawberry.ID, version: int, accept: bool, answer: str = ""
    ) -> Change[JobHandover]:
        handover_id = uuid_of(id, "handover")
        await handovers.answer_handover(
            actor_of(info), handover_id=handover_id, version=version, accept=accept, answer=answer
        )
        return await changed(info, models.Handover, handover_id)

    @strawberry.mutation(description="Take the offer of a seeker back before it has been answered.")
    @staticmethod
    @change
    async def withdraw_job_handover(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[JobHandover]:
        handover_id = uuid_of(id, "handover")
        await handovers.withdraw_handover(actor_of(info), handover_id=handover_id, version=version, note=note)
        return await changed(info, models.Handover, handover_id)
