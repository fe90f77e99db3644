"""What is refused about consultations."""

from __future__ import annotations

from majung.errors import Refusal


class ConsultationOfOne(Refusal):
    """A consultation is with a firm or with a person. Name exactly one of them.

    ko: 상담 대상은 기업 또는 개인 중 하나여야 합니다. 하나만 지정해 주십시오.
    """


class ConsultationWordUnknown(Refusal):
    """There is no {field} {given} of consultations. Possible are: {known}.

    ko: 상담 {field_ko} {given}은(는) 없습니다. 가능한 값: {known}.
    """


class CentreNotYours(Refusal):
    """You work at other centres than this one. Name one of your own, or leave it out.

    ko: 소속되지 않은 센터입니다. 소속 센터를 지정하거나 비워 두십시오.
    """


class NotACentre(Refusal):
    """{name} is not a centre or department of the agency, so no consultation is held there.

    ko: {name}은(는) 진흥원의 센터나 부서가 아니므로 상담을 등록할 수 없습니다.
    """


class NotYourConsultation(Refusal):
    """Only {adviser}, who held this consultation, or somebody with the permission {scope} may change it.

    ko: 상담을 진행한 {adviser} 또는 {scope} 권한이 있는 담당자만 변경할 수 있습니다.
    """


class NoNextStep(Refusal):
    """This consultation has no next step that is open.

    ko: 진행 중인 후속 조치가 없습니다.
    """


class NextStepNeedsWords(Refusal):
    """A day for the next step needs the step itself in words.

    ko: 후속 조치 기한을 지정하려면 후속 조치 내용을 입력해야 합니다.
    """


class HeldInTheFuture(Refusal):
    """A consultation is entered once it was held; {given} lies ahead.

    ko: 상담은 실시한 후에 등록합니다. 입력한 일시 {given}은(는) 아직 오지 않았습니다.
    """
