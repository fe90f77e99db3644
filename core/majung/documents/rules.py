"""What a file is, by its content, and how long a document counts. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from majung.documents.errors import DocumentDatesWrong

PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
HWP = "application/x-hwp"
HWPX = "application/hwp+zip"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"

ACCEPTED: tuple[str, ...] = (PDF, PNG, JPEG, TIFF, HWP, HWPX, DOCX, XLSX, PPTX)
"""Media types that a type of document accepts unless it says otherwise."""

HEAD = 4096
"""Bytes from the beginning of a file that tell its kind."""

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
)
ZIP = b"PK\x03\x04"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
HWP_MARK = b"HWP Document File"
_PARTS: tuple[tuple[str, str], ...] = (("word/", DOCX), ("xl/", XLSX), ("ppt/", PPTX))
UNKNOWN = "application/octet-stream"


@dataclass(frozen=True, kw_only=True)
class Dates:
    """When a document was issued and until when it counts, both included."""

    issued_on: date | None
    valid_until: date | None


def plain_type(head: bytes) -> str | None:
    """The media type that the first bytes say, or None where a look inside is needed."""
    return next((kind for magic, kind in _MAGIC if head.startswith(magic)), None)


def zip_type(names: Iterable[str], mimetype: bytes) -> str:
    """The media type of a ZIP container, from the names in it and the content of its part `mimetype`."""
    if mimetype.strip() == HWPX.encode():
        return HWPX
    listed = set(names)
    if "[Content_Types].xml" in listed:
        for folder, kind in _PARTS:
            if any(name.startswith(folder) for name in listed):
                return kind
    return "application/zip"


def dates_of(
    *, issued_on: date | None, valid_until: date | None, valid_days: int | None, dated: bool, today: date
) -> Dates:
    """The dates a document is kept with: what was given, or the end that follows from the rule of its type.

    Refuses a date of issue after today, a missing one where the type needs it, and an end before the beginning. An
    end that is later than the rule of its type allows is brought forward to it.
    """
    if issued_on is None and (dated or valid_days is not None):
        raise _wrong("발급일을 입력하십시오", "say when it was issued")
    if issued_on is not None and issued_on > today:
        raise _wrong("발급일이 오늘 이후입니다", "it was issued after today")
    ends = issued_on + timedelta(days=valid_days) if issued_on and valid_days is not None else None
    until = min((day for day in (ends, valid_until) if day), default=None)
    if issued_on is not None and until is not None and until < issued_on:
        raise _wrong("유효기간이 발급일보다 빠릅니다", "it ends before it was issued")
    return Dates(issued_on=issued_on, valid_until=until)


def is_valid(valid_until: date | None, removed_at: object, today: date) -> bool:
    """Whether a document counts on a day."""
    return removed_at is None and (valid_until is None or valid_until >= today)


def accepted_by(media_types: Iterable[str]) -> tuple[str, ...]:
    """What a type of document accepts; nothing said means everything that is accepted at all."""
    return tuple(media_types) or ACCEPTED


def key_of(sha256: str) -> str:
    """Where a file's content is kept: by its own hash, in 256 folders."""
    return f"sha256/{sha256[:2]}/{sha256}"


def _wrong(ko: str, en: str) -> DocumentDatesWrong:
    return DocumentDatesWrong(path=("issuedOn",), reason_ko=ko, reason_en=en)
