"""What the fund's changes refuse: something is missing, too late, or another's to do."""

from __future__ import annotations

from majung.errors import Refusal


class ProductNotEntered(Refusal):
    """The call has no fund product: edition {year} has none with the code {code}. Enter it first.

    ko: 공고에 해당하는 자금이 없습니다. {year}년 사업에 코드 {code}의 자금을 먼저 등록해 주십시오.
    """


class BankNotKnown(Refusal):
    """There is no bank with the code {bank} here. Banks are: {known}.

    ko: 코드 {bank}의 은행이 없습니다. 등록된 은행: {known}.
    """


class FirmNotKnown(Refusal):
    """No firm with the business registration number {brn} is registered. Register it first.

    ko: 사업자등록번호 {brn}의 기업이 등록되어 있지 않습니다. 먼저 등록해 주십시오.
    """


class ConditionsOpen(Refusal):
    """These conditions cannot be judged yet: {conditions}. Enter what is missing, or accept what staff may accept.

    ko: 아직 판단할 수 없는 요건이 있습니다: {conditions}. 누락된 자료를 입력하거나 담당자 판단을 기록해 주십시오.
    """


class NoLongerEligible(Refusal):
    """The firm no longer meets: {conditions}. It cannot be recommended.

    ko: 기업이 더 이상 다음 요건을 충족하지 않아 추천할 수 없습니다: {conditions}.
    """


class NeedNotChecked(Refusal):
    """The need shown by the firm's papers is not checked yet. Enter it before recommending.

    ko: 소요 자금 증빙을 아직 확인하지 않았습니다. 추천하기 전에 확인 금액을 입력해 주십시오.
    """


class BelowPassMark(Refusal):
    """The committee gave {average} points, below the pass mark. The application cannot be recommended.

    ko: 평가 점수 {average}점이 합격 기준에 미달하여 추천할 수 없습니다.
    """


class RubricOfAnotherEdition(Refusal):
    """The rubric {rubric} belongs to another edition than the application's call. Use one of its own edition.

    ko: 평가표 {rubric}은(는) 이 공고의 연도가 아닌 다른 연도의 것입니다. 같은 연도의 평가표를 사용해 주십시오.
    """


class NoVolumeLine(Refusal):
    """{product} ({year}) has no budget line for the amount to be lent. Name one first.

    ko: {year}년 {product}에 융자 규모 예산 항목이 없습니다. 먼저 지정해 주십시오.
    """


class LetterStillValid(Refusal):
    """The recommendation {number} is still valid. Withdraw with growthFundWithdraw, which also takes it back.

    ko: 융자추천 {number}이(가) 유효합니다. 추천을 함께 취소하는 growthFundWithdraw로 철회해 주십시오.
    """


class LoanGoesOn(Refusal):
    """The loan {number} made on this application is {state}. The application ends with it.

    ko: 이 신청으로 실행된 대출 {number}의 상태가 {state}입니다. 신청은 대출이 끝난 뒤 종결됩니다.
    """


class GroundNotInForce(Refusal):
    """{ground} is no ground to {effect} on {day}; grounds are: {known}.

    ko: {day}에 {ground}은(는) {effect} 사유가 아닙니다. 가능한 사유: {known}.
    """


class DayNotPossible(Refusal):
    """{day} is not possible: it must lie from {earliest} to {latest}.

    ko: {day}은(는) 가능한 날짜가 아닙니다. {earliest}부터 {latest}까지여야 합니다.
    """


class BalanceTooHigh(Refusal):
    """{balance} won is more than the principal of {principal} won.

    ko: 잔액 {balance}원이 대출 원금 {principal}원보다 많습니다.
    """


class ScoringNeedsAccount(Refusal):
    """A score sheet needs a member with an account of their own.

    ko: 평가표는 본인 계정으로 제출해야 합니다.
    """


class MonthNotOver(Refusal):
    """{month} is not over; it can be settled from {from_day} on.

    ko: {month}이(가) 아직 끝나지 않았습니다. {from_day}부터 정산할 수 있습니다.
    """


class MonthNotSettled(Refusal):
    """{month} has not been settled, so a claim cannot be compared. Settle it first.

    ko: {month} 정산이 없어 청구를 비교할 수 없습니다. 먼저 정산해 주십시오.
    """


class SettlementNotInState(Refusal):
    """The settlement of {month} is {state}; this needs one that is {needed}.

    ko: {month} 정산의 상태는 {state}입니다. {needed} 상태여야 합니다.
    """


class BankClaimsOpen(Refusal):
    """Banks that have not claimed or differ: {banks}. Clear it with them, or approve despite it with a note.

    ko: 청구하지 않았거나 금액이 다른 은행이 있습니다: {banks}. 은행과 확인하거나 사유를 적고 승인해 주십시오.
    """


class NothingWrong(Refusal):
    """Loan {loan} has no month that was paid {way}.

    ko: 대출 {loan}에는 {way_ko} 지급된 달이 없습니다.
    """


class MoneyMustComeBack(Refusal):
    """{amount} won paid for the time after the cause must come back first. Order the clawback, or wait for its return.

    ko: 사유 발생 이후 지급된 {amount}원이 먼저 반환되어야 합니다. 환수를 결정하거나 반환을 기다려 주십시오.
    """


class NothingToClawBack(Refusal):
    """Nothing was paid for the time after {cause_on}. Close the loan instead.

    ko: {cause_on} 이후 기간에 지급된 금액이 없습니다. 환수 없이 종결해 주십시오.
    """


class NotForKind(Refusal):
    """This is reported by {expected}.

    ko: 이 내용은 {expected_ko}만 보고할 수 있습니다.
    """
