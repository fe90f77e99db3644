"""This plugin's part of the demonstration province: a workshop for every hundred firms."""

from __future__ import annotations

from collections.abc import AsyncIterator
from uuid import UUID

from majung.korean import search_columns
from majung.plugin.contract import DemoProvince, DemoShare
from majung.storage.database import Database
from majung.texts import Text

_NAMES = ("새벽", "나래", "다온", "가람", "한울")
_COLUMNS = ["id", "code", "name", "hourly_krw", "search_jamo", "search_initials", "search_grams"]


async def fill(database: Database, province: DemoProvince) -> AsyncIterator[int]:
    """Copy the rows; the same seed gives the same ones."""
    rows = [_workshop(province.seed, number) for number in range(max(1, len(province.firm_ids) // 100))]
    async with database.connection() as connection:
        await connection.copy_records_to_table("example_workshop", records=rows, columns=_COLUMNS)
    yield len(rows)


def _workshop(seed: int, number: int) -> tuple[object, ...]:
    name = f"{_NAMES[(seed + number) % len(_NAMES)]}시제품제작소 {number + 1}호"
    found = search_columns(name)
    made = UUID(int=(seed << 64) + number)
    return made, f"W{number + 1:04}", name, 30_000 + number % 5 * 5_000, found.jamo, found.initials, found.grams


SHARE = DemoShare(title=Text("시제품 제작소", "Prototype workshops"), fill=fill)
