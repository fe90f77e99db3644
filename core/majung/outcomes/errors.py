"""What is refused about outcomes."""

from __future__ import annotations

from majung.errors import Refusal


class OutcomeKindUnknown(Refusal):
    """{given} is no kind of outcome. Possible are: {known}.

    ko: {given}은(는) 알 수 없는 성과 종류입니다. 가능한 종류: {known}.
    """


class OutcomeUnit(Refusal):
    """{kind} is told in {expected}, not in {given}.

    ko: {kind} 성과의 단위는 {expected}입니다. 입력한 단위: {given}.
    """


class OutcomeOfNobody(Refusal):
    """An outcome is that of one firm or of one person. Name one of them.

    ko: 성과의 대상 기업 또는 개인을 하나만 지정하십시오.
    """


class OutcomeWithdrawn(Refusal):
    """This outcome was withdrawn before.

    ko: 이미 철회된 성과입니다.
    """
