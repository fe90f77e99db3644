"""Rating a workshop."""

from __future__ import annotations

from uuid import UUID

from majung_example.models import Voucher

from majung.access.actor import Actor
from majung.errors import InvalidValue, Refusal
from majung.events.event import append
from majung.storage.transaction import current, find_row, write
from majung_second.events import WorkshopRated
from majung_second.models import Rating


class NotRedeemed(Refusal):
    """Only a voucher that was redeemed at a workshop can be rated; this one is {state}.

    ko: 제작소에서 사용한 바우처만 평가할 수 있습니다. 현재 상태: {state}.
    """


@write
async def rate_workshop(actor: Actor, *, voucher_id: UUID, stars: int) -> Rating:
    """Rate the workshop at which a voucher was redeemed: one to five stars, once."""
    if not 1 <= stars <= 5:
        raise InvalidValue(field="stars", value=stars, reason="1 to 5 / 1~5점")
    voucher = await find_row(Voucher, actor, voucher_id, lock=True)
    if voucher.workshop_id is None:
        raise NotRedeemed(state=voucher.state)
    rating = await Rating.create(
        voucher_id=voucher.id, workshop_id=voucher.workshop_id, stars=stars, using_db=current().connection
    )
    happened = WorkshopRated(workshop_id=voucher.workshop_id, stars=stars)
    await append(happened, subject=voucher.workshop_id, firms=[voucher.firm_id])
    return rating
