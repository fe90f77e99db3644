"""Where a text points: a code as received, a name, an address or an announcement's title to one district.

On 2026-07-01 전라남도 (46) and 광주광역시 (29) became 전남광주통합특별시 (12) and every code in them changed; both
spellings live on in data. A district is known by its newest code. A code that was split leads to several districts
and is never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cache

from majung.reference import read_reference

_CODE = re.compile(r"\d{2}|\d{5}|\d{10}")
_TITLE = re.compile(r"\s*\[(?:([^\]]+)\]|(\S+)\s)\s*(.*)", re.DOTALL)
_LEADING = re.compile(r"^(?:[\s(\[]*\d{5}[\s)\]]+|\s*(?:행정구역상|대한민국)\s+|\s+)+")
_SEPARATORS = re.compile(r"[·,/\s]+")
_END = re.compile(r"$|[\s,()·]")


@dataclass(frozen=True, kw_only=True)
class KnownDistrict:
    """A sido (two digits) or a si/gun/gu (five digits) under its newest code; `member` are the 22 that are served."""

    code: str
    name_ko: str
    kind: str
    sido: str
    member: bool = False
    capital_region: bool = False


@dataclass(frozen=True, kw_only=True)
class CodeChange:
    """That one code gave way to another on a day; several changes of one code are a split."""

    old: str
    new: str
    effective: date


@dataclass(frozen=True, kw_only=True)
class SidoWord:
    """A word for one or more sido, by their codes as meant (46 and 29 stay apart); see `sido_aliases`."""

    word: str
    codes: tuple[str, ...]
    only_before_child: bool = False


@dataclass(frozen=True, kw_only=True)
class Districts:
    """Everything the rules know: districts by code, what became of old codes, words for sido (longest first)."""

    known: Mapping[str, KnownDistrict]
    changes: Mapping[str, Sequence[CodeChange]]
    words: Sequence[SidoWord]
    served_before_merger: Mapping[str, frozenset[str]] = field(default_factory=dict)


def resolve(received: str, districts: Districts, *, on: date | None = None) -> KnownDistrict | None:
    """The one district that a code, name, address or title means, or None where it is none or one of several."""
    found = candidates(received, districts, on=on)
    return found[0] if len(found) == 1 else None


def candidates(received: str, districts: Districts, *, on: date | None = None) -> tuple[KnownDistrict, ...]:
    """Every district that a text may mean; codes split later than the day `on` still mean what they meant then."""
    codes = [found.code for code in _codes(received, districts) for found in _newest(code, districts, on)]
    return tuple(districts.known[code] for code in dict.fromkeys(codes))


def covered(received: str, districts: Districts) -> frozenset[str]:
    """The codes of all districts that a region word, title or address takes in, for comparing calls with firms.

    전남 means the 22 si/gun that were 전라남도 and 광주 its five gu, although both are the sido 12 now; other sido
    are covered by their own code.
    """
    codes = _codes(received, districts)
    return frozenset().union(
        *(
            districts.served_before_merger.get(code) or {d.code for d in _newest(code, districts, None)}
            for code in codes
        )
    )


def is_member(code: str, districts: Districts) -> bool:
    """Whether a code, old or new, is one of the 22 si/gun that the agency serves; never a test on the sido."""
    found = resolve(code, districts) if _CODE.fullmatch(code) else None
    return found is not None and found.member


def districts_from_rows(
    *,
    members: Iterable[Mapping[str, str]],
    changes: Iterable[Mapping[str, str]],
    sido: Iterable[Mapping[str, str]],
    capital: Iterable[Mapping[str, str]],
    aliases: Iterable[Mapping[str, str]],
) -> Districts:
    """The districts of rows shaped like the reference tables of the same names."""
    sido, changes = list(sido), list(changes)
    known = {row["code"]: _sido(row) for row in sido}
    for row in changes:
        if len(row["new_code"]) == 5:
            known[row["new_code"]] = _district(row["new_code"], row["new_name"].split(maxsplit=1)[1])
    for row in capital:
        known[row["code"]] = _district(row["code"], row["name_ko"], capital_region=True)
    for row in members:
        known[row["code_2026"]] = _district(row["code_2026"], row["name_ko"], member=True)
    by_old: dict[str, list[CodeChange]] = {}
    before_merger: dict[str, set[str]] = {}
    for row in changes:
        change = CodeChange(
            old=row["old_code"], new=row["new_code"], effective=date.fromisoformat(row["effective_date"])
        )
        by_old.setdefault(change.old, []).append(change)
        if len(change.old) == 5 and change.old[:2] != change.new[:2]:
            before_merger.setdefault(change.old[:2], set()).add(change.new)
    words = [SidoWord(word=row[name], codes=(row["code"],)) for row in sido for name in ("name_ko", "short_ko")]
    words += [
        SidoWord(
            word=row["alias"], codes=tuple(row["codes"].split(";")), only_before_child=row["only_before_child"] == "Y"
        )
        for row in aliases
    ]
    return Districts(
        known=known,
        changes=by_old,
        words=sorted(words, key=lambda entry: -len(entry.word)),
        served_before_merger={code: frozenset(news) for code, news in before_merger.items()},
    )


@cache
def reference_districts() -> Districts:
    """The districts that the project ships."""
    return districts_from_rows(
        members=read_reference("jeonnam_sigungu"),
        changes=read_reference("district_code_changes"),
        sido=read_reference("sido"),
        capital=read_reference("capital_region_sigungu"),
        aliases=read_reference("sido_aliases"),
    )


def _sido(row: Mapping[str, str]) -> KnownDistrict:
    return KnownDistrict(
        code=row["code"],
        name_ko=row["name_ko"],
        kind="sido",
        sido=row["code"],
        capital_region=row["capital_region"] == "Y",
    )


def _district(code: str, name: str, *, member: bool = False, capital_region: bool = False) -> KnownDistrict:
    kind = {"시": "si", "군": "gun", "구": "gu"}[name[-1]]
    return KnownDistrict(
        code=code, name_ko=name, kind=kind, sido=code[:2], member=member, capital_region=capital_region
    )


def _newest(code: str, districts: Districts, on: date | None) -> tuple[KnownDistrict, ...]:
    """What became of a code; an unknown district of a known sido counts as that sido."""
    changes = districts.changes.get(code, ())
    split_later = len(changes) > 1 and on is not None and on < min(change.effective for change in changes)
    if changes and not split_later:
        return tuple(found for change in changes for found in _newest(change.new, districts, on))
    if code in districts.known:
        return (districts.known[code],)
    return _newest(code[:2], districts, on) if len(code) > 2 else ()


def _codes(received: str, districts: Districts) -> tuple[str, ...]:
    """The codes, old or new, that a text names."""
    text = _LEADING.sub("", unicodedata.normalize("NFKC", received.replace("ㆍ", "·"))).strip()
    if _CODE.fullmatch(received.strip()):
        code = received.strip()
        return (code[:2],) if len(code) == 2 or code[2:5] == "000" else (code[:5],)
    if title := _TITLE.match(text):
        return _title_codes(title[1] or title[2], title[3], districts)
    if "@" in text:
        return tuple(code for part in text.split("@") for code in _codes(part, districts))
    found = _address_codes(text, districts) or _bare_name_codes(text, districts)
    _, _, rest = text.partition(" ")
    return found or (_address_codes(rest, districts, in_full=True) if rest else ())


def _title_codes(regions: str, rest: str, districts: Districts) -> tuple[str, ...]:
    """[전남] 여수시 … is 여수시, [광주·전남] … is both."""
    words = [word for word in _SEPARATORS.split(regions) if word]
    if len(words) == 1 and rest:
        return _address_codes(f"{words[0]} {rest}", districts, short_names=False)
    return tuple(code for word in words for code in _address_codes(word, districts))


def _address_codes(
    text: str, districts: Districts, *, in_full: bool = False, short_names: bool = True
) -> tuple[str, ...]:
    """The district of a text that begins with a word for a sido (`in_full`: with its whole name)."""
    for entry in districts.words:
        if not text.startswith(entry.word) or (
            in_full and not entry.word.endswith(("도", "특별시", "광역시", "자치시"))
        ):
            continue
        rest = text[len(entry.word) :]
        attached = not _END.match(rest)
        children = _children(rest.lstrip(" ,·"), entry, districts, attached=attached, short_names=short_names)
        if children:
            return children
        if not attached and not entry.only_before_child:
            return entry.codes
    return ()


def _children(
    rest: str, entry: SidoWord, districts: Districts, *, attached: bool, short_names: bool
) -> tuple[str, ...]:
    """The districts of a sido whose name a text begins with; 전남, 광주 and 전남광주 have the same ones."""
    parents = {found.code for code in entry.codes for found in _newest(code, districts, None)}
    longest: list[KnownDistrict] = []
    for district in districts.known.values():
        if district.kind == "sido" or district.sido not in parents:
            continue
        names = [district.name_ko] + ([district.name_ko[:-1]] if short_names and district.member else [])
        if any(rest.startswith(name) and (attached or _END.match(rest, len(name))) for name in names):
            longest.append(district)
    best = max((len(district.name_ko) for district in longest), default=0)
    return tuple(district.code for district in longest if len(district.name_ko) == best)


def _bare_name_codes(text: str, districts: Districts) -> tuple[str, ...]:
    """A si or gun named without its sido; a gu is not enough (many cities have a 서구), nor is 광주시."""
    taken = {entry.word for entry in districts.words}
    return tuple(
        district.code
        for district in districts.known.values()
        if district.kind in ("si", "gun")
        and district.name_ko not in taken
        and (
            (text.startswith(district.name_ko) and _END.match(text, len(district.name_ko)))
            or (district.member and text == district.name_ko[:-1])
        )
    )
