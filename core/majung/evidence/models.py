"""Evidence: every receipt, invoice, waybill, declaration and slip once, and each use that was made of it."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint

from majung.access.policy import (
    EVERYONE,
    Policy,
    any_of,
    behind,
    follows,
    own_firm,
    own_institution,
    own_person,
    public,
    whole_province,
)
from majung.evidence.errors import RateEntered
from majung.storage.columns import may_refer, refers, won
from majung.storage.table import Access, Table

_USED = behind("evidence_use", "piece_id")
"""A piece is seen by whom a use of it is seen."""


class EvidenceKind(Table):
    """A kind of evidence, the grade of results it proves, and whether it has a number of its own."""

    code = fields.CharField(max_length=40, unique=True)
    title_ko = fields.CharField(max_length=100)
    title_en = fields.CharField(max_length=100)
    grade = fields.CharField(max_length=20)
    number_needed = fields.BooleanField(default=False)

    class Meta:
        table = "evidence_kind"

    access = Access(prefix="evkind", policy=public(), plain=("code", "title_ko", "title_en", "grade", "number_needed"))


class EvidenceRule(Table):
    """What is done when evidence is claimed again: REFUSE, FLAG or ALLOW; and how old its exchange rate may be.

    A rule without program or kind is for all; the most exact one in force on the day counts, a program's before a
    kind's. `on_same` is for the same piece, `on_similar` for one of the same number that differs otherwise.
    """

    program_code = fields.CharField(max_length=100, null=True)
    kind = fields.CharField(max_length=40, null=True)
    on_same = fields.CharField(max_length=10)
    on_similar = fields.CharField(max_length=10)
    rate_days = fields.IntField()
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "evidence_rule"
        unique_together = (("program_code", "kind", "valid_from"),)
        constraints = (
            CheckConstraint(check="rate_days >= 0", name="rate_days_not_negative"),
            CheckConstraint(check="valid_to is null or valid_to >= valid_from", name="evidence_rule_not_reversed"),
        )

    access = Access(
        prefix="evrule",
        policy=Policy(official=EVERYONE),
        plain=("program_code", "kind", "on_same", "on_similar", "rate_days", "valid_from", "valid_to", "entered_by"),
    )


class ExchangeRate(Table):
    """Won for `units` of a currency on a day, and who published it. Rates are added, never changed."""

    currency = fields.CharField(max_length=3)
    on = fields.DateField()
    rate_krw = fields.DecimalField(max_digits=14, decimal_places=4)
    units = fields.IntField(default=1)
    source = fields.CharField(max_length=100)
    entered_by = fields.CharField(max_length=200)

    class Meta:
        table = "exchange_rate"
        unique_together = (("currency", "on", "source"),)
        constraints = (CheckConstraint(check="rate_krw > 0 and units > 0", name="exchange_rate_positive"),)

    access = Access(
        prefix="rate",
        policy=public(),
        plain=("currency", "on", "rate_krw", "units", "source", "entered_by"),
        append_only=True,
        history=False,
        conflicts={"uid_exchange_ra_currenc_65743f": RateEntered},
    )


class EvidencePiece(Table):
    """One piece of evidence, however often it was used, as it was first written.

    `fingerprint` is SHA-256 in hex over kind, issuer, number, date and amount in one spelling; `match_key` finds
    the pieces that may be the same.
    """

    kind = fields.CharField(max_length=40)
    issuer = fields.CharField(max_length=300)
    issuer_key = fields.CharField(max_length=300)
    number = fields.CharField(max_length=200)
    dated_on = fields.DateField()
    amount = fields.DecimalField(max_digits=20, decimal_places=4)
    currency = fields.CharField(max_length=3)
    fingerprint = fields.CharField(max_length=64, unique=True)
    match_key = fields.CharField(max_length=260, db_index=True)
    first_used_at = fields.DatetimeField()

    class Meta:
        table = "evidence_piece"

    access = Access(
        prefix="evidence",
        policy=Policy(official=_USED, firm=_USED, person=_USED, partner=_USED),
        plain=(
            "kind", "issuer", "issuer_key", "number", "dated_on", "amount", "currency", "fingerprint", "match_key",
            "first_used_at",
        ),
        append_only=True,
        history=False,
    )  # fmt: skip


class EvidenceUse(Table):
    """That a piece of evidence was used: for what (MONEY or OUTCOME), by whom, for which record.

    `about_type` and `about_id` are the halves of the record's global id, of whatever table or plugin it is.
    `flag` is SAME or SIMILAR when it had been used before (`earlier_use`), until an official has reviewed it:
    `verdict` is ACCEPTED or REJECTED. A use that was taken back (`released_at`) stands in nobody's way.
    """

    piece = refers("core.EvidencePiece")
    piece_id: UUID
    purpose = fields.CharField(max_length=10)
    program_code = fields.CharField(max_length=100)
    about_type = fields.CharField(max_length=30)
    about_id = fields.UUIDField(db_index=True)
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    institution = may_refer("core.Institution")
    institution_id: UUID | None
    amount_krw = won()
    rate = may_refer("core.ExchangeRate")
    rate_id: UUID | None
    document_id = fields.UUIDField(null=True)
    flag = fields.CharField(max_length=10, null=True)
    earlier_use = may_refer("core.EvidenceUse")
    earlier_use_id: UUID | None
    verdict = fields.CharField(max_length=10, null=True)
    reviewed_at = fields.DatetimeField(null=True)
    reviewed_by = fields.CharField(max_length=200, null=True)
    review_note = fields.CharField(max_length=500, default="")
    used_at = fields.DatetimeField()
    used_by = fields.CharField(max_length=200)
    released_at = fields.DatetimeField(null=True)

    class Meta:
        table = "evidence_use"
        indexes = (("piece_id",), ("firm_id",), ("person_id",))

    access = Access(
        prefix="evuse",
        policy=Policy(
            official=any_of(whole_province(), follows("firm_id", "firm"), follows("person_id", "person")),
            firm=own_firm(),
            person=own_person(),
            partner=own_institution(),
        ),
        plain=(
            "piece_id", "purpose", "program_code", "about_type", "about_id", "firm_id", "person_id", "institution_id",
            "amount_krw", "rate_id", "document_id", "flag", "earlier_use_id", "verdict", "reviewed_at", "reviewed_by",
            "review_note", "used_at", "used_by", "released_at",
        ),
        destroyed_too=("review_note",),
    )  # fmt: skip
