"""What the fund refuses, and why, in English and Korean."""

from __future__ import annotations

from majung.errors import Refusal


class TermNotKnown(Refusal):
    """The term "{term}" of {product} ({year}) is not entered. Enter it in the edition before deciding.

    ko: {year}년 {product}의 조건 "{term}"이(가) 입력되지 않았습니다. 결정하기 전에 해당 연도 사업에 입력해 주십시오.
    """


class FundProductUnknown(Refusal):
    """There is no fund product {code} in {year}.

    ko: {year}년에 {code} 자금이 없습니다.
    """


class PurposeNotFinanced(Refusal):
    """{product} ({year}) does not lend for {purpose}; it lends for {offered}.

    ko: {year}년 {product}은(는) {purpose} 용도로 융자하지 않습니다. 가능한 용도: {offered}.
    """


class AmountNotPositive(Refusal):
    """{field} must be more than 0 won, not {amount}.

    ko: {field}은(는) 0원보다 커야 합니다(입력: {amount}).
    """


class AboveHeadroom(Refusal):
    """{amount} won is more than the {headroom} won that may be recommended; the limit is: {bound}.

    ko: {amount}원은 추천 가능한 {headroom}원을 초과합니다. 제한 사유: {bound}.
    """


class RateOutOfRange(Refusal):
    """The rate {rate} % of {product} ({year}) is outside {lowest} to {highest} %.

    ko: {year}년 {product}의 금리 {rate}%는 허용 범위 {lowest}~{highest}%를 벗어납니다.
    """


class RateNotChosen(Refusal):
    """{product} ({year}) allows {lowest} to {highest} %: say which rate is granted.

    ko: {year}년 {product}은(는) {lowest}~{highest}% 범위입니다. 적용할 금리를 지정해 주십시오.
    """


class RepaymentChoiceNotOffered(Refusal):
    """{product} ({year}) does not offer the repayment {choice}; it offers {offered}.

    ko: {year}년 {product}은(는) 상환 방식 {choice}을(를) 제공하지 않습니다. 가능한 방식: {offered}.
    """


class RecommendationExpired(Refusal):
    """The recommendation was valid until {valid_until}; {executed_on} is too late. Recommend again.

    ko: 융자추천은 {valid_until}까지 유효했으므로 {executed_on}에는 실행할 수 없습니다. 다시 추천해 주십시오.
    """


class ExecutedBeforeRecommended(Refusal):
    """The loan cannot be executed on {executed_on}, before its recommendation of {recommended_on}.

    ko: 추천일({recommended_on}) 이전인 {executed_on}에 대출을 실행할 수 없습니다.
    """


class ExecutedAboveRecommendation(Refusal):
    """The bank executed {executed} won, more than the {recommended} won recommended.

    ko: 은행 실행액 {executed}원이 추천액 {recommended}원을 초과합니다.
    """


class BankRateNotKnown(Refusal):
    """Loan {loan}: the bank's rate on {day} is not reported, so the subsidy cannot be computed.

    ko: 대출 {loan}: {day}의 은행 금리가 보고되지 않아 이차보전액을 계산할 수 없습니다.
    """


class BalanceHistoryBroken(Refusal):
    """Loan {loan}: the {history} must be in order of date, one entry a day, none negative; see {day}.

    ko: 대출 {loan}: {history}은(는) 날짜순으로 하루에 하나씩, 음수 없이 있어야 합니다({day} 확인).
    """


class EarlyRepaymentTooLarge(Refusal):
    """An early repayment of {amount} won is more than the {outstanding} won still owed on {day}.

    ko: 조기상환액 {amount}원이 {day} 현재 잔액 {outstanding}원을 초과합니다.
    """


class DeferralTooLong(Refusal):
    """A deferral of {months} months is not possible; 1 to {longest} months are.

    ko: 상환유예 {months}개월은 불가합니다. 1~{longest}개월까지 가능합니다.
    """


class ExtensionTooLong(Refusal):
    """An extension of {months} months is not possible; 1 to {longest} months are.

    ko: 만기연장 {months}개월은 불가합니다. 1~{longest}개월까지 가능합니다.
    """


class NothingLeftToPay(Refusal):
    """No instalment is due on or after {day}, so there is nothing to defer or extend.

    ko: {day} 이후 상환할 분할금이 없어 유예하거나 연장할 수 없습니다.
    """


class SalesDropTooSmall(Refusal):
    """Sales fell by {drop} %; relief needs a fall of {needed} % or more.

    ko: 매출 감소율이 {drop}%입니다. 지원하려면 {needed}% 이상 감소해야 합니다.
    """


class ReturnRateNotKnown(Refusal):
    """The interest rate on money to be returned is not entered. Enter it before ordering a clawback.

    ko: 환수금 이자율이 입력되지 않았습니다. 환수를 명하기 전에 입력해 주십시오.
    """
