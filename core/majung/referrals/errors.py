"""What is refused about referrals."""

from __future__ import annotations

from majung.errors import Refusal


class ReferralOfOne(Refusal):
    """A referral is of a firm or of a person. Name exactly one of them.

    ko: 연계 대상은 기업 또는 개인 중 하나여야 합니다. 하나만 지정해 주십시오.
    """


class ReferralToOne(Refusal):
    """A referral goes to a program or to an institution. Name exactly one of them.

    ko: 연계할 곳은 사업 또는 기관 중 하나여야 합니다. 하나만 지정해 주십시오.
    """


class ReferralReasonMissing(Refusal):
    """Say why, and what is asked of the other side.

    ko: 연계 사유와 요청 내용을 입력해 주십시오.
    """


class ReferralConsentMissing(Refusal):
    """{institution} may be told of this person only with their consent to it (THIRD_PARTY, recipient {institution}).

    ko: {institution}에 개인정보를 제공하려면 해당 기관을 제공받는 자로 한 제3자 제공 동의가 필요합니다.

    Personal Information Protection Act art. 17(1).
    """


class ReferralOpenAlready(Refusal):
    """The same firm or person is referred there already; that referral is {state}. Wait for its end, or withdraw it.

    ko: 같은 대상이 이미 연계되어 진행 중입니다(상태: {state}). 종료를 기다리거나 철회해 주십시오.
    """


class ReferralStepNotPossible(Refusal):
    """A referral that is {state} cannot {action}. Possible are: {possible}.

    ko: {state} 상태의 연계는 {action} 처리할 수 없습니다. 가능한 단계: {possible}.
    """


class NotTheReceivingSide(Refusal):
    """Only the receiving side answers a referral and tells its outcome.

    ko: 연계를 받은 쪽만 수락·거절하고 결과를 통보할 수 있습니다.
    """


class NotTheSendingSide(Refusal):
    """Only the sending side withdraws a referral.

    ko: 연계를 보낸 쪽만 철회할 수 있습니다.
    """


class DeclineNeedsWords(Refusal):
    """Say why the referral is declined.

    ko: 거절 사유를 입력해 주십시오.
    """


class OutcomeUnknown(Refusal):
    """There is no outcome {given} of a referral. Possible are: {known}.

    ko: 연계 결과 {given}은(는) 없습니다. 가능한 값: {known}.
    """
