"""What is refused about support records."""

from __future__ import annotations

from majung.errors import Refusal


class AmountsFollowPayments(Refusal):
    """What was paid and returned of our own support follows its payments and clawbacks; enter those instead.

    ko: 우리 기관 지원의 지급액과 반환액은 지급·환수 처리에 따라 바뀝니다. 지급이나 환수를 입력해 주십시오.
    """


class ReturnedBeyondPaid(Refusal):
    """{returned} won cannot be returned: {paid} were paid.

    ko: 지급액은 {paid}원인데 반환액 {returned}원을 입력할 수 없습니다.
    """


class SupportOfNobody(Refusal):
    """A support record is about a firm or about a person, exactly one of them.

    ko: 지원 기록의 대상은 기업 또는 개인 하나여야 합니다.
    """


class NotImported(Refusal):
    """The source id {source_id} belongs to a record that the agency decided itself; an import cannot change it.

    ko: 출처 번호 {source_id}은(는) 우리 기관이 결정한 지원 기록의 것이므로 가져오기로 바꿀 수 없습니다.
    """


class StatusUnknown(Refusal):
    """{given} is no status of a support record. There are: {known}.

    ko: {given}은(는) 지원 기록의 상태가 아닙니다. 가능한 상태: {known}.
    """
