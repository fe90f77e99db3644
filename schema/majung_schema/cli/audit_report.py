"""The monthly check of access records for people: as a table on the terminal, or as CSV for a spreadsheet."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from majung.access.monthly import AccountReads
from majung.spreadsheets import harmless
from majung.texts import Text
from majung_schema.cli.plugin_tables import wide_screen
from majung_schema.cli.running import locale

COLUMNS: tuple[Text, ...] = (
    Text("계정", "account"),
    Text("구분", "kind"),
    Text("조회 횟수", "reads"),
    Text("조회 대상(행)", "rows"),
    Text("비마스킹 조회", "unmasked reads"),
    Text("비마스킹 대상(행)", "unmasked rows"),
    Text("목적 미기재", "without purpose"),
    Text("업무시간 외", "out of hours"),
    Text("최다 조회일", "busiest day"),
    Text("최다 조회일 대상(행)", "rows that day"),
    Text("이상 조회", "unusual"),
    Text("비마스킹 목적", "purposes"),
    Text("조회 항목", "columns"),
)


def show_report(found: Sequence[AccountReads]) -> None:
    """Print the report as a table, in the terminal's language."""
    table = Table(*_titles(), box=None)
    for cells in _cells(found):
        table.add_row(*map(escape, cells))
    wide_screen().print(table)


def write_report(found: Sequence[AccountReads], to: Path) -> None:
    """Write the report as CSV that spreadsheets read: UTF-8 with BOM."""
    with to.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_titles())
        writer.writerows(map(harmless, cells) for cells in _cells(found))  # a purpose is what a caller wrote


def _titles() -> list[str]:
    return [getattr(title, locale()) for title in COLUMNS]


def _cells(found: Iterable[AccountReads]) -> Iterable[list[str]]:
    for one in found:
        yield [
            one.actor, one.kind, str(one.reads), str(one.rows), str(one.unmasked_reads), str(one.unmasked_rows),
            str(one.without_purpose), str(one.out_of_hours), str(one.busiest_day or ""), str(one.busiest_rows),
            "!" if one.unusual else "", "; ".join(one.purposes), ", ".join(one.columns),
        ]  # fmt: skip
