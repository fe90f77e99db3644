"""What of this plugin `search(text:)` finds."""

from __future__ import annotations

from majung.plugin.contract import SearchSource

SOURCES: tuple[SearchSource, ...] = (SearchSource(table="example_workshop", title_column="name"),)
