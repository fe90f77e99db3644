"""What is refused about evidence."""

from __future__ import annotations

from majung.errors import Refusal


class EvidenceUsed(Refusal):
    """{label_en} was claimed before: {earlier_en}. Nothing was stored.

    ko: {label_ko}은(는) 이미 사용된 증빙입니다: {earlier_ko}. 저장된 내용은 없습니다.
    """


class EvidenceResembles(Refusal):
    """{label_en} has the number of evidence that was claimed before with another issuer, day or amount: {earlier_en}. Nothing was stored.

    ko: {label_ko}은(는) 이미 사용된 증빙과 번호가 같고 발행자, 일자 또는 금액만 다릅니다: {earlier_ko}. 저장된 내용은 없습니다.
    """  # noqa: E501


class EvidenceTwice(Refusal):
    """{label_en} is listed twice. List each piece of evidence once.

    ko: {label_ko}이(가) 두 번 입력되었습니다. 증빙은 한 번씩만 입력하십시오.
    """


class EvidenceKindUnknown(Refusal):
    """{given} is no kind of evidence. Known are: {known}.

    ko: {given}은(는) 알 수 없는 증빙 종류입니다. 사용 가능한 종류: {known}.
    """


class EvidenceIncomplete(Refusal):
    """{label_en}: {reason_en}.

    ko: {label_ko}: {reason_ko}.
    """


class RateMissing(Refusal):
    """There is no exchange rate of {currency} for {on} or the {days} days before. Enter one with its source first.

    ko: {on} 또는 그 이전 {days}일 이내의 {currency} 환율이 없습니다. 먼저 출처와 함께 환율을 등록하십시오.
    """


class EvidenceNotReviewed(Refusal):
    """{count} pieces of evidence of {about} look as if they had been claimed before. Review them first.

    ko: {about}의 증빙 {count}건이 이미 사용된 것으로 보입니다. 먼저 증빙을 검토하십시오.
    """


class NothingToReview(Refusal):
    """This use of evidence needs no review: it was not flagged, was reviewed already, or has been taken back.

    ko: 검토할 증빙이 아닙니다. 표시되지 않았거나 이미 검토되었거나 철회되었습니다.
    """


class TreatmentUnknown(Refusal):
    """{given} is no way to treat evidence that was claimed before. Possible are: {known}.

    ko: {given}은(는) 사용할 수 없는 처리 방식입니다. 가능한 값: {known}.
    """


class SamePeriodRuled(Refusal):
    """There is a rule for the same program and kind that begins on the same day. Choose another day.

    ko: 같은 사업·증빙 종류에 같은 날 시작하는 규칙이 이미 있습니다. 다른 날짜를 입력하십시오.
    """


class RateEntered(Refusal):
    """The rate of this currency, day and source was entered before and is in use as it is.

    ko: 같은 통화·일자·출처의 환율이 이미 등록되어 있습니다.
    """
