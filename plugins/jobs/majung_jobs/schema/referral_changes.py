"""Changes of job referrals: unpack, call, answer."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

import strawberry

from majung_jobs import models
from majung_jobs.schema.records import JobReferral
from majung_jobs.writes import referrals, retention
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import Won, uuid_of
from majung_schema.mutation import Mutation
from majung_schema.parts import extend


def _id(id: strawberry.ID) -> UUID:
    return uuid_of(id, "jobref")


@extend(Mutation)
class JobReferralChanges:
    """From the proposal of an order to half a year of work."""

    @strawberry.mutation(description="Propose an order to a seeker of one's centre; the employer sees nothing yet.")
    @staticmethod
    @change
    async def propose_job_referral(
        info: Info, seeker: strawberry.ID, order: strawberry.ID, score: int | None = None
    ) -> Change[JobReferral]:
        made = await referrals.propose_referral(
            actor_of(info), seeker_id=uuid_of(seeker, "seeker"), order_id=uuid_of(order, "joborder"), score=score
        )
        return await changed(info, models.JobReferral, made.id)

    @strawberry.mutation(
        description="Send a seeker to the employer: needs their consent to this firm (THIRD_PARTY, JOB_REFERRAL)."
    )
    @staticmethod
    @change
    async def send_job_referral(info: Info, id: strawberry.ID, version: int) -> Change[JobReferral]:
        await referrals.send_referral(actor_of(info), referral_id=_id(id), version=version)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The employer asks the seeker to an interview.")
    @staticmethod
    @change
    async def invite_to_interview(
        info: Info, id: strawberry.ID, version: int, at: datetime, place: str = "", accompanied: bool = False
    ) -> Change[JobReferral]:
        await referrals.invite_to_interview(
            actor_of(info), referral_id=_id(id), version=version, at=at, place=place, accompanied=accompanied
        )
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The employer has decided for the seeker: one place is taken.")
    @staticmethod
    @change
    async def report_hire(
        info: Info, id: strawberry.ID, version: int, hired_on: date, wage_month_krw: Won | None = None
    ) -> Change[JobReferral]:
        await referrals.report_hire(
            actor_of(info), referral_id=_id(id), version=version, hired_on=hired_on, wage_month_krw=wage_month_krw
        )
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The employer has not decided for the seeker.")
    @staticmethod
    @change
    async def report_no_hire(info: Info, id: strawberry.ID, version: int, reason: str = "") -> Change[JobReferral]:
        await referrals.report_no_hire(actor_of(info), referral_id=_id(id), version=version, reason=reason)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The seeker did not come to the interview.")
    @staticmethod
    @change
    async def report_no_show(info: Info, id: strawberry.ID, version: int, reason: str = "") -> Change[JobReferral]:
        await referrals.report_no_show(actor_of(info), referral_id=_id(id), version=version, reason=reason)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The seeker does not want it; a place that was taken is free again.")
    @staticmethod
    @change
    async def decline_job_referral(
        info: Info, id: strawberry.ID, version: int, reason: str = ""
    ) -> Change[JobReferral]:
        await referrals.decline_referral(actor_of(info), referral_id=_id(id), version=version, reason=reason)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The seeker has begun to work: a placement.")
    @staticmethod
    @change
    async def confirm_hire(info: Info, id: strawberry.ID, version: int, start_on: date) -> Change[JobReferral]:
        await retention.confirm_hire(actor_of(info), referral_id=_id(id), version=version, start_on=start_on)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The job is still held at 1, 3 or 6 months, whichever is next.")
    @staticmethod
    @change
    async def confirm_retention(
        info: Info, id: strawberry.ID, version: int, on: date | None = None
    ) -> Change[JobReferral]:
        await retention.confirm_retention(actor_of(info), referral_id=_id(id), version=version, on=on)
        return await changed(info, models.JobReferral, _id(id))

    @strawberry.mutation(description="The job was left before six months; the search goes on.")
    @staticmethod
    @change
    async def report_leaving(
        info: Info, id: strawberry.ID, version: int, on: date, reason: str = ""
    ) -> Change[JobReferral]:
        await retention.report_leaving(actor_of(info), referral_id=_id(id), version=version, on=on, reason=reason)
        return await changed(info, models.JobReferral, _id(id))
