"""The name of a new plugin, checked, and the forms in which it is written."""

from __future__ import annotations

import keyword
from dataclasses import asdict, dataclass
from importlib.metadata import entry_points

from majung.errors import Refusal
from majung.plugin.contract import GROUP
from majung.plugin.installed import NAME, RESERVED
from majung.storage.apps import core_tables

LONGEST = 30
"""Names of tables, constraints and indexes begin with it, and PostgreSQL cuts names at 63 letters."""


class PluginNameRefused(Refusal):
    """A plugin cannot be called {given}: {reason}. Right is a name like night_market: small letters, digits and single underscores, beginning with a letter.

    ko: 플러그인 이름으로 {given}을(를) 쓸 수 없습니다: {reason_ko}. 예: night_market (영문 소문자로 시작, 소문자·숫자·밑줄 하나씩).
    """  # noqa: E501


@dataclass(frozen=True, kw_only=True)
class PluginWords:
    """One name in all the forms that files need: night_market, night-market, NightMarket, nightMarket, NIGHT_MARKET."""

    name: str
    kebab: str
    Camel: str
    camel: str
    CODE: str
    prefix: str
    title: str

    @property
    def package(self) -> str:
        """The Python package."""
        return f"majung_{self.name}"

    def all(self) -> dict[str, str]:
        """Each placeholder with what stands for it."""
        return asdict(self)


def words_of(name: str) -> PluginWords:
    """The forms of a name; refuses one that the loader or the database would refuse, or that is taken."""
    _check(name)
    parts = name.split("_")
    capitals = [part.capitalize() for part in parts]
    return PluginWords(
        name=name,
        kebab="-".join(parts),
        Camel="".join(capitals),
        camel=parts[0] + "".join(capitals[1:]),
        CODE=name.upper(),
        prefix="".join(parts),
        title=" ".join([capitals[0], *parts[1:]]),
    )


def _check(name: str) -> None:
    owned = next((t.table_name() for t in core_tables() if t.table_name().startswith(f"{name}_")), None)
    if not NAME.fullmatch(name):
        raise _refused(name, "it has other letters", "쓸 수 없는 문자가 있습니다")
    if len(name) > LONGEST:
        raise _refused(name, f"it is longer than {LONGEST} letters", f"{LONGEST}자보다 깁니다")
    if name in RESERVED or keyword.iskeyword(name):
        raise _refused(name, "the platform or Python uses the word", "플랫폼이나 파이썬이 쓰는 단어입니다")
    if owned:
        reason, ko = f"it would own tables such as {owned}, which is the core's", f"{owned} 등 핵심 테이블과 겹칩니다"
        raise _refused(name, reason, ko)
    if any(point.name == name for point in entry_points(group=GROUP)):
        raise _refused(name, "a plugin of this name is installed", "같은 이름의 플러그인이 설치되어 있습니다")


def _refused(name: str, reason: str, reason_ko: str) -> PluginNameRefused:
    return PluginNameRefused(given=name[:60], reason=reason, reason_ko=reason_ko)
