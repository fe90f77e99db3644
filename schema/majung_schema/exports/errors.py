"""Why a list is not exported."""

from __future__ import annotations

from typing import Any

from majung_schema.refusals import RequestRefused


class NotOneList(RequestRefused):
    """An export asks for one list: each level down to it has one field, and the list asks for `nodes` only ({found}).

    ko: 내보내기는 목록 하나만 받습니다. 목록까지 단계마다 필드 하나, 목록에는 `nodes`만 요청해 주십시오({found}).
    """


class PagesAreOurs(RequestRefused):
    """An export takes the whole list: leave the argument {argument} out.

    ko: 내보내기는 목록 전체를 가져옵니다. {argument} 인자를 빼 주십시오.
    """


class UnknownFormat(RequestRefused):
    """{given} is not a format of exports. Choose one of: {known}.

    ko: {given}은(는) 내보내기 형식이 아닙니다. 다음 중에서 고르십시오: {known}.
    """


class ListNotThere(RequestRefused):
    """The record whose list is asked for does not exist, or you may not see it.

    ko: 목록을 가진 자료가 없거나 볼 권한이 없습니다.
    """


class TooManyRows(RequestRefused):
    """The list has {counted} rows or more; {allowed} are exported. Narrow it down with `where`.

    ko: 목록이 {counted}행 이상입니다. {allowed}행까지 내보낼 수 있습니다. `where` 조건으로 범위를 좁혀 주십시오.
    """


class ExportFailed(Exception):
    """A page was answered with errors; nothing is exported. `body` is that answer."""

    def __init__(self, body: dict[str, Any]) -> None:
        super().__init__("a page of the export was answered with errors")
        self.body = body

    @property
    def reason(self) -> str:
        """The words of the first error."""
        return str(self.body["errors"][0]["message"])
