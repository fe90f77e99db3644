"""Changes of documents; files themselves arrive at `POST /documents`."""

from __future__ import annotations

import strawberry

from majung.documents import models, writes
from majung_schema.graph.changes import Change, change, changed
from majung_schema.graph.context import Info, actor_of
from majung_schema.graph.scalars import uuid_of
from majung_schema.types.documents import Document


@strawberry.type
class DocumentChanges:
    """What happens to documents after they were uploaded."""

    @strawberry.mutation(description="Take a document out of use that was handed in nowhere.")
    @staticmethod
    @change
    async def remove_document(info: Info, id: strawberry.ID, version: int) -> Change[Document]:
        document_id = uuid_of(id, "doc")
        await writes.remove_document(actor_of(info), document_id=document_id, version=version)
        return await changed(info, models.Document, document_id)
