"""Trusted documents: asked by their hash, which one process keeps in memory, and for whom nothing else is answered.

A request names a document as the GraphQL over HTTP draft does (``documentId: "sha256:…"``) or as Apollo's clients do
(``extensions.persistedQuery``). Nothing is stored because a client sent it: only `majung documents add` does that.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from majung.access.actor import Kind
from majung.trusted.writes import hash_of
from majung_schema.refusals import WellFormedRefused

PREFIX = "sha256:"
"""With which the id of a document begins, in the draft's way of writing it."""

KEPT_SECONDS = 3.0
"""For how long a process believes what it has read: by then a document that was added or removed is so everywhere."""

_READ = """
select sha256, case when sha256 = any($1::text[]) then null else text end as text from trusted_document
where removed_at is null
"""

Read = Callable[[str, Sequence[str]], Awaitable[Sequence[Mapping[str, Any]]]]
"""Runs a statement with one value."""


class DocumentUnknown(WellFormedRefused):
    """No document is stored under the id {id}. `majung documents add` stores one.

    ko: {id}(으)로 저장된 문서가 없습니다. `majung documents add`로 저장합니다.
    """

    code = "PERSISTED_QUERY_NOT_FOUND"
    """As Apollo's clients expect it, which then send the document itself."""


class DocumentNotTrusted(WellFormedRefused):
    """Only documents that were stored beforehand are answered here to an actor of the kind {kind}; this one was not.

    ko: {kind} 요청자에게는 미리 저장된 문서만 응답합니다. 이 문서는 저장되어 있지 않습니다.
    """

    status = 403


async def _nothing(statement: str, known: Sequence[str]) -> Sequence[Mapping[str, Any]]:
    return ()


class TrustedDocuments:
    """The trusted documents of one installation, as one process knows them.

    All of them are kept, and read anew at most every three seconds however many hashes clients make up: a document
    that is known costs no statement, and one that is not known none for each request.
    """

    def __init__(
        self, read: Read = _nothing, *, only: frozenset[Kind] = frozenset(), now: Callable[[], float] = time.monotonic
    ) -> None:
        self.only = only
        """Kinds of actors that are answered nothing else."""
        self._read = read
        self._now = now
        self._texts: dict[str, str] = {}
        self._read_at: float | None = None
        self._reading = asyncio.Lock()

    async def text(self, query: str, document_id: str | None, kind: Kind) -> str:
        """The document that an actor asks: as it was sent, or by its id.

        Raises DocumentUnknown for an id that nothing is stored under, DocumentNotTrusted for another document where
        this kind of actor may ask trusted ones only.
        """
        if query:
            if kind in self.only and await self._known(hash_of(query)) is None:
                raise DocumentNotTrusted(kind=kind)
            return query
        named = document_id or ""
        text = await self._known(named.removeprefix(PREFIX)) if named.startswith(PREFIX) else None
        if text is None:
            raise DocumentUnknown(id=named[:100])
        return text

    async def _known(self, hash: str) -> str | None:
        if self._is_old():
            async with self._reading:
                if self._is_old():  # nobody else has read meanwhile
                    await self._read_again()
        return self._texts.get(hash)

    def _is_old(self) -> bool:
        return self._read_at is None or self._now() - self._read_at >= KEPT_SECONDS

    async def _read_again(self) -> None:
        began = self._now()
        rows = await self._read(_READ, list(self._texts))
        self._texts = {row["sha256"]: row["text"] or self._texts[row["sha256"]] for row in rows}
        self._read_at = began
