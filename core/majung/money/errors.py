"""Refusals about money: what was asked, what there is, and what would be accepted."""

from __future__ import annotations

from majung.errors import Refusal


class BudgetExhausted(Refusal):
    """The budget line {line} has {available} won left, but {asked} were asked for. Nothing was booked.

    ko: 예산 항목 {line}의 잔액은 {available}원인데 {asked}원을 요청했습니다. 처리된 금액은 없습니다.
    """


class CallLimitReached(Refusal):
    """This call may draw {limit} won from the budget line {line}; {available} are left, but {asked} were asked for.

    ko: 이 공고의 예산 항목 {line} 한도는 {limit}원이고 잔액은 {available}원인데 {asked}원을 요청했습니다.
    """


class LineNotOfCall(Refusal):
    """The call of this application may not draw on the budget line {line}. Allow the call on that line first.

    ko: 이 신청의 공고는 예산 항목 {line}을(를) 사용할 수 없습니다. 먼저 공고에 예산 항목을 배정하십시오.
    """


class LineOfAnotherEdition(Refusal):
    """The budget line {line} belongs to another edition than the call. A call draws on lines of its own edition.

    ko: 예산 항목 {line}은(는) 공고와 다른 연도 사업의 예산입니다. 공고가 속한 연도 사업의 예산만 배정할 수 있습니다.
    """


class BudgetBelowDrawn(Refusal):
    """The amount cannot be {given} won: {drawn} are reserved or consumed already. Give at least that much.

    ko: 금액을 {given}원으로 바꿀 수 없습니다. 이미 {drawn}원이 예약되었거나 집행되었습니다. 그 이상을 입력하십시오.
    """


class NotReserved(Refusal):
    """Only {reserved} won are reserved on the budget line {line} for this purpose, but {asked} were asked for.

    ko: 예산 항목 {line}에 이 용도로 예약된 금액은 {reserved}원인데 {asked}원을 요청했습니다.
    """


class PaidBeyondConsumed(Refusal):
    """The budget line {line} has {payable} won consumed and unpaid, but {asked} are to be paid. Consume first.

    ko: 예산 항목 {line}의 집행 결정 후 미지급액은 {payable}원인데 {asked}원을 지급하려 합니다. 먼저 집행 처리하십시오.
    """


class AlreadyCorrected(Refusal):
    """The movement {entry} has been corrected already, or is itself a correction. Each is corrected once.

    ko: 원장 항목 {entry}은(는) 이미 정정되었거나 정정 항목입니다. 한 번만 정정할 수 있습니다.
    """


class AlreadyClaimed(Refusal):
    """{key} was claimed before: {claim}, {amount} won, {status}, on {submitted_at}. Nothing was stored.

    ko: {key} 건은 이미 청구되었습니다: {claim}, {amount}원, 상태 {status}, {submitted_at}. 저장된 내용은 없습니다.
    """


class ClaimNotInState(Refusal):
    """The claim {claim} is {status}; this needs one that is {needed}.

    ko: 청구 {claim}의 상태는 {status}입니다. {needed} 상태여야 합니다.
    """


class SameAccount(Refusal):
    """Who {done} may not {asked} the same money. Another account must do it.

    ko: {done_ko} 계정은 같은 건을 {asked_ko}할 수 없습니다. 다른 담당자가 처리해야 합니다.

    Separation of duties: whoever claims does not approve, whoever approves does not pay.
    """


class NothingToPay(Refusal):
    """Name at least one claim, each once; {given} were named and {distinct} are different.

    ko: 청구를 한 건 이상, 중복 없이 지정하십시오. {given}건이 지정되었고 서로 다른 것은 {distinct}건입니다.
    """


class MoreThanPaid(Refusal):
    """The correction of {asked} won is more than the {left} that remain of this payment.

    ko: 정정 금액 {asked}원이 이 지급 건의 남은 금액 {left}원보다 많습니다.
    """


class NotForCorrection(Refusal):
    """The payment {payment} is itself a correction. Correct the payment that it corrects.

    ko: 지급 {payment}은(는) 정정 건입니다. 원래 지급 건을 정정하십시오.
    """


class ClawbackTooHigh(Refusal):
    """{asked} won cannot be demanded back: of this support {open} are paid, not returned and not yet demanded.

    ko: {asked}원을 환수할 수 없습니다. 지급 후 반환되지 않았고 환수 요구되지 않은 금액은 {open}원입니다.
    """


class MoreThanOwed(Refusal):
    """{asked} won are more than the {owed} that are still owed on this clawback.

    ko: {asked}원은 이 환수 건의 남은 금액 {owed}원보다 많습니다.
    """


class MoneyKeyUsed(Refusal):
    """The same reference or number has been used before. Nothing was stored.

    ko: 같은 참조번호가 이미 사용되었습니다. 저장된 내용은 없습니다.
    """


class MoreThanClaimed(Refusal):
    """{approved} won cannot be approved: {claimed} were claimed.

    ko: 청구 금액은 {claimed}원인데 {approved}원을 승인할 수 없습니다.
    """


class ClaimAboutAnother(Refusal):
    """The claim names another firm or person than {about}, on which it rests.

    ko: 청구에 적힌 기업 또는 개인이 근거 자료 {about}의 대상과 다릅니다.
    """
