"""Changes by people at work: consultations, notes, referrals."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from majung.consultations import models as consultations
from majung.consultations import writes as consultation_writes
from majung.consultations.writes import ConsultationDraft
from majung.notes import models as notes
from majung.notes import writes as note_writes
from majung.referrals import models as referrals
from majung.referrals import writes as referral_writes
from majung.referrals.writes import ReferralDraft
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import optional_uuid_of, parse_global_id, uuid_of
from majung_schema.types.consultations import Consultation, Note
from majung_schema.types.referrals import Referral


@strawberry.input(description="A consultation that was held with a firm or a person.")
class ConsultationInput:
    kind: str = strawberry.field(default="GENERAL", description="A code of `consultationKinds`.")
    channel: str
    held_at: datetime
    firm: strawberry.ID | None = None
    person: strawberry.ID | None = None
    centre: strawberry.ID | None = strawberry.field(default=None, description="One of the adviser's own centres.")
    program_code: str | None = None
    minutes: int | None = None
    summary: str = strawberry.field(default="", description="What was agreed; those who were advised may read it.")
    confidential: str | None = strawberry.field(default=None, description="For advisers only; encrypted.")
    outcome: str | None = None
    next_step: str = ""
    next_step_due_on: date | None = None


@strawberry.input(description="What changes in a consultation; what is not given stays, null removes a day.")
class ConsultationChangeInput:
    summary: str | None = strawberry.UNSET
    confidential: str | None = strawberry.UNSET
    outcome: str | None = strawberry.UNSET
    minutes: int | None = strawberry.UNSET
    next_step: str | None = strawberry.UNSET
    next_step_due_on: date | None = strawberry.UNSET


@strawberry.input(description="A referral of a firm or a person to a program or an institution.")
class ReferralInput:
    reason: str
    firm: strawberry.ID | None = None
    person: strawberry.ID | None = None
    to_program_code: str | None = None
    to_institution: strawberry.ID | None = None
    from_program_code: str | None = None
    from_centre: strawberry.ID | None = None
    consultation: strawberry.ID | None = None
    answer_due_on: date | None = strawberry.field(default=None, description="Without it, as the period rule says.")


_EMPTY = {"summary": "", "next_step": ""}
"""What null stands for where a column cannot be empty."""


def _consultation(given: ConsultationInput) -> ConsultationDraft:
    values = {n: v for n, v in vars(given).items() if n not in {"firm", "person", "centre"}}
    return ConsultationDraft(
        **values,
        firm_id=optional_uuid_of(given.firm, "firm"),
        person_id=optional_uuid_of(given.person, "person"),
        centre_id=optional_uuid_of(given.centre, "inst"),
    )


def _referral(given: ReferralInput) -> ReferralDraft:
    return ReferralDraft(
        reason=given.reason,
        firm_id=optional_uuid_of(given.firm, "firm"),
        person_id=optional_uuid_of(given.person, "person"),
        to_program_code=given.to_program_code,
        to_institution_id=optional_uuid_of(given.to_institution, "inst"),
        from_program_code=given.from_program_code,
        from_centre_id=optional_uuid_of(given.from_centre, "inst"),
        consultation_id=optional_uuid_of(given.consultation, "consult"),
        answer_due_on=given.answer_due_on,
    )


@strawberry.type
class ConsultationChanges:
    """Consultations, notes and referrals."""

    @strawberry.mutation(description="Enter a consultation that was held.")
    @staticmethod
    @change
    async def hold_consultation(info: Info, input: ConsultationInput) -> Change[Consultation]:
        made = await consultation_writes.hold_consultation(actor_of(info), draft=_consultation(input))
        return await changed(info, consultations.Consultation, made.id)

    @strawberry.mutation(description="Correct what was written about a consultation one held.")
    @staticmethod
    @change
    async def change_consultation(
        info: Info, id: strawberry.ID, version: int, input: ConsultationChangeInput
    ) -> Change[Consultation]:
        consultation_id = uuid_of(id, "consult")
        given = {n: v for n, v in vars(input).items() if v is not strawberry.UNSET}
        changes = {n: _EMPTY.get(n) if v is None else v for n, v in given.items()}
        await consultation_writes.change_consultation(
            actor_of(info), consultation_id=consultation_id, version=version, changes=changes
        )
        return await changed(info, consultations.Consultation, consultation_id)

    @strawberry.mutation(description="The next step after a consultation has been done.")
    @staticmethod
    @change
    async def finish_next_step(info: Info, id: strawberry.ID, version: int) -> Change[Consultation]:
        consultation_id = uuid_of(id, "consult")
        await consultation_writes.finish_next_step(actor_of(info), consultation_id=consultation_id, version=version)
        return await changed(info, consultations.Consultation, consultation_id)

    @strawberry.mutation(description="Note something on any record, for colleagues of its program or one's centre.")
    @staticmethod
    @change
    async def write_note(
        info: Info,
        on: strawberry.ID,
        text: str,
        program_code: str | None = None,
        centre: strawberry.ID | None = None,
    ) -> Change[Note]:
        kind, subject_id = parse_global_id(on)
        made = await note_writes.write_note(
            actor_of(info),
            subject_type=kind,
            subject_id=subject_id,
            text=text,
            program_code=program_code,
            centre_id=optional_uuid_of(centre, "inst"),
        )
        return await changed(info, notes.Note, made.id)

    @strawberry.mutation(description="Change the words of one's own note.")
    @staticmethod
    @change
    async def change_note(info: Info, id: strawberry.ID, version: int, text: str) -> Change[Note]:
        note_id = uuid_of(id, "note")
        await note_writes.change_note(actor_of(info), note_id=note_id, version=version, text=text)
        return await changed(info, notes.Note, note_id)

    @strawberry.mutation(description="Remove one's own note.")
    @staticmethod
    @change
    async def remove_note(info: Info, id: strawberry.ID, version: int) -> Change[Note]:
        note_id = uuid_of(id, "note")
        await note_writes.remove_note(actor_of(info), note_id=note_id, version=version)
        return await changed(info, notes.Note, note_id)

    @strawberry.mutation(description="Refer a firm or a person to a program or an institution.")
    @staticmethod
    @change
    async def send_referral(info: Info, input: ReferralInput) -> Change[Referral]:
        made = await referral_writes.send_referral(actor_of(info), draft=_referral(input))
        return await changed(info, referrals.Referral, made.id)

    @strawberry.mutation(description="Accept or decline a referral for the receiving side.")
    @staticmethod
    @change
    async def answer_referral(
        info: Info, id: strawberry.ID, version: int, accept: bool, answer: str = ""
    ) -> Change[Referral]:
        referral_id = uuid_of(id, "referral")
        await referral_writes.answer_referral(
            actor_of(info), referral_id=referral_id, version=version, accept=accept, answer=answer
        )
        return await changed(info, referrals.Referral, referral_id)

    @strawberry.mutation(description="Tell what became of an accepted referral.")
    @staticmethod
    @change
    async def complete_referral(
        info: Info, id: strawberry.ID, version: int, outcome: str, note: str = ""
    ) -> Change[Referral]:
        referral_id = uuid_of(id, "referral")
        await referral_writes.complete_referral(
            actor_of(info), referral_id=referral_id, version=version, outcome=outcome, note=note
        )
        return await changed(info, referrals.Referral, referral_id)

    @strawberry.mutation(description="Take a referral back.")
    @staticmethod
    @change
    async def withdraw_referral(info: Info, id: strawberry.ID, version: int, note: str = "") -> Change[Referral]:
        referral_id = uuid_of(id, "referral")
        await referral_writes.withdraw_referral(actor_of(info), referral_id=referral_id, version=version, note=note)
        return await changed(info, referrals.Referral, referral_id)
