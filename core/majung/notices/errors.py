"""What is refused about notices."""

from __future__ import annotations

from majung.errors import Refusal


class NoticeToOne(Refusal):
    """This record belongs to no firm and no person, so nobody can be served a notice about it.

    ko: 이 자료는 특정 기업이나 개인의 것이 아니어서 통지할 수 없습니다.
    """


class NoticeTitleMissing(Refusal):
    """A notice needs a title.

    ko: 통지 제목을 입력해 주십시오.
    """


class NoticeNotForYou(Refusal):
    """Only those for whom a notice is meant read it: the firm's agents, or the person.

    ko: 통지는 해당 기업의 대리인 또는 본인만 수신 확인할 수 있습니다.
    """
