"""What is refused about programs, editions and calls."""

from __future__ import annotations

from majung.errors import Refusal


class PluginNotEnabled(Refusal):
    """Program {program} needs the plugin {plugin}, which is not enabled here. Its records can be read, not changed.

    ko: 사업 {program}에 필요한 플러그인 {plugin}이(가) 사용 설정되어 있지 않습니다. 기록은 조회만 할 수 있습니다.
    """


class ProgramUnknown(Refusal):
    """There is no program {code}. Known programs: {known}.

    ko: 사업 {code}이(가) 없습니다. 등록된 사업: {known}.
    """


class RulesInvalid(Refusal):
    """The rule data do not fit the program {program}: {reason}.

    ko: 규칙 자료가 사업 {program}의 형식에 맞지 않습니다: {reason}.
    """


class ProgramHasNoRules(Refusal):
    """The program {program} declares no rule data.

    ko: 사업 {program}에는 규칙 자료가 없습니다.
    """


class RulesAlreadyUsed(Refusal):
    """Rules from {given} would change what decisions up to {used} were based on. Let them begin later.

    ko: {given}부터의 규칙은 {used}까지의 결정 근거를 바꿉니다. 시작일을 이후로 정해 주십시오.
    """


class RulesMissing(Refusal):
    """No rule data of this edition are in force on {on}. An official must enter them first.

    ko: {on}에 유효한 규칙 자료가 없습니다. 담당자가 먼저 등록해야 합니다.
    """


class RulesOfAnotherProgram(Refusal):
    """The edition belongs to another program: its rule data are not those that are needed here.

    ko: 다른 사업의 회차입니다. 이 작업에 필요한 규칙 자료가 아닙니다.
    """


class CallPeriodReversed(Refusal):
    """A call cannot close ({closes}) before it opens ({opens}).

    ko: 공고의 마감({closes})이 시작({opens})보다 빠를 수 없습니다.
    """


class CallNeedsTitle(Refusal):
    """A call needs a title.

    ko: 공고에는 제목이 필요합니다.
    """


class CallNeedsEnd(Refusal):
    """A call with closing kind FIXED needs a time at which it closes.

    ko: 마감 유형이 FIXED인 공고에는 마감 일시가 필요합니다.
    """


class DistrictsUnknown(Refusal):
    """These are not canonical district codes: {codes}.

    ko: 알 수 없는 시군구 코드입니다: {codes}.
    """


class CallNotDraft(Refusal):
    """Only a draft can be published; this call is {status}. Use changeCall to change or extend it.

    ko: 초안만 게시할 수 있습니다. 이 공고의 상태: {status}. 변경·연장은 changeCall을 사용하십시오.
    """


class CallNotPublished(Refusal):
    """Only a published call can be changed or closed; this one is {status}.

    ko: 게시된 공고만 변경하거나 마감할 수 있습니다. 이 공고의 상태: {status}.
    """


class NothingToChange(Refusal):
    """The change says nothing new.

    ko: 변경되는 내용이 없습니다.
    """


class CallNotOpen(Refusal):
    """The call does not take applications now: intake runs {opens} to {closes} (status {status}).

    ko: 지금은 접수 기간이 아닙니다. 접수 기간: {opens} ~ {closes} (상태 {status}).
    """


class EditionExists(Refusal):
    """The program {program} is already set up for {year}.

    ko: 사업 {program}의 {year}년도 사업이 이미 있습니다.
    """


class RulesPeriodReversed(Refusal):
    """Rule data cannot end ({ends}) before they begin ({begins}).

    ko: 규칙 자료의 종료일({ends})이 시작일({begins})보다 빠를 수 없습니다.
    """


class CallSubProgramUnknown(Refusal):
    """The program {program} has no sub-program {given}. It has: {possible}.

    ko: 사업 {program}에는 세부사업 {given}이(가) 없습니다. 등록된 세부사업: {possible}.
    """
