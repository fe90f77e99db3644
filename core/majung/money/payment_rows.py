"""Payments as rows: written with their ledger entries, support records and events, many in a few statements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Self
from uuid import UUID

from majung.events.event import Event, Happening, append_many
from majung.money.events import PaymentCorrected, PaymentMade
from majung.money.ledger import book
from majung.money.rules import Kind, Movement
from majung.storage.ids import uuid7
from majung.storage.transaction import current

_INSERT = """
insert into payment (id, claim_id, line_id, firm_id, person_id, institution_id, amount_krw, corrects_id, paid_on,
    reference, note, by)
select e.*, $9, $10, $11, $12
from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::uuid[]) e
"""

_LOCK_RECORDS = "select id from support_record where id = any($1::uuid[]) order by id for update"

_PAY_RECORDS = """
update support_record s set paid_krw = s.paid_krw + e.amount, version = s.version + 1
from unnest($1::uuid[], $2::bigint[]) e (id, amount) where s.id = e.id
"""


@dataclass(frozen=True, kw_only=True)
class Due:
    """What is to be paid on one claim; a negative amount corrects the payment `corrects_id`."""

    claim_id: UUID
    program_code: str
    amount_krw: int
    line_id: UUID | None
    firm_id: UUID | None
    person_id: UUID | None
    institution_id: UUID | None
    application_id: UUID | None
    support_record_id: UUID | None
    corrects_id: UUID | None = None

    @classmethod
    def of(cls, claim: Mapping[str, Any], amount_krw: int) -> Self:
        """What is due on a claim, given as its row."""
        return cls(
            claim_id=claim["id"],
            program_code=claim["program_code"],
            amount_krw=amount_krw,
            line_id=claim["line_id"],
            firm_id=claim["firm_id"],
            person_id=claim["person_id"],
            institution_id=claim["institution_id"],
            application_id=claim["application_id"],
            support_record_id=claim["support_record_id"],
        )


@dataclass(frozen=True, kw_only=True)
class Transfer:
    """One act of paying: the day, the number of the transfer or batch, a note.

    `drawing`: the amounts were not reserved and consumed before, they are drawn from the lines' free money now.
    """

    paid_on: date
    reference: str | None
    note: str = ""
    drawing: bool = False


async def pay(dues: Sequence[Due], transfer: Transfer) -> list[UUID]:
    """Write payments in the running write, all or none; their ids. The claims are locked or new."""
    ids = [uuid7() for _ in dues]
    await current().execute(
        _INSERT,
        ids,
        [d.claim_id for d in dues],
        [d.line_id for d in dues],
        [d.firm_id for d in dues],
        [d.person_id for d in dues],
        [d.institution_id for d in dues],
        [d.amount_krw for d in dues],
        [d.corrects_id for d in dues],
        transfer.paid_on,
        transfer.reference,
        transfer.note,
        current().actor.name,
    )
    await _pay_records(dues)
    await book([m for i, d in zip(ids, dues, strict=True) for m in _movements(i, d, transfer)])
    await append_many([_happening(i, d, transfer) for i, d in zip(ids, dues, strict=True)])
    return ids


async def _pay_records(dues: Sequence[Due]) -> None:
    paid: dict[UUID, int] = defaultdict(int)
    for due in dues:
        if due.support_record_id is not None:
            paid[due.support_record_id] += due.amount_krw
    if paid:
        await current().execute(_LOCK_RECORDS, list(paid))  # in one order, so that two batches never block each other
        await current().execute(_PAY_RECORDS, list(paid), list(paid.values()))


def _movements(payment_id: UUID, due: Due, transfer: Transfer) -> list[Movement]:
    if due.line_id is None:
        return []
    # what is drawn now was never reserved for the application and does not count against its call
    drawn: tuple[Kind, ...] = ("RESERVE", "CONSUME") if transfer.drawing else ()
    entries = [_movement(kind, payment_id, due, transfer, None) for kind in drawn]
    return [*entries, _movement("PAY", payment_id, due, transfer, due.application_id)]


def _movement(kind: Kind, payment_id: UUID, due: Due, transfer: Transfer, application_id: UUID | None) -> Movement:
    assert due.line_id is not None
    return Movement(
        kind=kind,
        line_id=due.line_id,
        amount_krw=due.amount_krw,
        application_id=application_id,
        support_record_id=due.support_record_id,
        payment_id=payment_id,
        note=transfer.note,
    )


def _happening(payment_id: UUID, due: Due, transfer: Transfer) -> Happening:
    return Happening(
        event=_event(payment_id, due, transfer),
        subject=due.claim_id,
        firms=[due.firm_id] if due.firm_id else [],
        persons=[due.person_id] if due.person_id else [],
        institutions=[due.institution_id] if due.institution_id else [],
        program=due.program_code,
    )


def _event(payment_id: UUID, due: Due, transfer: Transfer) -> Event:
    if due.corrects_id is not None:
        return PaymentCorrected(
            payment_id=payment_id,
            corrects_id=due.corrects_id,
            amount_krw=due.amount_krw,
            support_record_id=due.support_record_id,
        )
    return PaymentMade(
        payment_id=payment_id,
        amount_krw=due.amount_krw,
        paid_on=transfer.paid_on,
        reference=transfer.reference,
        support_record_id=due.support_record_id,
    )
