"""What is refused about notes."""

from __future__ import annotations

from majung.errors import Refusal


class NoteEmpty(Refusal):
    """A note needs words.

    ko: 메모 내용을 입력해 주십시오.
    """


class NotesAreForOfficials(Refusal):
    """Only officials write notes.

    ko: 메모는 담당자만 작성할 수 있습니다.
    """


class NotYourNote(Refusal):
    """Only {author}, who wrote this note, may change or remove it.

    ko: 메모를 작성한 {author}만 변경하거나 삭제할 수 있습니다.
    """


class CentreOfOthers(Refusal):
    """You do not work at this centre, so its notes are not yours to write.

    ko: 소속되지 않은 센터의 메모는 작성할 수 없습니다.
    """
