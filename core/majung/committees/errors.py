"""What is refused about committees, their sheets and rankings."""

from __future__ import annotations

from majung.errors import Refusal


class ScoreMissing(Refusal):
    """The sheet of {member} gives no points for {criterion}.

    ko: {member} 위원의 평가표에 {criterion} 점수가 없습니다.
    """


class ScoreOutOfRange(Refusal):
    """The sheet of {member} gives {criterion} {points} points; 0 to {most} are possible.

    ko: {member} 위원의 {criterion} 점수 {points}점은 0~{most}점 범위를 벗어납니다.
    """


class CriterionUnknown(Refusal):
    """The sheet of {member} scores {criterion}, which the rubric {rubric} does not have.

    ko: {member} 위원의 평가표에 평가기준 {rubric}에 없는 항목 {criterion}이(가) 있습니다.
    """


class SheetTwice(Refusal):
    """{member} handed in more than one sheet.

    ko: {member} 위원이 평가표를 두 번 이상 제출했습니다.
    """


class TooFewSheets(Refusal):
    """{given} sheets count; the committee needs {needed} (sheets of recused members do not count).

    ko: 유효한 평가표가 {given}장입니다. {needed}장 이상이어야 합니다(제척·기피·회피 위원 제외).
    """


class TieNotBroken(Refusal):
    """{applications} are equal in every criterion and only some can be selected. The committee must decide.

    ko: {applications}의 점수가 모든 기준에서 같아 일부만 선정할 수 없습니다. 위원회가 정해야 합니다.
    """


class CommitteeTooSmall(Refusal):
    """The committee has {given} members and needs {needed}.

    ko: 위원이 {given}명입니다. {needed}명 이상이어야 합니다.
    """


class TooFewOutsiders(Refusal):
    """{external} of {members} members are from outside; more than {above_pct} % must be.

    ko: 위원 {members}명 중 외부위원이 {external}명입니다. {above_pct}%를 초과해야 합니다.
    """


class NoQuorum(Refusal):
    """{given} of {members} members took part in scoring {application}; at least {quorum_pct} % must.

    ko: {application}에 대해 위원 {members}명 중 {given}명만 평가하였습니다. {quorum_pct}% 이상이어야 합니다.
    """


class CommitteeNotInState(Refusal):
    """The committee is {state}; this needs it to be {needed}.

    ko: 위원회가 {state} 상태입니다. 이 작업은 {needed} 상태에서만 가능합니다.
    """


class NotAMember(Refusal):
    """You are not a member of this committee.

    ko: 이 위원회의 위원이 아닙니다.
    """


class MemberAlready(Refusal):
    """This account is a member of the committee already.

    ko: 이미 위촉된 위원입니다.
    """


class MemberRecused(Refusal):
    """You are recused from this application ({ground}) and do not score it.

    ko: 이 신청에 대해 {ground} 사유로 평가에서 제외되었습니다.
    """


class RecusalKnown(Refusal):
    """The member is recused from this application already, or that is being decided.

    ko: 해당 위원의 제척·기피·회피가 이미 처리되었거나 처리 중입니다.
    """


class RecusalGroundUnknown(Refusal):
    """There is no ground {given}. Possible are EXCLUSION (by law), CHALLENGE (asked by a party), ABSTENTION (own wish).

    ko: 사유 {given}은(는) 없습니다. EXCLUSION(제척), CHALLENGE(기피), ABSTENTION(회피) 중에서 지정해 주십시오.
    """


class NotBeforeTheCommittee(Refusal):
    """The application is not one of the call that this committee evaluates, or does not wait for evaluation ({state}).

    ko: 이 위원회가 평가하는 공고의 신청이 아니거나 평가 단계가 아닙니다({state}).
    """


class PlacesOrBudget(Refusal):
    """Say how many places there are, or how much money and what each application would get; exactly one of the two.

    ko: 선정 인원 또는 예산과 건별 금액 중 하나만 지정해 주십시오.
    """


class AmountMissing(Refusal):
    """Ranking within a budget needs an amount above 0 won for {application}.

    ko: 예산 범위에서 선정하려면 {application}의 지원액을 0원보다 크게 입력해야 합니다.
    """


class NothingToRank(Refusal):
    """No application has been scored by this committee.

    ko: 평가가 완료된 신청이 없습니다.
    """


class RubricUnusable(Refusal):
    """The rubric cannot be used: {reason}.

    ko: 평가기준을 사용할 수 없습니다: {reason}.
    """
