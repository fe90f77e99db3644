"""A firm, an agent of it, a store in a folder and some files."""

from __future__ import annotations

import io
import zipfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from majung.access.actor import Actor
from majung.documents.models import Document, DocumentType
from majung.documents.receiving import received
from majung.documents.scanning import Verdict
from majung.documents.store import DocumentStore
from majung.documents.writes import DocumentDraft, store_document
from majung.firms.models import Firm
from majung.storage.apps import core_tables
from majung.storage.database import Database

PDF = b"%PDF-1.7\n" + b"x" * 2000


def packed(**parts: str) -> bytes:
    """A ZIP container; the part `mimetype` first, as HWPX has it."""
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as container:
        for name, content in parts.items():
            container.writestr(name, content)
    return held.getvalue()


async def chunks(content: bytes, size: int = 700) -> AsyncIterator[bytes]:
    """A file as it arrives."""
    for start in range(0, len(content), size):
        yield content[start : start + size]


@dataclass
class Cabinet:
    """A firm's documents: stores them, and tells what is in the folder."""

    store: DocumentStore
    folder: Path
    firm_id: UUID
    agent: Actor

    async def add(
        self, content: bytes = PDF, *, actor: Actor | None = None, verdict: Verdict | None = None, **changes: Any
    ) -> Document:
        """Store a document of the firm."""
        draft = DocumentDraft(**{"type_code": "PAPER", "firm_id": self.firm_id, **changes})
        async with received(chunks(content), allowed=1_000_000) as file:
            return await store_document(actor or self.agent, draft=draft, file=file, store=self.store, verdict=verdict)

    def held(self) -> list[str]:
        """Names of the contents in the folder."""
        return sorted(path.name for path in self.folder.rglob("*") if path.is_file())


@pytest.fixture
async def cabinet(database: Database, tmp_path: Path) -> Cabinet:
    """An empty cabinet of a firm, where papers are of any age and clearances count thirty days."""
    core_tables()
    await DocumentType.create(code="PAPER", title_ko="서류")
    await DocumentType.create(code="CLEARANCE", title_ko="납세증명서", valid_days=30, dated=True)
    await DocumentType.create(code="PHOTO", title_ko="사진", media_types=["image/png"], max_bytes=1000)
    firm = await Firm.create(name="나주정밀", name_key="나주정밀")
    agent = Actor(kind="firm", name="대리인", firm_ids=frozenset({firm.id}))
    folder = tmp_path / "store"
    return Cabinet(store=DocumentStore.at(folder), folder=folder, firm_id=firm.id, agent=agent)
