"""Refusals: expected answers of "no", each a class with a stable code and its words in English and Korean."""

from __future__ import annotations

import inspect
import re
from typing import ClassVar, Literal

Locale = Literal["ko", "en"]

_KO = re.compile(r"^\s*ko:\s*", re.MULTILINE)
_WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")


class Refusal(Exception):
    """The request was refused.

    ko: 요청이 거부되었습니다.

    A subclass's docstring is its message: the first paragraph in English, the paragraph that begins with
    ``ko:`` in Korean, both with ``{placeholders}`` filled from the keyword details. Its code is the class name
    in capitals (``CallNotOpen`` -> ``CALL_NOT_OPEN``) and never changes once published.
    """

    code: ClassVar[str] = "REFUSAL"
    words: ClassVar[dict[str, str]] = {}

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "code" not in cls.__dict__:
            cls.code = _WORD.sub("_", cls.__name__).upper()
        english, *korean = _KO.split(inspect.cleandoc(cls.__doc__ or ""), maxsplit=1)
        cls.words = {"en": _paragraph(english), "ko": _paragraph(korean[0]) if korean else ""}

    def __init__(self, *, path: tuple[str | int, ...] = (), **details: object) -> None:
        self.path = path
        self.details = details
        super().__init__(self.message("en"))

    def message(self, locale: Locale = "en") -> str:
        """What was refused, why, and what would be accepted, in one language."""
        return (self.words.get(locale) or self.words["en"]).format_map(_Shown(self.details))


class _Shown(dict[str, object]):
    """Details for a message; one that the raiser did not give is shown as ``?`` instead of failing twice."""

    def __missing__(self, key: str) -> str:
        return "?"


def _paragraph(text: str) -> str:
    return " ".join(text.strip().split("\n\n")[0].split())


class NotFound(Refusal):
    """{kind} {id} does not exist, or you may not see it.

    ko: {kind} {id}을(를) 찾을 수 없거나 볼 권한이 없습니다.
    """


class NotAllowed(Refusal):
    """This needs the permission {scope}, which {actor} does not have.

    ko: {scope} 권한이 필요하지만 {actor}에게는 없습니다.
    """


class VersionConflict(Refusal):
    """{kind} was changed meanwhile: you edited version {given}, the current one is {current}. Read it again.

    ko: {kind}이(가) 그사이 변경되었습니다. 편집한 버전은 {given}, 현재 버전은 {current}입니다. 다시 읽어 주십시오.
    """


class InvalidValue(Refusal):
    """{field} cannot be {value}: {reason}.

    ko: {field}에 {value} 값을 쓸 수 없습니다: {reason}.
    """


class ResidentNumberRefused(Refusal):
    """{field} contains what looks like a resident registration number. It is never stored; remove it.

    ko: {field}에 주민등록번호로 보이는 값이 있습니다. 주민등록번호는 저장하지 않습니다. 삭제해 주십시오.

    Personal Information Protection Act, art. 24-2.
    """


class BadSetting(Refusal):
    """{setting} cannot be {value}: {expected}.

    ko: 환경 변수 {setting}에 {value} 값을 쓸 수 없습니다: {expected}.
    """
