"""Why a document is not stored, or not executed."""

from __future__ import annotations

from majung.errors import Refusal


class DocumentRefused(Refusal):
    """The document cannot be stored ({reason_code}): {reason}

    ko: 문서를 저장할 수 없습니다({reason_code}): {reason}
    """


class NotOverEvents(Refusal):
    """The document must be one subscription whose only field gives updates and takes `after`; found {found}.

    ko: 문서는 갱신 정보를 주고 `after`를 받는 필드 하나로 된 구독(subscription)이어야 합니다. 현재: {found}.
    """


class CursorInDocument(Refusal):
    """A stored document says nothing about `after`: where it begins is the endpoint's or the feed's own cursor.

    ko: 저장하는 문서에는 `after`를 쓰지 않습니다. 시작 위치는 수신 주소나 피드의 커서가 정합니다.
    """


class DocumentTooDear(Refusal):
    """The document costs {counted} for each event; {allowed} are allowed. Select fewer fields or smaller pages.

    ko: 문서의 이벤트당 비용이 {counted}입니다. {allowed}까지 가능합니다. 필드나 페이지 크기를 줄이십시오.
    """


class NoSample(Refusal):
    """{type} is no kind of event here. Kinds are, for example, {examples}.

    ko: {type}은(는) 이 시스템의 이벤트 종류가 아닙니다. 예: {examples}.
    """


class EventNotSeen(Refusal):
    """The event does not exist, or the document's mandate may not see it.

    ko: 이벤트가 없거나 문서의 권한으로 볼 수 없습니다.
    """
