"""Why an answer to a question is not taken."""

from __future__ import annotations

from majung.errors import Refusal


class QuestionClosed(Refusal):
    """The question is not open any more: {state}. Its deadline was {deadline}.

    ko: 질의가 종료되었습니다: {state}. 회신 기한은 {deadline}이었습니다.
    """


class AnswerUnreadable(Refusal):
    """The answer cannot be read: {reason}. A yes carries {expected}.

    ko: 회신을 읽을 수 없습니다: {reason}. 승낙 회신에는 {expected}이(가) 필요합니다.
    """


class AnswerToAnother(Refusal):
    """The answer is signed for {given}, but the question is {expected}. Sign with the question's id as webhook-id.

    ko: 회신의 서명은 {given}에 대한 것이지만 질의는 {expected}입니다. 질의 식별자를 webhook-id로 하여 서명하십시오.
    """


class UnknownQuestionKind(Refusal):
    """There is no question {name} here. Systems can answer: {known}.

    ko: {name} 질의는 없습니다. 회신할 수 있는 질의: {known}.
    """
