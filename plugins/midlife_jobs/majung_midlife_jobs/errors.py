"""What the centre refuses."""

from __future__ import annotations

from majung.errors import Refusal


class AgeOutside(Refusal):
    """The person is {age} on {on}; this is for people of {age_from} to {age_to}.

    ko: {on} 기준 만 {age}세입니다. 만 {age_from}~{age_to}세가 대상입니다.
    """


class BirthDateMissing(Refusal):
    """The person's birth date is not known; without it the age cannot be checked. Enter it first.

    ko: 생년월일이 없어 연령을 확인할 수 없습니다. 먼저 생년월일을 등록하십시오.
    """


class AgeRuleMissing(Refusal):
    """No ages are entered for {on}. Enter them with `setMidlifeAges`.

    ko: {on}에 적용할 연령 기준이 없습니다. `setMidlifeAges`로 입력하십시오.
    """


class AgeRangeWrong(Refusal):
    """Ages run from a lower to a higher one, and hold from a day that is not past; {given} cannot be.

    ko: 연령은 낮은 나이부터 높은 나이까지이며 지난 날짜에는 적용할 수 없습니다. 입력: {given}.
    """


class NotResident(Refusal):
    """The person does not live in one of the si/gun that the agency serves.

    ko: 관할 시·군에 거주하지 않습니다.
    """


class IncomeAbove(Refusal):
    """The household of {size} has {income} won a month; {pct} % of the median income are {most} won.

    ko: {size}인 가구의 월소득이 {income}원입니다. 기준중위소득 {pct}%는 {most}원입니다.
    """


class MedianIncomeMissing(Refusal):
    """The edition has no median income of a household of {size}. Add it to its rules.

    ko: {size}인 가구의 기준중위소득이 기준에 없습니다. 기준에 추가하십시오.
    """


class EmployeesOutside(Refusal):
    """The firm has {given} regular employees; the incentive is for firms with {least} to {most}.

    ko: 상시근로자가 {given}명입니다. {least}~{most}명 기업이 대상입니다.
    """


class NotSelectedHere(Refusal):
    """This needs a selected application of {program}; this one is {state}.

    ko: {program}에 선정된 신청이 필요합니다. 현재 상태: {state}.
    """


class SearchCostUnknown(Refusal):
    """{given} is no kind of cost of this edition. Kinds: {known}.

    ko: {given}은(는) 지원 비용이 아닙니다. 지원 비용: {known}.
    """


class SearchCostOutside(Refusal):
    """The costs are of {on}; this edition pays those of {first} to {last}.

    ko: 비용 발생일이 {on}입니다. {first}~{last}에 발생한 비용을 지원합니다.
    """


class ReceiptsMissing(Refusal):
    """A claim of costs needs at least one receipt.

    ko: 비용 청구에는 영수증이 하나 이상 필요합니다.
    """


class AllowanceUsedUp(Refusal):
    """Nothing is left of the allowance for this: {claimed} of {cap} won are claimed.

    ko: 지원 한도가 남아 있지 않습니다: {cap}원 중 {claimed}원을 청구했습니다.
    """


class TooManyHires(Refusal):
    """The firm has {most} hires of this edition already; no more are supported.

    ko: 이 사업의 기업당 지원 인원 {most}명이 모두 등록되었습니다.
    """


class HiredOutside(Refusal):
    """The hire is of {on}; this edition supports hires of {first} to {last}, and none of the future.

    ko: 채용일이 {on}입니다. {first}~{last}에 채용한 경우를 지원하며 미래 날짜는 등록할 수 없습니다.
    """


class HiredAlready(Refusal):
    """The person has a supported hire that runs already.

    ko: 이미 지원 중인 채용이 있는 사람입니다.
    """


class ReferralOfAnother(Refusal):
    """The job referral is not of this person and firm, or the hire has not been confirmed.

    ko: 해당 기업과 사람의 알선이 아니거나 취업이 확인되지 않았습니다.
    """


class MonthUnknown(Refusal):
    """The hire has months 1 to {months}; month {given} cannot be reported{why}.

    ko: 지원 개월은 1~{months}입니다. {given}개월차는 보고할 수 없습니다{why_ko}.
    """


class MonthClaimed(Refusal):
    """Month {month} has been claimed; what was reported of it stays. Have the claim rejected first.

    ko: {month}개월차는 이미 청구되어 보고 내용을 변경할 수 없습니다. 먼저 청구를 반려하십시오.
    """


class NothingDue(Refusal):
    """No month of this hire is due: {why}.

    ko: 청구할 수 있는 개월이 없습니다: {why}.
    """


class HireOver(Refusal):
    """The hire is over; its last day was {on}.

    ko: 종료된 채용입니다. 마지막 근무일: {on}.
    """


class LeavingOutside(Refusal):
    """The last day of work lies between the hire ({hired_on}) and today.

    ko: 마지막 근무일은 채용일({hired_on})과 오늘 사이여야 합니다.
    """


class ProjectFull(Refusal):
    """All {places} places of this project are taken. Choose another one.

    ko: 이 사업의 참여 인원 {places}명이 모두 찼습니다. 다른 사업을 선택하십시오.
    """


class ProjectOver(Refusal):
    """The project is not open, or was over on {on}.

    ko: 모집 중이 아니거나 {on}에 종료된 사업입니다.
    """


class ProjectWrong(Refusal):
    """A project has a title, a si/gun, one place or more, and ends after it begins: {field} is not usable.

    ko: 사업에는 제목, 시·군, 1명 이상의 인원, 시작 이후의 종료일이 필요합니다: {field} 항목을 확인하십시오.
    """


class JoinedAlready(Refusal):
    """The person takes part in an experience job already. End that first.

    ko: 이미 경력형 일자리에 참여하고 있습니다. 먼저 종료하십시오.
    """


class PlacementOver(Refusal):
    """Taking part is over already, or the day given is not between its beginning and {last}.

    ko: 이미 종료된 참여이거나, 종료일이 참여 시작일과 {last} 사이가 아닙니다.
    """


class PlanWrong(Refusal):
    """A plan has an aim ({aims}) and steps in words, at most {most}.

    ko: 상담계획에는 목표({aims})와 최대 {most}개의 단계가 필요합니다.
    """
