"""What is refused about applications."""

from __future__ import annotations

from majung.errors import Refusal


class NotYourFirm(Refusal):
    """You may apply for yourself or for firms you act for; for others only as an official with the permission {scope}.

    ko: 본인 또는 본인이 대리하는 기업에 대해서만 신청할 수 있습니다. 담당자는 {scope} 권한이 필요합니다.
    """


class WrongApplicant(Refusal):
    """This call takes applications of a {expected}, not of a {given}.

    ko: 이 공고의 신청 대상은 {expected}입니다. 입력한 대상: {given}.
    """


class StepNotPossible(Refusal):
    """From the state {state} the step {action} cannot be taken. Possible are: {possible}.

    ko: {state} 상태에서는 {action} 단계를 진행할 수 없습니다. 가능한 단계: {possible}.
    """


class StepNotForYou(Refusal):
    """The step {action} is for {kinds}.

    ko: {action} 단계는 {kinds}만 진행할 수 있습니다.
    """


class StepNeedsItsOwnWrite(Refusal):
    """The step {action} is taken by handing in, deciding or paying, not by itself.

    ko: {action} 단계는 제출, 결정, 지급 등 해당 업무에서 진행됩니다.
    """


class NotADraft(Refusal):
    """Only a draft, or an application whose supplement was requested, can be edited; this one is {state}.

    ko: 작성 중이거나 보완 요청된 신청만 수정할 수 있습니다. 현재 상태: {state}.
    """


class AnswersRefused(Refusal):
    """{count} answers are missing or wrong; the first: {first}.

    ko: 답변 {count}건이 누락되었거나 올바르지 않습니다. 첫 번째: {first}.
    """

    def __init__(self, parts: tuple[Refusal, ...]) -> None:
        self.parts = parts
        super().__init__(count=len(parts), first=parts[0].message("en"))


class AnswerWrong(Refusal):
    """{label_en}: {reason_en}.

    ko: {label_ko}: {reason_ko}.
    """


class DocumentsMissing(Refusal):
    """These documents are required and not listed: {missing}.

    ko: 필수 제출 서류가 없습니다: {missing}.
    """


class DocumentExpired(Refusal):
    """The document {kind} was issued on {issued_on} and counts for {days} days only. Hand in a newer one.

    ko: {kind} 서류는 {issued_on} 발급되어 유효기간 {days}일이 지났습니다. 새로 발급받아 제출해 주십시오.
    """


class DocumentDateNeeded(Refusal):
    """The document {kind} counts for {days} days from its issue. Say on which day, not after today, it was issued.

    ko: {kind} 서류는 발급일부터 {days}일간 유효합니다. 오늘 이전의 발급일을 입력해 주십시오.
    """


class DocumentUnreadable(Refusal):
    """The list of documents cannot be read: {reason}. Each has kind, title, issued_on (YYYY-MM-DD) and reference.

    ko: 서류 목록을 읽을 수 없습니다: {reason}. 항목: kind, title, issued_on(YYYY-MM-DD), reference.
    """


class SubProgramUnknown(Refusal):
    """The sub-program {given} is not one of this call. Possible are: {possible}.

    ko: 세부사업 {given}은(는) 이 공고에 해당하지 않습니다. 가능한 세부사업: {possible}.
    """


class AppliedElsewhere(Refusal):
    """The program {program} is only announced here. Apply at {where}.

    ko: 사업 {program}은(는) 안내만 하는 사업입니다. 신청은 {where}에서 하십시오.
    """


class PlaceOfAnother(Refusal):
    """The establishment does not belong to the applicant. Name one of the firm's own, or none.

    ko: 사업장이 신청 기업의 것이 아닙니다. 해당 기업의 사업장을 지정하거나 비워 두십시오.
    """


class ApplicationOfAnotherProgram(Refusal):
    """The application is for {program}. This change is for applications for {expected}.

    ko: {program} 사업의 신청입니다. 이 처리는 {expected} 사업의 신청에만 가능합니다.
    """


class ReasonsNeeded(Refusal):
    """A decision that ends in {state} needs at least one reason code.

    ko: {state}(으)로 끝나는 결정에는 사유 코드가 하나 이상 필요합니다.
    """


class NotGrantedBy(Refusal):
    """The step {action} ends in {state} and gives no support. Only a selection does.

    ko: {action} 단계의 결과는 {state}이므로 지원이 기록되지 않습니다. 선정 결정에만 지원을 기록합니다.
    """


class RulesOfAnotherEdition(Refusal):
    """The rule data named belong to another edition than the application's call.

    ko: 지정한 규칙 자료는 신청한 공고와 다른 연도 사업의 것입니다.
    """


class HelperNotDeclared(Refusal):
    """Say who helped to prepare this application, and whether for money, or that nobody did.

    ko: 신청서 작성을 도운 사람과 유료 여부를 밝히거나, 직접 작성했음을 표시해 주십시오.
    """


class HelperNotNamed(Refusal):
    """Name who helped to prepare this application, or the body they work for.

    ko: 신청서 작성을 도운 사람의 이름 또는 소속을 입력해 주십시오.
    """


class FormChanged(Refusal):
    """Version {version} of the form of {program} was changed after applications were handed in with it. Raise its version.

    ko: {program} 신청 양식 {version}판은 이미 제출에 사용되어 내용을 바꿀 수 없습니다. 양식의 version을 올리십시오.
    """  # noqa: E501


class FormUnknown(Refusal):
    """Version {version} of the form of {program} is not known here. Run `majung migrate`.

    ko: {program} 신청 양식 {version}판이 등록되어 있지 않습니다. `majung migrate`를 실행하십시오.
    """
