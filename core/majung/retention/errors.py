"""Why a retention term is refused."""

from __future__ import annotations

from majung.errors import Refusal


class RetentionUnknown(Refusal):
    """Nothing is declared under {name}. Retention classes are {classes}; else name a table.

    ko: {name}(으)로 선언된 개인정보가 없습니다. 보유 분류는 {classes}이며, 그 밖에는 테이블 이름을 지정하십시오.
    """


class BasisMissing(Refusal):
    """Say on what law or internal rule the term rests.

    ko: 보유기간의 근거 법령 또는 내부 규정을 입력하십시오.
    """


class TermUnusable(Refusal):
    """{field} cannot be {value}: {expected}.

    ko: {field} 값으로 {value}을(를) 사용할 수 없습니다. {expected_ko}.
    """


class NothingToConfirm(Refusal):
    """There is no unconfirmed term in force for {name}.

    ko: {name}에 대해 확정 대기 중인 유효한 보유기간이 없습니다.
    """
