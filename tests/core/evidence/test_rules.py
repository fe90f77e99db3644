"""When two pieces of evidence are the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from tests.core.evidence.conftest import invoice

from majung.errors import Refusal, ResidentNumberRefused
from majung.evidence.errors import EvidenceIncomplete, EvidenceKindUnknown, EvidenceTwice
from majung.evidence.rules import Evidence, Kind, in_won, marks_of, require_sound, strongest
from majung.texts import Text

TODAY = date(2026, 4, 1)
KINDS = {
    "TAX_INVOICE": Kind(
        code="TAX_INVOICE", title=Text("세금계산서", "Tax invoice"), grade="INVOICE", number_needed=True
    ),
    "RECEIPT": Kind(code="RECEIPT", title=Text("영수증", "Receipt"), grade="INVOICE", number_needed=False),
}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        (invoice(number="INV-2026 001"), invoice(number="ｉｎｖ２０２６００１")),
        (invoice(issuer="124-81-00998"), invoice(issuer="１２４ ８１ 00998")),
        (invoice(issuer="(주)한빛 물류"), invoice(issuer="한빛물류 주식회사")),
        (invoice(issuer="LG물류"), invoice(issuer="엘지 물류")),
        (invoice(amount=Decimal("1100000")), invoice(amount=Decimal("1100000.00"))),
    ],
    ids=["number", "registration number", "legal form", "spelling", "amount"],
)
def test_spelling_makes_no_difference(first: Evidence, second: Evidence) -> None:
    assert marks_of(first) == marks_of(second)


@pytest.mark.parametrize(
    "other",
    [
        invoice(kind="RECEIPT"),
        invoice(issuer="다른 물류"),
        invoice(number="1"),
        invoice(dated_on=date(2026, 3, 6)),
        invoice(amount=Decimal(1_100_001)),
        invoice(currency="USD"),
    ],
    ids=["kind", "issuer", "number", "day", "amount", "currency"],
)
def test_each_part_makes_a_difference(other: Evidence) -> None:
    assert marks_of(other).fingerprint != marks_of(invoice()).fingerprint


def test_a_piece_without_a_number_is_like_no_other() -> None:
    first, second = (replace(invoice(kind="RECEIPT", number=""), amount=Decimal(n)) for n in (1, 2))
    assert marks_of(first).match != marks_of(second).match


@pytest.mark.parametrize(
    ("piece", "refusal"),
    [
        (invoice(kind="NAPKIN"), EvidenceKindUnknown),
        (invoice(number=" - "), EvidenceIncomplete),
        (invoice(issuer="  "), EvidenceIncomplete),
        (invoice(amount=Decimal(0)), EvidenceIncomplete),
        (invoice(amount=Decimal("NaN")), EvidenceIncomplete),
        (invoice(amount=Decimal("1e16")), EvidenceIncomplete),
        (invoice(amount=Decimal("0.5")), EvidenceIncomplete),
        (invoice(amount=Decimal("1.00001"), currency="USD"), EvidenceIncomplete),
        (invoice(currency="usd"), EvidenceIncomplete),
        (invoice(dated_on=date(2026, 4, 2)), EvidenceIncomplete),
        (invoice(issuer="홍길동 850101-1234567"), ResidentNumberRefused),
    ],
)
def test_refuses_what_cannot_be(piece: Evidence, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        require_sound([piece], KINDS, TODAY)


def test_refuses_one_piece_listed_twice() -> None:
    with pytest.raises(EvidenceTwice) as refused:
        require_sound([invoice(), invoice(kind="RECEIPT"), invoice(number="202603051000000012345678")], KINDS, TODAY)
    assert refused.value.path == ("evidence", 2)


def test_won_are_rounded_down() -> None:
    assert in_won(Decimal("12.34"), Decimal("1400.5"), 1) == 17_282
    assert in_won(Decimal(10_000), Decimal("912.27"), 100) == 91_227


def test_the_strongest_grade_counts() -> None:
    assert strongest({"CONTRACT", "MOU"}) == "CONTRACT"
    assert strongest(set()) == "STATED"
