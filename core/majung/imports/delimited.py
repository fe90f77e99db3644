"""CSV and TSV as streams of rows."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence

from majung.imports.encodings import Source, open_text, sniff_encoding, source_name
from majung.imports.refusals import FileBroken

_SAMPLE = 1 << 16
_DELIMITERS = ",\t;|"
ROW_CHARACTERS = 4_000_000
"""The longest row, over all its lines; a file without line ends, or with a quote that is never closed, is no table."""


def read_delimited(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Line number and cells, in constant memory; the delimiter is the commonest one in the first full line."""
    encoding = sniff_encoding(source)
    with open_text(source, encoding) as sample:
        delimiter = _delimiter(sample.read(_SAMPLE))
    with open_text(source, encoding) as text:
        lines = _Lines(text, source_name(source))
        reader = csv.reader(lines, delimiter=delimiter)
        start = 1
        try:
            for cells in reader:
                yield start, cells
                lines.taken = 0
                start = reader.line_num + 1
        except csv.Error as err:
            raise FileBroken(
                name=source_name(source), reason=f"line {start} is not CSV", reason_ko=f"{start}번째 줄이 CSV가 아님"
            ) from err


class _Lines:
    """The lines of a text, no more of them for one row than a row may have."""

    def __init__(self, text: io.TextIOWrapper, name: str) -> None:
        self._text, self._name = text, name
        self.taken = 0

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        line = self._text.readline(ROW_CHARACTERS)
        if not line:
            raise StopIteration
        self.taken += len(line)
        if self.taken >= ROW_CHARACTERS:
            reason, reason_ko = "a row has no end", "끝나지 않는 행이 있음"
            raise FileBroken(name=self._name, reason=reason, reason_ko=reason_ko)
        return line


def _delimiter(sample: str) -> str:
    """Counted outside quotes in the first line that has any; a comma when none has."""
    for line in sample.splitlines()[:20]:
        outside = "".join(line.split('"')[::2])
        best = max(_DELIMITERS, key=outside.count)
        if best in outside:
            return best
    return ","
