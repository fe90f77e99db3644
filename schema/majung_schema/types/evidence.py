"""Evidence: each piece once, with every use that was made of it; its kinds, rules and exchange rates."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated

import strawberry

from majung.evidence import models
from majung.firms import models as firms
from majung.storage.select import Where
from majung_schema.composition import open_input
from majung_schema.graph.about import about
from majung_schema.graph.bound import bound
from majung_schema.graph.connections import Connection
from majung_schema.graph.filters import at_least, at_most, computed_where, equals, holds, one_of
from majung_schema.graph.node import Node
from majung_schema.graph.relations import to_many, to_one
from majung_schema.graph.scalars import Won

if TYPE_CHECKING:
    from majung_schema.types.firms import Firm


@open_input
class EvidenceFilter:
    """Which evidence; conditions given together must all hold."""

    kind: list[str] | None = one_of("kind")
    dated_from: date | None = at_least("dated_on")
    dated_to: date | None = at_most("dated_on")
    claimed_again: bool | None = holds(
        "(select count(*) > 1 from {evidence_use} u where u.piece_id = {row}.id)",
        "Used more than once, as far as the viewer sees.",
        tables=(models.EvidenceUse,),
    )


@open_input
class EvidenceUseFilter:
    """Which uses; conditions given together must all hold."""

    program: list[str] | None = one_of("program_code")
    purpose: str | None = equals("purpose", "MONEY or OUTCOME.")
    to_review: bool | None = computed_where(
        lambda wanted: Where(
            text="({row}.flag is not null and {row}.verdict is null and {row}.released_at is null) = :wanted",
            values={"wanted": (wanted, "bool")},
        ),
        "Looks as if it had been claimed before, and nobody has reviewed it yet.",
    )


@bound(models.EvidenceKind)
class EvidenceKind(Node):
    """A kind of evidence, the grade of outcomes it proves, and whether it has a number of its own."""

    code: str
    title_ko: str
    title_en: str
    grade: str
    number_needed: bool


@bound(models.EvidenceRule)
class EvidenceRule(Node):
    """What is done with evidence claimed again: REFUSE, FLAG or ALLOW; without program or kind it is for all."""

    program_code: str | None
    kind: str | None
    on_same: str
    on_similar: str
    rate_days: int
    valid_from: date
    valid_to: date | None
    entered_by: str
    version: int


@bound(models.ExchangeRate)
class ExchangeRate(Node):
    """Won for so many units of a currency on a day, as its source published it."""

    currency: str
    on: date
    rate_krw: Decimal
    units: int
    source: str


@bound(models.EvidenceUse)
class EvidenceUse(Node):
    """One use of a piece: for which record, worth how much, and whether it looked used before."""

    purpose: str
    program_code: str
    amount_krw: Won
    flag: str | None
    verdict: str | None
    reviewed_at: datetime | None
    reviewed_by: str | None
    review_note: str
    used_at: datetime
    used_by: str
    released_at: datetime | None
    version: int
    about: Node | None = about(
        "about_type", "about_id", description="The claim, outcome or record of a program that it was used for."
    )
    piece: Evidence | None = to_one(models.EvidencePiece, "piece_id")
    earlier_use: EvidenceUse | None = to_one(models.EvidenceUse, "earlier_use_id")
    rate: ExchangeRate | None = to_one(models.ExchangeRate, "rate_id")
    firm: Annotated[Firm, strawberry.lazy("majung_schema.types.firms")] | None = to_one(firms.Firm, "firm_id")


@bound(models.EvidencePiece)
class Evidence(Node):
    """A receipt, invoice, waybill, declaration or slip, once, with the uses of it that the viewer may see."""

    kind: str
    issuer: str
    number: str
    dated_on: date
    amount: Decimal
    currency: str
    fingerprint: str
    first_used_at: datetime
    uses: Connection[EvidenceUse] = to_many(models.EvidenceUse, "piece_id", sort=("used_at",), where=EvidenceUseFilter)
