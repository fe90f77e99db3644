"""What kind of file it is by its content; the name says little (a web page is often named .xls)."""

from __future__ import annotations

import io
import re
import struct
import zipfile
from typing import BinaryIO, Literal

from majung.imports.encodings import Source, open_bytes, source_name
from majung.imports.refusals import FileBroken, FileEmpty, FileKindRefused, FileTooLarge, OldOfficeFile
from majung.texts import Text

FileKind = Literal["csv", "html", "xlsx"]

UNPACKED_LIMIT_MIB = 2048
"""All parts of a workbook; its sheets are read row by row."""
PARTS_LIMIT_MIB = 256
"""All parts but the sheets: they are read as a whole."""
DIRECTORY_LIMIT = 4 << 20
"""Bytes of an archive's list of files; each takes ten times as much memory."""
_RATIO_LIMIT = 200
_RATIO_FROM = 16 << 20
"""A part that unpacks to more than this, and to so many times its packed size, is a trap: sheets reach some thirty."""
_HEAD = 1 << 16
_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = re.compile(
    rb"^\s*(?:<!--.*?-->\s*)*<(!doctype\s+html|html|head|body|table|meta|div|style|title|center)\b",
    re.IGNORECASE | re.DOTALL,
)
_OTHER = (
    (b"%PDF", Text("PDF", "a PDF")),
    (b"HWP Document File", Text("한글(HWP) 문서", "a Hangul (HWP) document")),
    (b"{\\rtf", Text("RTF 문서", "a rich text document")),
    (b"\x89PNG", Text("이미지", "an image")),
    (b"\xff\xd8\xff", Text("이미지", "an image")),
    (b"GIF8", Text("이미지", "an image")),
    (b"\x1f\x8b", Text("압축 파일", "a compressed archive")),
    (b"7z\xbc\xaf\x27\x1c", Text("압축 파일", "a compressed archive")),
    (b"SQLite format 3", Text("데이터베이스", "a database")),
)
# Names inside an OLE container, as UTF-16: the container alone does not tell Excel from Hangul.
_OLE_KINDS = (
    ("EncryptedPackage", Text("암호가 걸린 Excel 문서", "an Excel workbook with a password")),
    ("HwpSummaryInformation", Text("한글(HWP) 문서", "a Hangul (HWP) document")),
    ("WordDocument", Text("Word 문서", "a Word document")),
)


def sniff_kind(source: Source) -> FileKind:
    """The kind of table; anything else is refused with what to do about it."""
    name = source_name(source)
    with open_bytes(source) as file:
        head = file.read(_HEAD)
        if not head.strip():
            raise FileEmpty(name=name)
        if head.startswith(_OLE):
            raise _old_office_file(name, _ole_kind(head + file.read(1 << 20)))
    for magic, kind in _OTHER:
        if head.startswith(magic):
            raise _kind_refused(name, kind)
    if head.startswith(_ZIP):
        return _zip_kind(source, name)
    if _is_xml(head) and b"urn:schemas-microsoft-com:office:spreadsheet" in head:
        raise _old_office_file(name, Text("Excel 2003 XML 파일", "an Excel 2003 XML file"))
    page = _MARKUP.match(head.removeprefix(b"\xef\xbb\xbf")) or (_is_xml(head) and b"<html" in head)
    return "html" if page else "csv"


def _is_xml(head: bytes) -> bool:
    return head.lstrip(b"\xef\xbb\xbf \r\n").startswith(b"<?xml")


def _old_office_file(name: str, kind: Text) -> OldOfficeFile:
    return OldOfficeFile(name=name, kind=kind.en, kind_ko=kind.ko)


def _kind_refused(name: str, kind: Text) -> FileKindRefused:
    return FileKindRefused(name=name, kind=kind.en, kind_ko=kind.ko)


def _ole_kind(content: bytes) -> Text:
    for mark, kind in _OLE_KINDS:
        if mark.encode("utf-16-le") in content:
            return kind
    return Text("예전 Excel 파일(.xls)", "an old Excel file (.xls)")


def _zip_kind(source: Source, name: str) -> FileKind:
    try:
        with open_bytes(source) as file:
            if directory_size(file) > DIRECTORY_LIMIT:
                raise _trap(name)
            with zipfile.ZipFile(file) as archive:
                entries = {entry.filename: entry for entry in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as err:
        raise FileBroken(name=name, reason="the archive cannot be read", reason_ko="압축을 읽을 수 없음") from err
    if "xl/workbook.bin" in entries:
        raise _old_office_file(name, Text("Excel 바이너리 문서(.xlsb)", "an Excel binary workbook (.xlsb)"))
    if "xl/workbook.xml" not in entries:
        kind = (
            Text("한글(HWPX) 문서", "a Hangul (HWPX) document")
            if "Contents/content.hpf" in entries
            else Text("압축 파일", "a compressed archive")
        )
        raise _kind_refused(name, kind)
    if any(e.file_size > max(_RATIO_FROM, e.compress_size * _RATIO_LIMIT) for e in entries.values()):
        raise _trap(name)
    parts = [e for path, e in entries.items() if not path.startswith("xl/worksheets/")]
    for counted, limit in ((parts, PARTS_LIMIT_MIB), (entries.values(), UNPACKED_LIMIT_MIB)):
        size = sum(e.file_size for e in counted) >> 20
        if size > limit:
            raise FileTooLarge(name=name, size=size, limit=limit)
    return "xlsx"


def directory_size(file: BinaryIO) -> int:
    """How many bytes the list of files in an archive has by the archive's own words; 0 when it says nothing.

    Python reads the whole list before anybody can look at it. The end of an archive is at most 65,535 bytes of
    comment behind its last record, in front of which the larger form of that record may lie.
    """
    length = file.seek(0, io.SEEK_END)
    file.seek(max(0, length - (1 << 16) - 22 - 20 - 56))
    tail = file.read()
    file.seek(0)
    end = tail.rfind(b"PK\x05\x06")
    if end < 0 or len(tail) < end + 22:
        return 0
    size = int(struct.unpack_from("<L", tail, end + 12)[0])
    large = end - 20 - 56
    if large >= 0 and tail.startswith(b"PK\x06\x06", large):
        size = max(size if size != 0xFFFFFFFF else 0, int(struct.unpack_from("<Q", tail, large + 40)[0]))
    return size


def _trap(name: str) -> FileBroken:
    return FileBroken(
        name=name, reason="it unpacks to far more than a table has", reason_ko="압축을 풀면 표에 비해 지나치게 커짐"
    )
