"""What becomes of questions to partner systems."""

from __future__ import annotations

from typing import ClassVar

from majung.events.event import Event


class QuestionAnswered(Event, frozen=True, kw_only=True):
    """A partner's system answered a question: YES or NO."""

    subject_type: ClassVar[str] = "question"
    hook: str
    answer: str


class QuestionLapsed(Event, frozen=True, kw_only=True):
    """Nobody answered a question in time."""

    subject_type: ClassVar[str] = "question"
    hook: str
