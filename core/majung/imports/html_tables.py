"""HTML tables, as portals offer them under the name of a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from majung.imports.encodings import Source, read_text, source_name
from majung.imports.refusals import FileBroken, TableMissing

if TYPE_CHECKING:
    from lxml import html

_SPAN_LIMIT = 100
_COLUMN_LIMIT = 16_384
"""Columns of a table: as many as Excel has."""


def read_html(source: Source) -> Iterator[tuple[int, Sequence[str]]]:
    """Row number and cells of the table with most rows; a cell over several rows or columns fills them all."""
    table = _largest_table(source)
    hanging: dict[int, tuple[int, str]] = {}
    for line, row in enumerate(table.iter("tr"), start=1):
        yield line, _cells(row, hanging)


def _largest_table(source: Source) -> html.HtmlElement:
    from lxml import etree, html  # five megabytes that only whoever imports such a file needs

    name = source_name(source)
    # Decoded here and handed over as UTF-8: the page's own words about its encoding are often wrong.
    content = read_text(source).replace("\0", "").encode("utf-8", "replace")
    parser = html.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    try:
        page = html.document_fromstring(content, parser=parser)
    except (etree.LxmlError, ValueError, AssertionError) as err:
        raise FileBroken(name=name, reason="the page cannot be read", reason_ko="페이지를 읽을 수 없음") from err
    tables = list(page.iter("table"))
    if not tables:
        raise TableMissing(name=name)
    return max(tables, key=lambda table: sum(1 for _ in table.iter("tr")))


def _cells(row: html.HtmlElement, hanging: dict[int, tuple[int, str]]) -> list[str]:
    """The cells of one row, with those that reach down from above in their places (`hanging`, kept up to date)."""
    cells: list[str] = []
    for cell in row.iterchildren("td", "th"):
        _let_down(cells, hanging)
        if len(cells) >= _COLUMN_LIMIT:
            break
        text = _text(cell)
        for _ in range(_span(cell, "colspan")):
            rows = _span(cell, "rowspan")
            if rows > 1:
                hanging[len(cells)] = (rows - 1, text)
            cells.append(text)
    _let_down(cells, hanging)
    return cells


def _let_down(cells: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while (above := hanging.pop(len(cells), None)) is not None:
        left, text = above
        if left > 1:
            hanging[len(cells)] = (left - 1, text)
        cells.append(text)


def _span(cell: html.HtmlElement, side: str) -> int:
    text = (cell.get(side) or "1").strip()
    return min(max(int(text), 1), _SPAN_LIMIT) if text.isascii() and text.isdigit() and len(text) < 8 else 1


def _text(cell: html.HtmlElement) -> str:
    for mark in cell.iter("br"):
        mark.tail = "\n" + (mark.tail or "")
    lines = (" ".join(line.split()) for line in cell.text_content().splitlines())
    return "\n".join(line for line in lines if line)
