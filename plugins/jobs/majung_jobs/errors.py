"""What the jobs platform refuses."""

from __future__ import annotations

from majung.errors import Refusal


class JobRulesWrong(Refusal):
    """The rule data cannot be used: {why}.

    ko: 기준 자료를 사용할 수 없습니다: {why}.
    """


class JobRulesPast(Refusal):
    """Rules hold from a day on that is not past; {given} is. Enter them from {today} or later.

    ko: 기준은 지난 날짜({given})부터 적용할 수 없습니다. {today} 이후로 입력하십시오.
    """


class OccupationUnknown(Refusal):
    """{code} is no code of an occupation that is known here. Give one of `occupations`, or import deeper codes.

    ko: {code}은(는) 등록된 직종 코드가 아닙니다. `occupations`의 코드를 입력하거나 세부 코드를 가져오십시오.
    """


class OrderIncomplete(Refusal):
    """{field} is not usable: {why}.

    ko: {field} 항목을 사용할 수 없습니다: {why}.
    """


class UnlawfulCondition(Refusal):
    """The order has {title} ("{words}"), which {law} forbids. Take it out{or_ground}.

    ko: 구인 내용에 {title_ko}("{words}")이(가) 있습니다({law}). 삭제하십시오{or_ground_ko}.
    """


class GroundUnknown(Refusal):
    """{given} is no ground that the rules know. Grounds: {known}.

    ko: {given}은(는) 등록된 사유가 아닙니다. 사유: {known}.
    """


class BelowMinimumWage(Refusal):
    """The wage comes to {hour} won an hour; the minimum wage of {year} is {minimum} won ({least} won for this offer).

    ko: 임금이 시간급 {hour}원입니다. {year}년 최저임금은 {minimum}원입니다(이 조건에서는 {least}원 이상).
    """


class MinimumWageUnknown(Refusal):
    """The minimum wage of {year} has not been entered, so no order can be opened. Enter it with `setJobRules`.

    ko: {year}년 최저임금이 등록되지 않아 구인을 공개할 수 없습니다. `setJobRules`로 입력하십시오.
    """


class OrderPeriod(Refusal):
    """An order stands until a day from {earliest} to {latest}; {given} is not.

    ko: 구인 유효기간은 {earliest}부터 {latest}까지로 정할 수 있습니다. 입력: {given}.
    """


class OrderNotOpen(Refusal):
    """The order is {state}. Seekers are referred to open orders, and only these are confirmed.

    ko: 구인 상태가 {state}입니다. 구인 중(OPEN)인 구인에만 할 수 있습니다.
    """


class OrderOpenForChange(Refusal):
    """An order is changed while it is a draft or open; this one is {state}.

    ko: 작성 중이거나 구인 중인 구인만 변경할 수 있습니다. 현재 상태: {state}.
    """


class NoPlaceLeft(Refusal):
    """All {headcount} places of this order are taken. Refer the seeker to another order.

    ko: 모집인원 {headcount}명이 모두 채워졌습니다. 다른 구인에 알선하십시오.
    """


class HeadcountBelowHired(Refusal):
    """{hired} have been hired on this order; its headcount cannot be {given}.

    ko: 이미 {hired}명이 채용되어 모집인원을 {given}명으로 줄일 수 없습니다.
    """


class CentreMissing(Refusal):
    """No centre follows from the district and from who enters it. Name the centre (`centre`).

    ko: 지역과 담당자로 센터를 정할 수 없습니다. 센터(`centre`)를 지정하십시오.
    """


class NotYourCentre(Refusal):
    """This belongs to another centre. Ask its counsellor, or have the seeker handed over.

    ko: 다른 센터의 자료입니다. 담당 상담사에게 요청하거나 이관을 받으십시오.
    """


class SeekerRegistered(Refusal):
    """The person is registered as a seeker already. Renew or close that registration first.

    ko: 이미 구직 등록이 되어 있습니다. 기존 등록을 갱신하거나 종료하십시오.
    """


class SeekerNotActive(Refusal):
    """The seeker is {state}. Only active seekers are referred.

    ko: 구직 상태가 {state}입니다. 구직 중(ACTIVE)인 구직자만 알선할 수 있습니다.
    """


class SeekerClosed(Refusal):
    """The registration is closed; nothing of it is changed any more.

    ko: 종료된 구직 등록은 변경할 수 없습니다.
    """


class CounsellingMissing(Refusal):
    """A seeker becomes active after a first counselling. Enter the consultation (`holdConsultation`) first.

    ko: 초기상담 후에 구직을 시작할 수 있습니다. 먼저 상담을 등록하십시오(`holdConsultation`).
    """


class SensitiveConsentMissing(Refusal):
    """Health and disability are kept only with a consent of their own (SENSITIVE, purpose {purpose}).

    ko: 건강·장애 정보는 별도의 민감정보 동의(SENSITIVE, 목적 {purpose})가 있어야 저장할 수 있습니다.
    """


class EmployerConsentMissing(Refusal):
    """The seeker has not consented that this firm is told of them (THIRD_PARTY, purpose {purpose}, this firm).

    ko: 구직자가 이 기업에 대한 제3자 제공에 동의하지 않았습니다(THIRD_PARTY, 목적 {purpose}, 해당 기업).
    """


class ReferredAlready(Refusal):
    """The seeker is referred to this order already.

    ko: 이 구인에 이미 알선 중인 구직자입니다.
    """


class StartDayMissing(Refusal):
    """A hire is confirmed with the first day of work, from the day of the referral ({sent_on}) to today ({today}).

    ko: 취업 확인에는 알선일({sent_on})부터 오늘({today})까지의 입사일이 필요합니다.
    """


class RetainedTooEarly(Refusal):
    """{months} months after {start_on} is {due_on}; it cannot be confirmed before.

    ko: 입사일 {start_on}로부터 {months}개월은 {due_on}입니다. 그 전에는 확인할 수 없습니다.
    """


class LeftOutside(Refusal):
    """The day of leaving lies between the first day of work ({start_on}) and today ({today}).

    ko: 퇴사일은 입사일({start_on})과 오늘({today}) 사이여야 합니다.
    """


class HandoverOpen(Refusal):
    """A hand-over of this seeker is waiting for an answer already.

    ko: 이미 답변을 기다리는 이관 요청이 있습니다.
    """


class HandoverToSameCentre(Refusal):
    """The seeker is at this centre already. Name another centre.

    ko: 이미 해당 센터의 구직자입니다. 다른 센터를 지정하십시오.
    """


class SlotFull(Refusal):
    """No place is left at this time. Book another one.

    ko: 이 시간의 예약이 모두 찼습니다. 다른 시간을 예약하십시오.
    """


class BookedAlready(Refusal):
    """The person has booked this time already.

    ko: 이미 예약한 시간입니다.
    """


class SlotOver(Refusal):
    """This time is over or was cancelled.

    ko: 이미 지났거나 취소된 시간입니다.
    """


class SlotNotBegun(Refusal):
    """Who came is known when the time has begun: {starts}.

    ko: 참석 여부는 시작 시각({starts}) 이후에 입력할 수 있습니다.
    """


class OtherBooking(Refusal):
    """The person has another appointment from {starts} to {ends}. Cancel it first, or book another time.

    ko: {starts}~{ends}에 다른 예약이 있습니다. 먼저 취소하거나 다른 시간을 예약하십시오.
    """


class BookingOver(Refusal):
    """The booking is {state}; it is not changed any more.

    ko: 예약 상태가 {state}입니다. 더 이상 변경할 수 없습니다.
    """


class SlotTimes(Refusal):
    """A time ends after it begins and has one place or more; a fair's lies on its days.

    ko: 종료 시각은 시작 시각보다 늦고 정원은 1명 이상이어야 하며, 박람회 시간은 행사일 안에 있어야 합니다.
    """


class BoothTaken(Refusal):
    """The booth is taken, or the firm has one at this fair already.

    ko: 이미 배정된 부스이거나 해당 기업의 부스가 있습니다.
    """


class EmployerUnknown(Refusal):
    """No firm has the business number {brn}. Register or import the firm first.

    ko: 사업자등록번호 {brn}의 기업이 없습니다. 먼저 기업을 등록하십시오.
    """


class OrderOfAnother(Refusal):
    """The job order {number} belongs to another firm already.

    ko: 구인번호 {number}은(는) 이미 다른 기업의 구인입니다.
    """


class SeekerOfAnother(Refusal):
    """The registration {number} belongs to another person already.

    ko: 구직번호 {number}은(는) 이미 다른 사람의 구직 등록입니다.
    """


class PersonNotClear(Refusal):
    """Several persons have this name and birth date. Give the telephone number by which they differ.

    ko: 이름과 생년월일이 같은 사람이 여럿입니다. 구별할 수 있는 휴대전화를 입력하십시오.
    """
