"""Stored documents checked again when the schema has changed: another plugin set, another version."""

from __future__ import annotations

import logging

from tortoise.connection import get_connection

from majung.access.actor import system
from majung.deliveries.document_writes import note_check
from majung.errors import Refusal
from majung_schema.deliveries.selections import StoredSelections

CHECKER = system("documents")

_OTHERS = "select id, revision, name, text, variables from stored_document where schema_mark <> $1 order by id"

log = logging.getLogger(__name__)


async def check_stored_documents(selections: StoredSelections) -> int:
    """Check every document that was last checked against another schema; how many do not fit and were parked.

    Until a document has been checked nothing of it is sent, so a server does this before it begins to deliver.
    """
    rows = await get_connection("default").execute_query_dict(_OTHERS, [selections.schema_mark])
    parked = 0
    for row in rows:
        try:
            selections.check(row["text"], row["variables"])
            reason = None
        except Refusal as refusal:
            reason = f"{refusal.code}: {refusal.message('en')}"
            parked += 1
            log.warning("a stored document was parked", extra={"document": row["name"], "reason": refusal.code})
        await note_check(
            CHECKER,
            document_id=row["id"],
            revision=row["revision"],
            schema_mark=selections.schema_mark,
            reason=reason,
        )
    return parked
