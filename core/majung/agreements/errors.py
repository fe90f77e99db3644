"""What is refused about agreements, settlements, surveys and objections."""

from __future__ import annotations

from majung.errors import Refusal


class AmountBelowZero(Refusal):
    """The amount {field} cannot be {given} won; it is 0 or more.

    ko: {field} 금액은 {given}원일 수 없습니다. 0원 이상이어야 합니다.
    """


class ConfirmedBeyondAgreed(Refusal):
    """{confirmed} won cannot be confirmed: the agreement is about {agreed} won.

    ko: 협약 금액은 {agreed}원이므로 {confirmed}원을 확정할 수 없습니다.
    """


class AgreementAlready(Refusal):
    """The application has an agreement already. Change that one.

    ko: 이미 협약이 있습니다. 기존 협약을 변경해 주십시오.
    """


class AgreementNotInState(Refusal):
    """The agreement is {state}; this needs it to be {needed}.

    ko: 협약이 {state} 상태입니다. 이 작업은 {needed} 상태에서만 가능합니다.
    """


class SignedAlready(Refusal):
    """Your side has signed this agreement already.

    ko: 이미 서명하였습니다.
    """


class NotAParty(Refusal):
    """Only the parties sign: the applicant, and the agency's official with the permission {scope}.

    ko: 신청자와 {scope} 권한이 있는 담당자만 서명할 수 있습니다.
    """


class PeriodOfAgreementReversed(Refusal):
    """The agreement would end on {period_to}, before it begins on {period_from}.

    ko: 협약 종료일 {period_to}이(가) 시작일 {period_from}보다 이릅니다.
    """


class NothingChanges(Refusal):
    """Say what changes, and why.

    ko: 변경 내용과 사유를 입력해 주십시오.
    """


class ChangeDecided(Refusal):
    """This change is {state}; only one that is asked for is decided.

    ko: 변경 신청이 {state} 상태입니다. 신청된 변경만 처리할 수 있습니다.
    """


class SettlementNotInState(Refusal):
    """The settlement is {state}; this needs it to be {needed}.

    ko: 정산이 {state} 상태입니다. 이 작업은 {needed} 상태에서만 가능합니다.
    """


class SettlementOpen(Refusal):
    """A settlement of this application is being looked at already.

    ko: 이 신청의 정산이 이미 검토 중입니다.
    """


class SurveyAlready(Refusal):
    """The year {year} is asked for already.

    ko: {year}년 조사는 이미 등록되어 있습니다.
    """


class SurveyNotOpen(Refusal):
    """This survey is {state}; only one that is asked for is answered.

    ko: 성과조사가 {state} 상태입니다. 진행 중인 조사만 응답할 수 있습니다.
    """


class ObjectionTooLate(Refusal):
    """The last day to object was {until}.

    ko: 이의신청 기한 {until}이(가) 지났습니다.
    """


class ObjectionAlready(Refusal):
    """There is an objection to this decision already.

    ko: 이 결정에 대한 이의신청이 이미 있습니다.
    """


class ObjectionDecided(Refusal):
    """This objection is {state}; only a lodged one is decided.

    ko: 이의신청이 {state} 상태입니다. 접수된 이의신청만 처리할 수 있습니다.
    """


class ObjectionNeedsWords(Refusal):
    """Say what you object to and why.

    ko: 이의신청 취지와 이유를 입력해 주십시오.
    """


class DecidedByTheSame(Refusal):
    """You made the decision that is objected to. Somebody else must decide on the objection.

    ko: 이의신청 대상 결정을 한 담당자는 이의신청을 처리할 수 없습니다. 다른 담당자가 처리해야 합니다.
    """
