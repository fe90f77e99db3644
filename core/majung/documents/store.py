"""Where the bytes of documents are: a folder or an S3 bucket, the same to everyone who asks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, ObjectStore, S3Store, from_url

from majung.documents.errors import StoreUnreachable
from majung.documents.rules import key_of

if TYPE_CHECKING:
    from obstore.store import ClientConfig

CHUNK = 256 * 1024
"""Bytes read from the store at a time."""


class DocumentStore:
    """Contents by their SHA-256. What is put is there whole or not at all."""

    def __init__(self, store: ObjectStore) -> None:
        self._store = store

    @classmethod
    def at(cls, place: str | Path, endpoint: str | None = None) -> DocumentStore:
        """A store in a folder, or at ``s3://bucket/prefix``, whose credentials are those of the environment (AWS_…).

        `endpoint` is the address of an S3 server other than Amazon's.
        """
        if isinstance(place, Path):
            return cls(LocalStore(prefix=place, mkdir=True))
        if endpoint is None:
            return cls(from_url(place))
        plain: ClientConfig = {"allow_http": endpoint.startswith("http://")}
        return cls(S3Store.from_url(place, endpoint=endpoint, client_options=plain))

    async def put(self, sha256: str, file: Path) -> None:
        """Store a file's content under its hash; again is no harm."""
        try:
            await obstore.put_async(self._store, key_of(sha256), file)
        except (BaseError, OSError) as error:
            raise StoreUnreachable from error

    async def stream(self, sha256: str) -> AsyncIterator[bytes]:
        """The content, piece by piece; FileNotFoundError where there is none."""
        try:
            result = await obstore.get_async(self._store, key_of(sha256))
        except FileNotFoundError:
            raise
        except (BaseError, OSError) as error:
            raise StoreUnreachable from error
        return (bytes(chunk) async for chunk in result.stream(min_chunk_size=CHUNK))

    async def delete(self, sha256: str) -> None:
        """Remove a content; none is no harm."""
        try:
            await obstore.delete_async(self._store, key_of(sha256))
        except FileNotFoundError:
            return

    async def listed(self) -> AsyncIterator[tuple[str, datetime]]:
        """The hash of each content, and when it was put there."""
        async for batch in obstore.list(self._store, prefix="sha256"):
            for item in batch:
                yield item["path"].rpartition("/")[2], item["last_modified"]
