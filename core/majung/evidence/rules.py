"""What makes two pieces of evidence the same, what each is worth in won, and how strong it is. Pure."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal
from uuid import UUID

from majung.errors import Refusal
from majung.evidence.errors import EvidenceIncomplete, EvidenceKindUnknown, EvidenceTwice
from majung.identifiers import brn_is_valid, refuse_resident_number
from majung.korean import name_key, search_form
from majung.texts import Text

Grade = Literal["STATED", "MOU", "CONTRACT", "INVOICE", "CUSTOMS", "REPEAT"]
GRADES: tuple[Grade, ...] = ("STATED", "MOU", "CONTRACT", "INVOICE", "CUSTOMS", "REPEAT")
"""How sure a result is, from what the firm says to a customer who came back; sums never cross grades."""

Treatment = Literal["REFUSE", "FLAG", "ALLOW"]
TREATMENTS: tuple[Treatment, ...] = ("REFUSE", "FLAG", "ALLOW")
"""What is done with evidence that was claimed before."""

Purpose = Literal["MONEY", "OUTCOME"]
"""What evidence proves: that money was spent, or that a result was reached. It may prove each once."""

WON = "KRW"
LARGEST = Decimal(10) ** 15
SMALLEST = Decimal("0.0001")
_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, kw_only=True)
class Evidence:
    """A receipt, invoice, waybill, declaration or slip as it is handed in.

    `issuer` is a business registration number where there is one, else a name as written on it; `amount` is in
    `currency` (ISO 4217). `document_id` is the stored scan of it.
    """

    kind: str
    issuer: str
    number: str = ""
    dated_on: date
    amount: Decimal
    currency: str = WON
    document_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """A kind of evidence: how it is called, the grade it proves, and whether it has a number of its own."""

    code: str
    title: Text
    grade: str
    number_needed: bool


@dataclass(frozen=True, kw_only=True)
class ReuseRule:
    """What is done with evidence claimed before, and how old its exchange rate may be, in days."""

    on_same: str
    on_similar: str
    rate_days: int


STRICTEST = ReuseRule(on_same="REFUSE", on_similar="REFUSE", rate_days=0)
"""Where no rule is entered."""


@dataclass(frozen=True, kw_only=True)
class Marks:
    """What is compared of a piece of evidence, in one spelling."""

    issuer: str
    number: str
    fingerprint: str
    match: str
    """What a look for the same or a similar piece begins with: kind and number, or the whole fingerprint."""


def marks_of(evidence: Evidence) -> Marks:
    """The comparable form: hyphens, spaces, full width, case and spellings of firms' names make no difference."""
    issuer, number = issuer_key(evidence.issuer), search_form(evidence.number)
    amount = f"{evidence.amount.normalize():f}"
    parts = (evidence.kind, issuer, number, evidence.dated_on.isoformat(), amount, evidence.currency)
    fingerprint = hashlib.sha256("\x1f".join(parts).encode()).hexdigest()
    match = f"{evidence.kind}/{number}" if number else fingerprint
    return Marks(issuer=issuer, number=number, fingerprint=fingerprint, match=match)


def issuer_key(issuer: str) -> str:
    """The ten digits of a business registration number, else the name without legal form and marks."""
    digits = search_form(issuer)
    return digits if digits.isdigit() and brn_is_valid(digits) else name_key(issuer)


def require_sound(pieces: Sequence[Evidence], kinds: Mapping[str, Kind], today: date) -> list[Marks]:
    """Refuse evidence that lacks what its kind needs, cannot be, or is listed twice; else what is compared of each."""
    marks: list[Marks] = []
    for place, piece in enumerate(pieces):
        kind = kinds.get(piece.kind)
        if kind is None:
            raise EvidenceKindUnknown(
                path=("evidence", place, "kind"), given=piece.kind[:40], known=", ".join(sorted(kinds))
            )
        refuse_resident_number(piece.issuer, f"evidence.{place}.issuer")
        refuse_resident_number(piece.number, f"evidence.{place}.number")
        if (reason := _lacking(piece, kind, today)) is not None:
            raise _refused(EvidenceIncomplete, place, kind, piece, reason_ko=reason.ko, reason_en=reason.en)
        mark = marks_of(piece)
        if mark.fingerprint in {m.fingerprint for m in marks}:
            raise _refused(EvidenceTwice, place, kind, piece)
        marks.append(mark)
    return marks


def label(kind: Kind, piece: Evidence) -> Text:
    """How a piece of evidence is called in a message."""
    number = f" {piece.number[:60]}" if piece.number else f" {piece.dated_on.isoformat()}"
    return Text(kind.title.ko + number, kind.title.en + number)


def in_won(amount: Decimal, rate_krw: Decimal, units: int) -> int:
    """An amount in won at a rate of won for so many units; fractions of a won are dropped."""
    return int((amount * rate_krw / units).to_integral_value(ROUND_DOWN))


def strongest(grades: Collection[str]) -> Grade:
    """The strongest of some grades; without any, what is only stated."""
    return max((g for g in GRADES if g in grades), key=GRADES.index, default="STATED")


def _lacking(piece: Evidence, kind: Kind, today: date) -> Text | None:
    amount = piece.amount if piece.amount.is_finite() else Decimal(0)
    faults = (
        (not search_form(piece.issuer), Text("발행자를 입력하십시오", "name who issued it")),
        (kind.number_needed and not search_form(piece.number), Text("번호를 입력하십시오", "give its number")),
        (not SMALLEST <= amount < LARGEST, Text("금액은 0보다 커야 합니다", "its amount is more than 0")),
        (amount % SMALLEST != 0, Text("금액은 소수 넷째 자리까지입니다", "its amount has at most four decimals")),
        (
            not _CURRENCY.fullmatch(piece.currency),
            Text("통화는 USD 같은 세 글자 코드입니다", "its currency is a code of three letters such as USD"),
        ),
        (
            piece.currency == WON and amount % 1 != 0,
            Text("원화 금액은 정수입니다", "an amount in won is whole"),
        ),
        (piece.dated_on > today, Text("일자가 오늘 이후입니다", "its date is after today")),
    )
    return next((words for wrong, words in faults if wrong), None)


def _refused(refusal: type[Refusal], place: int, kind: Kind, piece: Evidence, **details: object) -> Refusal:
    named = label(kind, piece)
    return refusal(path=("evidence", place), label_ko=named.ko, label_en=named.en, **details)
