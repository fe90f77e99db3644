"""CSV and TSV as streams of rows."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence

from majung.imports.encodings import Source, open_text, sniff_encoding, source_name
from majung.imports.refusals import FileBroken

_SAMPLE = 1 << 16
_DELIMITERS = ",\t;|"


def read_delimited(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Line number and cells, in constant memory; the delimiter is the commonest one in the first full line."""
    encoding = sniff_encoding(source)
    with open_text(source, encoding) as sample:
        delimiter = _delimiter(sample.read(_SAMPLE))
    with open_text(source, encoding) as text:
        reader = csv.reader(text, delimiter=delimiter)
        start = 1
        try:
            for cells in reader:
                yield start, cells
                start = reader.line_num + 1
        except csv.Error as err:
            raise FileBroken(
                name=source_name(source), reason=f"line {start} is not CSV", reason_ko=f"{start}번째 줄이 CSV가 아님"
            ) from err


def _delimiter(sample: str) -> str:
    """Counted outside quotes in the first line that has any; a comma when none has."""
    for line in sample.splitlines()[:20]:
        outside = "".join(line.split('"')[::2])
        best = max(_DELIMITERS, key=outside.count)
        if best in outside:
            return best
    return ","
