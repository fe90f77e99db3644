"""In which encoding a file from a Korean office is written, and its text as a stream."""

from __future__ import annotations

import codecs
import io
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import BinaryIO

from majung.imports.refusals import FileNotOpened, FileTooLarge, TextNotReadable

Source = Path | bytes
"""A file on disk, or its content."""

CHUNK = 1 << 20
WHOLE_LIMIT_MIB = 200
"""The largest file that is read as a whole; its pages and lists take some ten times as much memory."""
REPLACED = "\N{REPLACEMENT CHARACTER}"
UNREADABLE = re.compile("[\ufffd\\x00-\\x08\\x0b\\x0c\\x0e-\\x1f]")
"""What no text of people has: the mark of a byte that could not be decoded, and control characters."""
# A damaged download still gives its good rows; above this share the file is something else than text.
_DAMAGE_PER_CHARACTER = 0.001
_DAMAGE_ALWAYS_ALLOWED = 3
_ASCII = re.compile(r"[\t\n\r -~]")
_CHARSET = re.compile(rb"charset\s*=\s*[\"']?\s*([A-Za-z0-9_\-]+)", re.IGNORECASE)
# CP949 is what Windows writes where a page says EUC-KR: the same codes and 8,822 syllables more.
_KOREAN = frozenset({"euc-kr", "euckr", "ks_c_5601-1987", "ksc5601", "ks_c_5601", "cp949", "ms949", "uhc"})


def source_name(source: Source) -> str:
    """How a message calls the file: its last name, never the folders above it."""
    return source.name if isinstance(source, Path) else "input"


def open_bytes(source: Source) -> BinaryIO:
    """The content from its beginning; a path that cannot be opened is refused."""
    if isinstance(source, bytes):
        return io.BytesIO(source)
    try:
        return source.open("rb")
    except (OSError, ValueError) as err:
        missing = isinstance(err, FileNotFoundError)
        reason, reason_ko = (
            ("it is not there", "파일이 없음") if missing else ("it is no readable file", "읽을 수 없음")
        )
        raise FileNotOpened(name=source_name(source), reason=reason, reason_ko=reason_ko) from err


def sniff_encoding(source: Source) -> str:
    """The Python name of the encoding: utf-8-sig, utf-16 or cp949.

    The whole file is looked at, in chunks: a long CSV often has its first Korean letter far below. Text that is
    neither throughout is taken with the encoding that damages it least, so that only the broken rows are lost.
    """
    with open_bytes(source) as file:
        head = file.read(4096)
    damage = [(_damage(source, encoding), encoding) for encoding in _candidates(source, head)]
    (replaced, characters), encoding = min(damage, key=lambda tried: tried[0][0])
    if replaced > max(_DAMAGE_ALWAYS_ALLOWED, characters * _DAMAGE_PER_CHARACTER):
        raise TextNotReadable(name=source_name(source))
    return encoding


def _candidates(source: Source, head: bytes) -> tuple[str, ...]:
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return ("utf-16",)
    if b"\0" in head:
        raise TextNotReadable(name=source_name(source))
    if head.startswith(codecs.BOM_UTF8):
        return ("utf-8-sig",)
    if declared_charset(head) == "cp949":
        return ("cp949", "utf-8-sig")
    return ("utf-8-sig", "cp949")


def declared_charset(head: bytes) -> str | None:
    """What the head of an HTML page says about itself, as a Python name; None if nothing or nothing known."""
    found = _CHARSET.search(head)
    if found is None:
        return None
    name = found[1].decode("ascii").lower()
    if name in _KOREAN:
        return "cp949"
    return "utf-8-sig" if name in {"utf-8", "utf8"} else None


def open_text(source: Source, encoding: str) -> io.TextIOWrapper:
    """The text as a stream with its line ends kept; what cannot be decoded becomes U+FFFD."""
    return io.TextIOWrapper(open_bytes(source), encoding=encoding, errors="replace", newline="")


def read_text(source: Source) -> str:
    """The whole text, for formats that cannot be streamed."""
    size = (len(source) if isinstance(source, bytes) else source.stat().st_size) >> 20
    if size > WHOLE_LIMIT_MIB:
        raise FileTooLarge(name=source_name(source), size=size, limit=WHOLE_LIMIT_MIB)
    with open_text(source, sniff_encoding(source)) as stream:
        return stream.read()


def _damage(source: Source, encoding: str) -> tuple[int, int]:
    """How many characters this encoding cannot read, and of how many; counted only when a strict pass fails."""
    if encoding == "utf-16":
        return _damage_as_utf16(source)
    strict = codecs.getincrementaldecoder(encoding)("strict")
    try:
        for chunk, last in _chunks(source):
            strict.decode(chunk, last)
    except UnicodeDecodeError:
        return _count_replaced(source, encoding)
    return 0, 0


def _count_replaced(source: Source, encoding: str) -> tuple[int, int]:
    lenient = codecs.getincrementaldecoder(encoding)("replace")
    characters = replaced = 0
    for chunk, last in _chunks(source):
        text = lenient.decode(chunk, last)
        characters += len(text)
        replaced += text.count(REPLACED)
    return replaced, characters


def _damage_as_utf16(source: Source) -> tuple[int, int]:
    """The same for UTF-16, as which nearly all bytes can be read: characters that nobody writes count too.

    Text without a single ASCII character has no line, no comma and no tag: what follows its mark is something else.
    """
    lenient, never_written = codecs.getincrementaldecoder("utf-16")("replace"), _never_written()
    characters = damaged = 0
    has_ascii = False
    for chunk, last in _chunks(source):
        text = lenient.decode(chunk, last)
        characters += len(text)
        damaged += len(never_written.findall(text))
        has_ascii = has_ascii or _ASCII.search(text) is not None
    return (damaged, characters) if has_ascii else (characters, characters)


@cache
def _never_written() -> re.Pattern[str]:
    """Controls, half surrogates, what is no character, and the replacement mark."""
    odd = (c for c in map(chr, range(0x10000)) if unicodedata.category(c) in ("Cc", "Cn", "Cs") and c not in "\t\n\r")
    return re.compile(f"[{re.escape(''.join(odd))}{REPLACED}]")


def _chunks(source: Source) -> Iterator[tuple[bytes, bool]]:
    with open_bytes(source) as file:
        while chunk := file.read(CHUNK):
            yield chunk, False
    yield b"", True
