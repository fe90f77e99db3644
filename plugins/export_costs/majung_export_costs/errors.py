"""What is refused about export costs."""

from __future__ import annotations

from majung.errors import Refusal


class ExportsOutsideRange(Refusal):
    """Last year's exports are USD {given}; this edition is for exporters of USD {least} to {most}.

    ko: 전년도 수출액이 {given}달러입니다. 이 사업은 {least}~{most}달러 수출기업을 지원합니다.
    """


class CostKindUnknown(Refusal):
    """{given} is no kind of cost of this edition. Kinds: {known}.

    ko: {given}은(는) 이 사업의 지원 비용이 아닙니다. 지원 비용: {known}.
    """


class CountryNotEligible(Refusal):
    """Exports to {country} are not supported in this edition: {why}.

    ko: {country} 수출은 이 사업의 지원 대상이 아닙니다: {why}.
    """


class PapersMissing(Refusal):
    """A claim for {kind} needs {needed}. Add what is missing, or choose another kind of cost.

    ko: {kind_ko} 청구에는 {needed}이(가) 필요합니다. 빠진 증빙을 추가하거나 다른 비용을 선택하십시오.
    """


class CostOutsideEdition(Refusal):
    """The cost is of {on}; this edition pays costs of {first} to {last}.

    ko: 비용 발생일이 {on}입니다. 이 사업은 {first}부터 {last}까지 발생한 비용을 지원합니다.
    """


class NothingToPayBack(Refusal):
    """Nothing of this claim can be paid: {bound} leaves 0 won (cost {eligible} won, by rate {by_rate} won).

    ko: 지급할 수 있는 금액이 없습니다: {bound} 한도의 잔액이 0원입니다(비용 {eligible}원, 지원율 적용 {by_rate}원).
    """


class NotSelected(Refusal):
    """Costs are claimed on a selected application; this one is {state}.

    ko: 비용은 선정된 신청에 대해서만 청구할 수 있습니다. 현재 상태: {state}.
    """


class NotAnExportCostClaim(Refusal):
    """This claim belongs to another program; it is decided there.

    ko: 다른 사업의 청구입니다. 해당 사업에서 처리하십시오.
    """


class NoBudgetForCall(Refusal):
    """The call of this application draws on no budget line. Allow it one first (`allowCallBudget`).

    ko: 이 신청의 공고에 배정된 예산이 없습니다. 먼저 예산 항목을 배정하십시오(`allowCallBudget`).
    """


class BatchKnown(Refusal):
    """A payment batch with the number {number} is there already. Give the next number.

    ko: 지급 번호 {number}이(가) 이미 있습니다. 다음 번호를 입력하십시오.
    """


class CostNotChecked(Refusal):
    """{cost} is not to be paid: its claim is {status}. Only checked costs (APPROVED) go into a batch.

    ko: {cost}은(는) 지급 대상이 아닙니다(청구 상태 {status}). 확인이 끝난 비용(APPROVED)만 지급할 수 있습니다.
    """


class ExportDeclared(Refusal):
    """This export declaration is recorded already.

    ko: 이미 등록된 수출신고번호입니다.
    """
