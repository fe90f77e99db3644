"""What `majung documents` does: files of GraphQL, and manifests of builds, become trusted documents."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from majung.access.actor import system
from majung.errors import Refusal
from majung.trusted.models import TrustedDocument
from majung.trusted.writes import NewDocument, distrust_document, hash_of, trust_documents
from majung_schema.cli.in_process import opened
from majung_schema.cli.running import locale, say
from majung_schema.operations import Operations
from majung_schema.trusted import PREFIX

_OPERATOR = system("command line")


class ManifestUnreadable(Refusal):
    """{file} is no manifest of documents: {reason}.

    ko: {file}은(는) 문서 목록이 아닙니다: {reason}.
    """


class DocumentsRefused(Refusal):
    """These documents do not fit the schema, so none was added: {found}

    ko: 스키마와 맞지 않는 문서가 있어 아무것도 추가하지 않았습니다: {found}
    """


async def add_documents(files: Sequence[Path]) -> None:
    """Trust the documents of all files, or none."""
    documents = [document for file in files for document in documents_in(file)]
    async with opened() as platform:
        await trust_valid(platform.operations, documents)
    say("문서 {n}개를 신뢰합니다.", "documents trusted: {n}", n=len(documents))


async def trust_valid(operations: Operations, documents: Sequence[NewDocument]) -> None:
    """Trust documents if all of them fit the schema; prints each id with the name of its document."""
    faults = [f"{one.name}: {fault}" for one in documents if (fault := _fault(operations, one.text))]
    if faults:
        raise DocumentsRefused(found="; ".join(faults))
    for stored, document in zip(await trust_documents(_OPERATOR, documents), documents, strict=True):
        print(f"{PREFIX}{stored.sha256}  {document.name}")


async def tell_documents() -> None:
    """Every trusted document; exit code 1 when one does not fit the schema any more."""
    async with opened() as platform:
        all_fit = await tell_trusted(platform.operations)
    if not all_fit:
        raise SystemExit(1)


async def tell_trusted(operations: Operations) -> bool:
    """Print every trusted document with its name; whether all of them fit the schema."""
    rows = await TrustedDocument.filter(removed_at=None).order_by("name", "sha256")
    faults = {row.sha256: _fault(operations, row.text) for row in rows}
    for row in rows:
        print(f"{PREFIX}{row.sha256}  {row.name}")
        if fault := faults[row.sha256]:
            say(
                "[yellow]{name}: 스키마와 더는 맞지 않습니다: {fault}[/]",
                "[yellow]{name} does not fit the schema any more: {fault}[/]",
                name=row.name,
                fault=fault,
            )
    return not any(faults.values())


async def remove_documents(ids: Sequence[str]) -> None:
    """Trust documents no more."""
    async with opened():
        for id in ids:
            await distrust_document(_OPERATOR, id.removeprefix(PREFIX))
    say("문서 {n}개를 더는 신뢰하지 않습니다.", "documents trusted no more: {n}", n=len(ids))


def _fault(operations: Operations, text: str) -> str | None:
    """What is wrong with a document under the schema of this installation; None for a good one."""
    try:
        document = operations.documents.read(text, operations.settings.known)
    except Refusal as refusal:
        return refusal.message(locale())
    if not document.operations:
        return "no operation"
    faults = operations.documents.faults(text, document, suggestions=True)
    return faults[0].message if faults else None


def documents_in(file: Path) -> Iterator[NewDocument]:
    """The document that a file is, or those of a manifest. Raises ManifestUnreadable."""
    try:
        text = file.read_bytes().decode()
    except UnicodeDecodeError:
        raise ManifestUnreadable(file=file, reason="it is not UTF-8") from None
    if file.suffix != ".json":
        yield NewDocument(name=file.name, text=text)
        return
    for hash, name, body in _listed(file, text):
        if hash.removeprefix(PREFIX) != hash_of(body):
            raise ManifestUnreadable(file=file, reason=f"{hash[:80]} is not the SHA-256 of its document")
        yield NewDocument(name=f"{file.name}: {name}" if name else file.name, text=body)


def _listed(file: Path, text: str) -> list[tuple[str, str, str]]:
    """Hash, name and text of each document, of either kind of manifest."""
    try:
        given: Any = json.loads(text)
        if given.get("format") == "apollo-persisted-query-manifest":
            found = [(one["id"], one.get("name") or "", one["body"]) for one in given["operations"]]
        else:
            found = [(hash, "", body) for hash, body in given.items()]
    except (ValueError, AttributeError, KeyError, TypeError):
        found = []
    if not found or not all(isinstance(part, str) for one in found for part in one):
        reason = (
            "write an object of documents by their SHA-256, or what Apollo's generate-persisted-query-manifest does"
        )
        raise ManifestUnreadable(file=file, reason=reason)
    return found
