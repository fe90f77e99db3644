"""Why a merge, its undoing or a succession is refused."""

from __future__ import annotations

from majung.errors import Refusal


class MergeWithItself(Refusal):
    """A record cannot be merged with itself. Name the two records that are one.

    ko: 같은 자료끼리는 병합할 수 없습니다. 서로 다른 두 자료를 지정해 주십시오.
    """


class AlreadyMerged(Refusal):
    """{merged} was merged already and now stands for {survivor}. Use that one, or undo the merge first.

    ko: {merged}은(는) 이미 병합되어 {survivor}(으)로 통합되었습니다. 통합된 자료를 사용하거나 먼저 병합을 취소하십시오.
    """


class DifferentEntities(Refusal):
    """The two have different values of {field}, so they are not one. If one value is wrong, correct it first.

    ko: 두 자료의 {field} 값이 달라 같은 대상이 아닙니다. 한쪽 값이 잘못되었다면 먼저 정정해 주십시오.
    """


class MoneyIsMoving(Refusal):
    """Money is on its way, so the records stay as they are until it has arrived: {what}.

    ko: 자금이 처리 중이므로 완료될 때까지 병합하거나 취소할 수 없습니다: {what}.
    """


class MergeClash(Refusal):
    """Both records have a row of {table} that may exist only once ({constraint}). Remove or change one of them first.

    ko: 두 자료 모두 {table}에 하나만 있을 수 있는 행이 있습니다({constraint}). 먼저 한쪽을 삭제하거나 변경해 주십시오.
    """


class ReasonMissing(Refusal):
    """Say why: it is kept with the record, for those who ask later.

    ko: 사유를 입력해 주십시오. 이후 확인할 수 있도록 기록됩니다.
    """


class AlreadyUndone(Refusal):
    """This merge was undone already, on {at}.

    ko: 이 병합은 {at}에 이미 취소되었습니다.
    """


class ChangedSinceMerge(Refusal):
    """The merge cannot be undone whole: {count} of the moved rows were changed since ({tables}). Correct them by hand.

    ko: 병합 이후 변경된 행이 {count}건 있어({tables}) 병합을 그대로 취소할 수 없습니다. 직접 정정해 주십시오.
    """


class LaterMergeFirst(Refusal):
    """{survivor} was itself merged into {into} since. Undo that merge first.

    ko: {survivor}은(는) 이후 {into}(으)로 병합되었습니다. 그 병합을 먼저 취소해 주십시오.
    """


class SuccessionIncomplete(Refusal):
    """A succession of the kind {kind} needs {needed}.

    ko: {kind} 유형의 승계에는 {needed}이(가) 필요합니다.
    """


class SuccessionTwice(Refusal):
    """This succession is recorded already for that day.

    ko: 같은 날짜의 동일한 승계가 이미 등록되어 있습니다.
    """


class SuccessionKindUnknown(Refusal):
    """There is no kind of succession {kind}; known are {known}.

    ko: {kind}은(는) 승계 유형이 아닙니다. 사용할 수 있는 유형: {known}.
    """
