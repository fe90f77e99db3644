"""What is refused about deadlines."""

from __future__ import annotations

from majung.errors import Refusal


class DueAlready(Refusal):
    """This record has a due date of this kind already. Extend that one.

    ko: 이 자료에는 같은 종류의 기한이 이미 있습니다. 기존 기한을 연장해 주십시오.
    """


class PeriodUnknown(Refusal):
    """No rule says how long {kind} may take on {day}. Enter a period rule, or give the day yourself.

    ko: {day} 기준 {kind}의 처리기간이 등록되어 있지 않습니다. 처리기간을 등록하거나 기한을 직접 지정해 주십시오.
    """


class DueInThePast(Refusal):
    """The due day {given} lies before {earliest}. Choose a later one.

    ko: 기한 {given}이(가) {earliest}보다 이릅니다. 이후 날짜를 지정해 주십시오.
    """


class DueOver(Refusal):
    """The due date of {due_on} is over: it was met or has passed.

    ko: {due_on} 기한은 이미 이행되었거나 지났습니다.
    """


class NotLonger(Refusal):
    """An extension must end after the present due day {due_on}; given was {given}.

    ko: 연장 기한은 현재 기한 {due_on} 이후여야 합니다. 입력한 날짜: {given}.
    """
