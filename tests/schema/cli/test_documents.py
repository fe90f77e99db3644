"""`majung documents`: the GraphQL of a frontend becomes trusted, all of it or nothing."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from tests.schema.cli.conftest import CommandLine

from majung.access.actor import system
from majung.trusted.writes import NewDocument, distrust_document, hash_of, trust_documents
from majung_schema.cli.trusting import DocumentsRefused, ManifestUnreadable, documents_in, tell_trusted, trust_valid
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

FIRMS, VIEWER, BROKEN = "query Firms { firms { totalCount } }\n", "{ viewer { kind } }", "{ viewr { kind } }"


def documents(*texts: str) -> list[NewDocument]:
    return [NewDocument(name=f"{number}.graphql", text=text) for number, text in enumerate(texts)]


def test_the_command_adds_files(prepared: CommandLine, tmp_path: Path) -> None:
    (tmp_path / "firms.graphql").write_text(FIRMS)
    added = prepared("documents", "add", str(tmp_path / "firms.graphql"))
    assert added.stdout == f"sha256:{hash_of(FIRMS)}  firms.graphql\n"
    assert added.stderr.strip() == "documents trusted: 1"


async def test_tells_the_id_and_name_of_each(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    lines = [f"sha256:{hash_of(FIRMS)}  0.graphql", f"sha256:{hash_of(VIEWER)}  1.graphql"]
    with app.platform.active():
        await trust_valid(app.platform.operations, documents(FIRMS, VIEWER))
        assert capsys.readouterr().out.splitlines() == lines
        await distrust_document(system("test"), hash_of(FIRMS))
        assert await tell_trusted(app.platform.operations)
    assert capsys.readouterr().out.splitlines() == lines[1:]


async def test_adds_nothing_when_one_does_not_fit_the_schema(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    with app.platform.active():
        with pytest.raises(DocumentsRefused) as refused:
            await trust_valid(app.platform.operations, documents(VIEWER, BROKEN, "fragment F on Firm { name }", "{"))
        assert await tell_trusted(app.platform.operations)
    assert capsys.readouterr().out == ""
    said = str(refused.value.details["found"])
    assert said.startswith("1.graphql: Cannot query field 'viewr' on type 'Query'. Did you mean 'viewer'?; 2.graphql: ")
    assert "3.graphql: The document is not GraphQL: " in said


async def test_tells_which_the_schema_has_outgrown(app: App, capsys: pytest.CaptureFixture[str]) -> None:
    with app.platform.active():
        await trust_documents(system("test"), documents(VIEWER, BROKEN))
        assert not await tell_trusted(app.platform.operations)
    assert "1.graphql" in capsys.readouterr().err


@pytest.mark.parametrize("text", ["{", "[]", "{}", '{"a": 1}', json.dumps({hash_of(FIRMS): VIEWER}), b"\xff"])
def test_refuses_a_manifest_that_is_none(text: str | bytes, tmp_path: Path) -> None:
    (tmp_path / "persisted.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(ManifestUnreadable):
        list(documents_in(tmp_path / "persisted.json"))


@pytest.mark.parametrize(
    ("manifest", "names"),
    [
        ({hash_of(FIRMS): FIRMS, f"sha256:{hash_of(VIEWER)}": VIEWER}, ["persisted.json"] * 2),
        (
            {
                "format": "apollo-persisted-query-manifest",
                "version": 1,
                "operations": [
                    {"id": hash_of(FIRMS), "name": "Firms", "type": "query", "body": FIRMS},
                    {"id": hash_of(VIEWER), "name": "Viewer", "type": "query", "body": VIEWER},
                ],
            },
            ["persisted.json: Firms", "persisted.json: Viewer"],
        ),
    ],
)
def test_reads_what_builds_write(manifest: object, names: list[str], tmp_path: Path) -> None:
    (tmp_path / "persisted.json").write_text(json.dumps(manifest))
    found = list(documents_in(tmp_path / "persisted.json"))
    assert [(one.name, one.text) for one in found] == list(zip(names, (FIRMS, VIEWER), strict=True))
