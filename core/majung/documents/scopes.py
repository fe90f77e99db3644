"""Permissions about documents."""

from __future__ import annotations

from majung.plugin.contract import Scope
from majung.texts import Text

READ = "documents.read"
WRITE = "documents.write"

DOCUMENT_SCOPES: tuple[Scope, ...] = (
    Scope(
        name=READ, title=Text("제출 서류 열람", "Fetch documents of others"), roles=("officer", "manager", "auditor")
    ),
    Scope(name=WRITE, title=Text("서류 대행 등록", "Store documents for others"), roles=("officer", "manager")),
)
"""Permissions that officials need for the content of documents, beside seeing the record they hang on."""
