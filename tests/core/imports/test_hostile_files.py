"""Files that were made to break a reader, or that a broken download left: refused with a code, in bounded memory."""

from __future__ import annotations

import codecs
import io
import struct
import tracemalloc
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.core.imports.test_any_input import PARTS, outcome, read_any_firms, read_rows
from tests.core.imports.test_tables import PLAIN, values, workbook

from majung.errors import Refusal
from majung.imports import delimited, encodings, file_kinds, html_tables
from majung.imports.announcements import read_announcements
from majung.imports.refusals import FileBroken, FileTooLarge, TextNotReadable
from majung.imports.tables import read_table

BOOK = workbook(("상호", "업종코드"), ("해남고구마", "01110"), ("목포어묵", "10211"))
BOMS = [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE, codecs.BOM_UTF8, codecs.BOM_UTF32_LE]


def packed(parts: dict[str, bytes], kind: int = zipfile.ZIP_DEFLATED) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", kind) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return content.getvalue()


@settings(max_examples=60)
@given(st.integers(0, len(BOOK)), st.binary(max_size=12), st.booleans())
def test_any_truncation_and_overwriting_of_a_workbook(at: int, noise: bytes, ends: bool) -> None:
    content = BOOK[:at] + noise + (b"" if ends else BOOK[at + len(noise) :])
    assert isinstance(outcome(read_rows, content), list | Refusal)
    assert isinstance(outcome(read_any_firms, content), list | Refusal)


@settings(max_examples=60)
@given(st.sampled_from(BOMS), st.binary(min_size=400, max_size=800))
def test_a_mark_before_garbage_is_refused(mark: bytes, garbage: bytes) -> None:
    assert isinstance(outcome(read_rows, mark + garbage), TextNotReadable | FileBroken)
    assert isinstance(outcome(read_announcements, mark + garbage), Refusal)


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE])
@pytest.mark.parametrize("encoding", ["utf-8", "cp949"])
def test_a_mark_of_utf_16_before_other_text_is_refused(mark: bytes, encoding: str) -> None:
    even = PLAIN.encode(encoding) + b"\n" * (len(PLAIN.encode(encoding)) % 2)
    with pytest.raises(TextNotReadable) as refused:
        read_table(mark + even)
    assert "UTF-16" in refused.value.message("en")
    assert "UTF-16" in refused.value.message("ko")


def test_one_damaged_character_in_utf_16_does_not_refuse_the_file() -> None:
    content = (PLAIN * 50).encode("utf-16") + b"\x00\xd8\n\x00"
    assert len(values(content)) == 100


def test_a_part_that_unpacks_to_far_more_is_refused_unread() -> None:
    bomb = packed({**PARTS, "xl/worksheets/sheet1.xml": b"<a>" + b" " * (40 << 20)})
    assert len(bomb) < 100_000
    assert isinstance(outcome(read_rows, bomb), FileBroken)


def test_an_archive_of_very_many_files_is_refused_before_they_are_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    many = packed({**PARTS, **{f"{n:0200}": b"" for n in range(500)}}, zipfile.ZIP_STORED)
    assert isinstance(outcome(read_rows, many), list)
    monkeypatch.setattr(file_kinds, "DIRECTORY_LIMIT", 50_000)
    assert isinstance(outcome(read_rows, many), FileBroken)


def test_the_large_form_of_an_archive_is_looked_at_too() -> None:
    with zipfile.ZipFile(content := io.BytesIO(), "w") as archive:
        archive.writestr("a", b"b")
    end = content.getvalue()[-22:]
    large = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 1, 1, 1 << 40, 0) + b"PK\x06\x07" + bytes(16)
    assert file_kinds.directory_size(io.BytesIO(content.getvalue()[:-22] + large + end)) == 1 << 40


@pytest.mark.parametrize("limit", ["PARTS_LIMIT_MIB", "UNPACKED_LIMIT_MIB"])
def test_a_workbook_that_holds_too_much_says_how_much(monkeypatch: pytest.MonkeyPatch, limit: str) -> None:
    monkeypatch.setattr(file_kinds, limit, 1)
    padding = "xl/worksheets/sheet9.xml" if limit == "UNPACKED_LIMIT_MIB" else "xl/media/1.png"
    refused = outcome(read_rows, packed({**PARTS, padding: bytes(3 << 20)}, zipfile.ZIP_STORED))
    assert isinstance(refused, FileTooLarge)
    assert (refused.details["size"], refused.details["limit"]) == (3, 1)


def test_what_is_read_as_a_whole_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encodings, "WHOLE_LIMIT_MIB", 0)
    page = b"<table><tr><td>a<td>b" + b" " * (1 << 20)
    assert isinstance(outcome(read_rows, page), FileTooLarge)
    assert isinstance(outcome(read_announcements, b" " * (2 << 20)), FileTooLarge)


ENDLESS = {
    "a line without end": b"a,b\n" + b"," * 1_200_000,
    "a quote that is never closed": b"a,b\n" + b'x,"y\n",' * 200_000,
    "cells over a hundred columns each": b"<table><tr><td>a<td>b<tr>" + b"<td colspan=100>x" * 40_000,
}


@pytest.mark.parametrize("what", ENDLESS)
def test_a_row_without_end_takes_no_more_memory_than_a_row(monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(delimited, "ROW_CHARACTERS", 400_000)
    monkeypatch.setattr(html_tables, "_COLUMN_LIMIT", 1_000)
    content = ENDLESS[what]
    with _measured() as most:
        assert isinstance(outcome(read_rows, content), list | FileBroken)
    assert most[0] < 20_000_000


class _measured:
    """The most memory that Python held at once inside the block."""

    def __enter__(self) -> list[int]:
        tracemalloc.start()
        self.most: list[int] = []
        return self.most

    def __exit__(self, *error: object) -> None:
        self.most.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
