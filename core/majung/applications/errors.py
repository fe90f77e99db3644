"""What is refused about applications."""

from __future__ import annotations

from majung.errors import Refusal


class NotYourFirm(Refusal):
    """You may apply only for firms you act for, or as an official with the permission {scope}.

    ko: 본인이 대리하는 기업에 대해서만 신청할 수 있습니다. 담당자는 {scope} 권한이 필요합니다.
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
    """The step {action} is taken by a decision or a payment of its own, not by itself.

    ko: {action} 단계는 결정이나 지급 등 해당 업무에서 진행됩니다.
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
