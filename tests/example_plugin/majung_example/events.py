"""What happens with vouchers, told to the firm concerned."""

from __future__ import annotations

from datetime import date
from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class VoucherEvent(Event, frozen=True, kw_only=True):
    """Facts of this plugin."""

    owner: ClassVar[str] = "example"
    subject_type: ClassVar[str] = "exvoucher"


class VoucherIssued(VoucherEvent, frozen=True, kw_only=True):
    """A firm was given a voucher."""

    voucher_id: UUID
    amount_krw: int
    valid_until: date


class VoucherRedeemed(VoucherEvent, frozen=True, kw_only=True):
    """A firm redeemed its voucher at a workshop."""

    voucher_id: UUID
    workshop_id: UUID


class VoucherExpired(VoucherEvent, frozen=True, kw_only=True):
    """Nobody redeemed a voucher in time."""

    voucher_id: UUID


EVENTS: tuple[type[VoucherEvent], ...] = (VoucherIssued, VoucherRedeemed, VoucherExpired)
