"""Industries as files name them: a KSIC code, or the name of a class."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tortoise.connection import get_connection

REVISION = 10
"""The revision of KSIC that files mean unless they say another."""

_CODE = re.compile(r"[A-U]?(\d{2,5})|([A-U])", re.ASCII)


def find_industry(text: str | None, by_name: Mapping[str, str]) -> str | None:
    """The code in a text (C10309 -> 10309), or that of the class with this name; None where neither is known."""
    if not text:
        return None
    found = _CODE.fullmatch(text.strip().upper())
    return (found[1] or found[2]) if found else by_name.get(_folded(text))


def names_of_industries(rows: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Codes by name. A class with a single subclass shares its name: the wider one counts; else a name is unclear."""
    found: dict[str, str | None] = {}
    for code, name in sorted(rows, key=lambda row: (len(row[0]), row[0])):
        known = found.setdefault(_folded(name), code)
        if known is not None and not code.startswith(known):
            found[_folded(name)] = None
    return {name: code for name, code in found.items() if code is not None}


async def load_industry_names(revision: int = REVISION) -> dict[str, str]:
    """Codes by name of a revision, as far as it has been imported."""
    rows = await get_connection("default").execute_query_dict(
        "select code, name_ko from industry where revision = $1 and level > 1", [revision]
    )
    return names_of_industries((row["code"], row["name_ko"]) for row in rows)


def _folded(name: str) -> str:
    return re.sub(r"[\s,ㆍ·;]+", "", name)
