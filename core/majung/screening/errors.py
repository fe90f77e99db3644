"""What is refused in screening."""

from __future__ import annotations

from majung.errors import Refusal


class NothingAsked(Refusal):
    """Say what is to be supplied: at least one item with words.

    ko: 보완할 항목을 한 가지 이상 입력해 주십시오.
    """


class SupplementNotOpen(Refusal):
    """This supplement request is {state}; only an open one is answered or extended.

    ko: 보완요청이 {state} 상태입니다. 진행 중인 보완요청만 제출하거나 연장할 수 있습니다.
    """


class SupplementOver(Refusal):
    """The day to supply what was asked for, {due_on}, has passed. Ask the official to open it again.

    ko: 보완 기한 {due_on}이(가) 지났습니다. 담당자에게 기한 재지정을 요청해 주십시오.
    """


class NotTheApplicant(Refusal):
    """Only the applicant, or an official who enters for them, does this.

    ko: 신청자 본인 또는 대행 입력 권한이 있는 담당자만 할 수 있습니다.
    """


class InspectionNotPlanned(Refusal):
    """This visit is {state}; only a planned one is reported or cancelled.

    ko: 현장실사가 {state} 상태입니다. 예정된 실사만 보고하거나 취소할 수 있습니다.
    """


class VisitInTheFuture(Refusal):
    """A visit is reported once it was made; {given} lies ahead.

    ko: 실사는 실시한 후에 보고합니다. 입력한 날짜 {given}은(는) 아직 오지 않았습니다.
    """
