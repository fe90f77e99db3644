"""Changes of accounts, mandates, tokens, institutions and the calendar."""

from __future__ import annotations

from datetime import date, datetime

import strawberry

from majung.calendar import models as calendar
from majung.calendar import writes as calendar_writes
from majung.errors import Refusal
from majung.idempotency.writes import IdempotencyNotHere
from majung.institutions import models, writes
from majung_schema.graph.changes import Change, change, changed, refused
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.accounts import Account, IssuedToken, Mandate, Token
from majung_schema.types.institutions import Institution
from majung_schema.types.reference import Holiday


@strawberry.input(description="In what capacity an account may act; the id it needs depends on the kind.")
class MandateInput:
    account: strawberry.ID
    kind: str = strawberry.field(description="official, firm, person or partner")
    firm: strawberry.ID | None = None
    person: strawberry.ID | None = None
    institution: strawberry.ID | None = None
    roles: list[str] = strawberry.field(default_factory=list)
    scopes: list[str] = strawberry.field(default_factory=list)
    centres: list[strawberry.ID] = strawberry.field(
        default_factory=list, description="The centres whose affairs it is for; none: not bound to a centre."
    )
    districts: list[str] = strawberry.field(default_factory=list)
    valid_from: date | None = None
    valid_to: date | None = None


@strawberry.type
class InstitutionChanges:
    """What administrators change."""

    @strawberry.mutation(description="Add an institution.")
    @staticmethod
    @change
    async def create_institution(
        info: Info,
        code: str,
        name_ko: str,
        kind: str,
        name_en: str = "",
        bank_code: str | None = None,
        parent: strawberry.ID | None = None,
    ) -> Change[Institution]:
        made = await writes.create_institution(
            actor_of(info),
            code=code,
            name_ko=name_ko,
            kind=kind,
            name_en=name_en,
            bank_code=bank_code,
            parent_id=uuid_of(parent, "inst") if parent else None,
        )
        return await changed(info, models.Institution, made.id)

    @strawberry.mutation(description="Add a login; it may do nothing until it has a mandate.")
    @staticmethod
    @change
    async def create_account(info: Info, login: str, display_name: str = "") -> Change[Account]:
        made = await writes.create_account(actor_of(info), login=login, display_name=display_name)
        return await changed(info, models.Account, made.id)

    @strawberry.mutation(description="Let an account act in a capacity.")
    @staticmethod
    @change
    async def grant_mandate(info: Info, input: MandateInput) -> Change[Mandate]:
        made = await writes.grant_mandate(
            actor_of(info),
            account_id=uuid_of(input.account, "account"),
            kind=input.kind,
            firm_id=uuid_of(input.firm, "firm") if input.firm else None,
            person_id=uuid_of(input.person, "person") if input.person else None,
            institution_id=uuid_of(input.institution, "inst") if input.institution else None,
            roles=input.roles,
            scopes=input.scopes,
            centre_ids=[uuid_of(centre, "inst") for centre in input.centres],
            districts=input.districts,
            valid_from=input.valid_from,
            valid_to=input.valid_to,
        )
        return await changed(info, models.Mandate, made.id)

    @strawberry.mutation(description="End a mandate and its tokens: after its last day, or at once if none is given.")
    @staticmethod
    @change
    async def end_mandate(info: Info, id: strawberry.ID, last_day: date | None = None) -> Change[Mandate]:
        ended = await writes.end_mandate(actor_of(info), mandate_id=uuid_of(id, "mandate"), last_day=last_day)
        return await changed(info, models.Mandate, ended.id)

    @strawberry.mutation(description="Make a token for a mandate; its secret is shown this once.")
    @staticmethod
    async def issue_token(
        info: Info, mandate: strawberry.ID, name: str, expires_at: datetime | None = None
    ) -> IssuedToken:
        actor = actor_of(info)
        try:
            if info.context.idempotency is not None:
                raise IdempotencyNotHere
            mandate_id = uuid_of(mandate, "mandate")
            made = await writes.issue_token(actor, mandate_id=mandate_id, name=name, expires_at=expires_at)
        except Refusal as refusal:
            return IssuedToken(token=None, refusals=[refused(refusal, actor.locale)])
        return IssuedToken(token=made, refusals=[])

    @strawberry.mutation(description="End a token; it stops working everywhere within seconds.")
    @staticmethod
    @change
    async def revoke_token(info: Info, id: strawberry.ID) -> Change[Token]:
        ended = await writes.revoke_token(actor_of(info), token_id=uuid_of(id, "token"))
        return await changed(info, models.Token, ended.id)

    @strawberry.mutation(description="Add a day on which the agency does not work (an election, a temporary holiday).")
    @staticmethod
    @change
    async def add_holiday(info: Info, day: date, name_ko: str, name_en: str = "") -> Change[Holiday]:
        made = await calendar_writes.add_holiday(actor_of(info), day=day, name_ko=name_ko, name_en=name_en)
        return await changed(info, calendar.Holiday, made.id)

    @strawberry.mutation(description="Take back a day that staff added; the record that is answered is gone: null.")
    @staticmethod
    @change
    async def remove_holiday(info: Info, day: date) -> Change[Holiday]:
        gone = await calendar_writes.remove_holiday(actor_of(info), day=day)
        return await changed(info, calendar.Holiday, gone.id)
