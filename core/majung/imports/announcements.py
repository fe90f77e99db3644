"""Announcements of the national portal 기업마당, as its interface gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import zip_longest

import orjson
from msgspec import Struct

from majung.imports.announcement_texts import (
    CallWord,
    call_words,
    clean_line,
    clean_lines,
    provinces,
    split_list,
    title_areas,
)
from majung.imports.closing import Closing, ClosingKind, read_closing
from majung.imports.contact_texts import read_date, web_address
from majung.imports.encodings import UNREADABLE, Source, read_text, source_name
from majung.imports.reasons import Reason
from majung.imports.refusals import AnnouncementsMissing, FileEmpty
from majung.imports.report import BadRow, RowWarning, row_warning
from majung.imports.resident_numbers import contains_resident_number, may_contain_resident_number
from majung.imports.row_checks import RowRefused

PORTAL = "https://www.bizinfo.go.kr"
"""Where the portal's relative links lead."""

LENGTHS = {"pblancId": 100, "pblancNm": 300, "reqstBeginEndDe": 300, "jrsdInsttNm": 200, "excInsttNm": 200}
"""How long a text may be, in characters, as it is stored."""
_TEXT_LENGTH = 20_000
_READ = frozenset(
    {
        "pblancId", "pblancNm", "pblancUrl", "jrsdInsttNm", "excInsttNm", "bsnsSumryCn", "reqstBeginEndDe", "trgetNm",
        "areaNm", "industNm", "pldirSportRealmLclasCodeNm", "pldirSportRealmMlsfcCodeNm", "inqireCo", "creatPnttm",
    }
)  # fmt: skip
_SOURCE_ID = re.compile(r"[A-Za-z0-9_.:\-]+")


class SupportField(Struct, frozen=True):
    """One field of support in the portal's two levels (대분류, 중분류); either may be missing."""

    major: str | None
    minor: str | None


class Announcement(Struct, frozen=True, kw_only=True):
    """One announcement, cleaned. `line` is its place in the file, from 1.

    `title_areas` (from the bracket before the title) and `areas` (from the portal's list) are kept apart because
    they disagree at times; `provinces` takes the title's where it has one. `executing_body` is as published:
    직접수행 means that the supervising body does it itself. `closing_text` is the original. `extra` has what the
    portal gives besides, by its own names.
    """

    line: int
    source_id: str
    title: str
    url: str | None
    supervising_body: str | None
    executing_body: str | None
    summary: str
    opens_on: date | None
    closes_on: date | None
    closing_kind: ClosingKind
    closing_text: str
    target: str | None
    title_areas: tuple[str, ...]
    areas: tuple[str, ...]
    provinces: tuple[str, ...]
    industries: tuple[str, ...]
    fields: tuple[SupportField, ...]
    views: int
    created_on: date | None
    call_words: tuple[CallWord, ...]
    extra: dict[str, str] = {}
    warnings: tuple[RowWarning, ...] = ()


def read_announcements(source: Source) -> Iterator[Announcement | BadRow]:
    """Every entry of the file as an announcement or a bad row; a file that is no such list is refused at once."""
    return _announcements(_items(source))


def _announcements(items: list[object]) -> Iterator[Announcement | BadRow]:
    for place, item in enumerate(items, start=1):
        try:
            yield _announcement(place, item)
        except RowRefused as refused:
            yield refused.at(place)


def _items(source: Source) -> list[object]:
    name = source_name(source)
    text = read_text(source)
    if not text.strip():
        raise FileEmpty(name=name)
    try:
        content: object = orjson.loads(text)
    except (orjson.JSONDecodeError, UnicodeEncodeError) as err:
        raise AnnouncementsMissing(name=name, reason="it is not JSON", reason_ko="JSON이 아님") from err
    listed = content.get("jsonArray", content.get("items")) if isinstance(content, dict) else content
    if isinstance(listed, dict):  # the portal writes a list of one without brackets
        listed = [listed]
    if not isinstance(listed, list):
        raise AnnouncementsMissing(name=name, reason="it has no list", reason_ko="목록이 없음")
    return listed


def _announcement(place: int, item: object) -> Announcement:
    if not isinstance(item, dict):
        raise RowRefused("jsonArray", None, "NOT_AN_OBJECT")
    texts = {key: text for key, value in item.items() if (text := _text(value)) is not None}
    _check(texts)
    source_id = _source_id(texts)
    title = clean_line(texts.get("pblancNm", ""))
    if not title:
        raise RowRefused("pblancNm", None, "MISSING")
    closing = read_closing(texts.get("reqstBeginEndDe", "").strip())
    created_on = read_date(texts.get("creatPnttm", ""))
    in_title, listed = title_areas(title), split_list(texts.get("areaNm"))
    return Announcement(
        line=place,
        source_id=source_id,
        title=title,
        url=_link(texts.get("pblancUrl")),
        supervising_body=_line(texts, "jrsdInsttNm"),
        executing_body=_line(texts, "excInsttNm"),
        summary=clean_lines(texts.get("bsnsSumryCn", "")),
        opens_on=closing.opens_on,
        closes_on=closing.closes_on,
        closing_kind=closing.kind,
        closing_text=closing.text,
        target=_line(texts, "trgetNm"),
        title_areas=in_title,
        areas=listed,
        provinces=provinces(in_title or listed),
        industries=split_list(texts.get("industNm")),
        fields=_fields(texts),
        views=_count(texts.get("inqireCo")),
        created_on=created_on,
        call_words=call_words(title),
        extra={key: clean_lines(text) for key, text in texts.items() if key not in _READ},
        warnings=_doubts(place, closing, texts.get("creatPnttm"), created_on),
    )


def _text(value: object) -> str | None:
    """Texts and numbers as text; nothing for null, empty and nested values."""
    if isinstance(value, str):
        return value if value.strip() else None
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return str(value)


def _check(texts: dict[str, str]) -> None:
    if may_contain_resident_number("\n".join((*texts, *texts.values()))):
        for key, text in texts.items():
            if contains_resident_number(key) or contains_resident_number(text):
                raise RowRefused(key, text, "RESIDENT_NUMBER")
    for key, text in texts.items():
        if len(text) > LENGTHS.get(key, _TEXT_LENGTH):
            raise RowRefused(key, text, "TOO_LONG")
        if UNREADABLE.search(key + text):
            raise RowRefused(key, text, "UNREADABLE_TEXT")


def _source_id(texts: dict[str, str]) -> str:
    text = texts.get("pblancId", "").strip()
    if not text:
        raise RowRefused("pblancId", None, "MISSING")
    if _SOURCE_ID.fullmatch(text) is None:
        raise RowRefused("pblancId", text, "CODE_INVALID")
    return text


def _line(texts: dict[str, str], key: str) -> str | None:
    return clean_line(texts.get(key, "")) or None


def _link(text: str | None) -> str | None:
    """A full address; relative ones lead to the portal, other schemes than http(s) nowhere."""
    if text is None:
        return None
    link = clean_line(text)
    return PORTAL + link if link.startswith("/") and not link.startswith("//") else web_address(link)


def _fields(texts: dict[str, str]) -> tuple[SupportField, ...]:
    """Pairs in their order, each once: the two @-joined lists run side by side and repeat themselves."""
    majors = texts.get("pldirSportRealmLclasCodeNm", "").split("@")
    minors = texts.get("pldirSportRealmMlsfcCodeNm", "").split("@")
    pairs = ((clean_line(major), clean_line(minor)) for major, minor in zip_longest(majors, minors, fillvalue=""))
    pairs_once = dict.fromkeys((major or None, minor or None) for major, minor in pairs if major or minor)
    return tuple(SupportField(major, minor) for major, minor in pairs_once)


def _count(text: str | None) -> int:
    plain = (text or "").replace(",", "").strip()
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) < 10 else 0


def _doubts(place: int, closing: Closing, created: str | None, created_on: date | None) -> tuple[RowWarning, ...]:
    doubts: list[tuple[str, str, Reason]] = []
    if closing.impossible_date:
        doubts.append(("reqstBeginEndDe", closing.text, "DATE_INVALID"))
    if closing.opens_on and closing.closes_on and closing.closes_on < closing.opens_on:
        doubts.append(("reqstBeginEndDe", closing.text, "PERIOD_REVERSED"))
    if created and created_on is None:
        doubts.append(("creatPnttm", created, "DATE_INVALID"))
    return tuple(row_warning(place, field, text, reason) for field, text, reason in doubts)
