"""Files on their way in."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import AsyncIterator
from datetime import date
from pathlib import Path

import pytest
from tests.core.documents.conftest import PDF, chunks, packed

from majung.documents.errors import DocumentDatesWrong, FileEmpty, FileTooLarge
from majung.documents.receiving import media_type_of, received
from majung.documents.rules import DOCX, HWP, HWPX, XLSX, dates_of, is_valid

TODAY = date(2026, 11, 26)


async def test_a_file_is_hashed_and_gone_when_it_was_looked_at() -> None:
    async with received(chunks(PDF), allowed=len(PDF)) as file:
        assert (file.size, file.sha256) == (len(PDF), hashlib.sha256(PDF).hexdigest())
        assert file.path.read_bytes() == PDF
    assert not file.path.exists()


async def test_refuses_what_is_too_large_before_it_has_arrived() -> None:
    taken: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            taken.append(1)
            yield b"x" * 1000

    with pytest.raises(FileTooLarge):
        async with received(endless(), allowed=5000):
            pass
    assert len(taken) == 6


async def test_refuses_an_empty_file() -> None:
    with pytest.raises(FileEmpty):
        async with received(chunks(b""), allowed=10):
            pass


def deflated_badly() -> bytes:
    """A container whose first part cannot be unpacked."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as container:
        container.writestr("mimetype", b"abc" * 1000)
    raw = bytearray(content.getvalue())
    raw[38:48] = b"\xff" * 10
    return bytes(raw)


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (PDF, "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (packed(**{"[Content_Types].xml": "", "word/document.xml": ""}), DOCX),
        (packed(**{"[Content_Types].xml": "", "xl/workbook.xml": ""}), XLSX),
        (packed(mimetype="application/hwp+zip", version="1"), HWPX),
        (packed(**{"evil.exe": ""}), "application/zip"),
        (packed(), "application/octet-stream"),
        (b"PK\x03\x04 not a container", "application/zip"),
        (deflated_badly(), "application/zip"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9000 + b"HWP Document File V5.00", HWP),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 9000, "application/x-ole-storage"),
        (b"MZ\x90\x00 program", "application/octet-stream"),
        (b"<html><script>", "application/octet-stream"),
    ],
)
def test_the_content_says_what_a_file_is(tmp_path: Path, content: bytes, expected: str) -> None:
    path = tmp_path / "names.say.nothing.pdf"
    path.write_bytes(content)
    assert media_type_of(path) == expected


def test_a_document_counts_until_the_day_its_type_says() -> None:
    issued = date(2026, 11, 1)
    ruled = dates_of(issued_on=issued, valid_until=None, valid_days=30, dated=True, today=TODAY)
    shorter = dates_of(issued_on=issued, valid_until=date(2026, 11, 5), valid_days=30, dated=True, today=TODAY)
    longer = dates_of(issued_on=issued, valid_until=date(2027, 1, 1), valid_days=30, dated=True, today=TODAY)
    assert [d.valid_until for d in (ruled, shorter, longer)] == [
        date(2026, 12, 1), date(2026, 11, 5), date(2026, 12, 1),
    ]  # fmt: skip
    assert is_valid(date(2026, 12, 1), None, date(2026, 12, 1))
    assert not is_valid(date(2026, 12, 1), None, date(2026, 12, 2))


@pytest.mark.parametrize(
    ("issued_on", "valid_until"), [(None, None), (date(2026, 11, 27), None), (TODAY, date(2026, 11, 1))]
)
def test_refuses_dates_that_cannot_be(issued_on: date | None, valid_until: date | None) -> None:
    with pytest.raises(DocumentDatesWrong):
        dates_of(issued_on=issued_on, valid_until=valid_until, valid_days=None, dated=True, today=TODAY)
