"""Ratings that firms gave to workshops."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import UniqueConstraint

from majung.access.policy import public
from majung.errors import Refusal
from majung.storage.columns import refers
from majung.storage.table import Access, Table


class RatedAlready(Refusal):
    """This voucher has been rated already; each is rated once.

    ko: 이 바우처는 이미 평가했습니다. 바우처마다 한 번만 평가할 수 있습니다.
    """


class Rating(Table):
    """One to five stars for the work done on one voucher."""

    voucher = refers("example.Voucher")
    voucher_id: UUID
    workshop = refers("example.Workshop")
    workshop_id: UUID
    stars = fields.SmallIntField()

    class Meta:
        table = "second_rating"
        constraints = (UniqueConstraint(fields=("voucher_id",), name="second_rating_once"),)
        indexes = (("workshop_id",),)

    access = Access(
        prefix="secondrating",
        policy=public(),
        plain=("voucher_id", "workshop_id", "stars"),
        conflicts={"second_rating_once": RatedAlready},
    )
