"""What is left over in the store, and what could not be scanned when it came."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.documents.models import StoredFile
from majung.documents.scanning import ScanFailed, Scanner
from majung.documents.writes import hold_content
from majung.plugin.contract import ScheduledWork
from majung.storage.transaction import current, transaction, write
from majung.texts import Text

if TYPE_CHECKING:
    from majung.documents.store import DocumentStore

AGE = timedelta(days=1)
"""A content that no document has is left over when it is older; a younger one may be on its way."""

BATCH = 500


@write
async def sweep(actor: Actor, *, store: DocumentStore) -> int:
    """Delete contents that no document has (interrupted uploads); how many."""
    before, deleted = clock.now() - AGE, 0
    async for sha256, put_at in store.listed():
        if put_at < before:
            deleted += await _delete_unheld(sha256, store)
    return deleted


async def scan_waiting(actor: Actor, *, store: DocumentStore, scanner: Scanner) -> int:
    """Scan what could not be scanned when it was uploaded; how many were looked at. Infected content is closed off."""
    async with transaction(actor) as running:
        rows = await running.fetch("select id, sha256 from stored_file where scan is null order by id limit $1", BATCH)
    done = 0
    for row in rows:
        with tempfile.NamedTemporaryFile(prefix="majung-scan-") as file:
            async for chunk in await store.stream(row["sha256"]):
                file.write(chunk)
            file.flush()
            try:
                verdict = await scanner.scan(Path(file.name))
            except ScanFailed:
                return done
        await _note(actor, file_id=row["id"], scan="INFECTED" if verdict.found else "CLEAN")
        done += 1
    return done


@write
async def _note(actor: Actor, *, file_id: UUID, scan: str) -> None:
    await current().execute(
        "update stored_file set scan = $2, scanned_at = $3, version = version + 1 where id = $1",
        file_id,
        scan,
        clock.now(),
    )


def documents_work(store: Callable[[], DocumentStore], scanner: Scanner | None) -> ScheduledWork:
    """The hourly work with stored documents: scan what waits for it, then sweep."""

    async def tidy(actor: Actor) -> int:
        scanned = 0 if scanner is None else await scan_waiting(actor, store=store(), scanner=scanner)
        return scanned + await sweep(actor, store=store())

    title = Text("서류 보관소 정리·검사", "Tidy and scan the store of documents")
    return ScheduledWork(name="core.documents", title=title, every=timedelta(hours=1), run=tidy)


async def _delete_unheld(sha256: str, store: DocumentStore) -> int:
    """Delete a content unless a document has it, while nobody else may store it."""
    await hold_content(sha256)
    held = await current().fetch(
        "select 1 from stored_file f join document d on d.file_id = f.id where f.sha256 = $1 limit 1", sha256
    )
    if held:
        return 0
    await StoredFile.filter(sha256=sha256).using_db(current().connection).delete()
    await store.delete(sha256)
    return 1
