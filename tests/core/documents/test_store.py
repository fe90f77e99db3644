"""A folder and an S3 server keep contents alike."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from majung import clock
from majung.documents.store import DocumentStore

SHA = "ab" * 32


@pytest.fixture
def bucket(monkeypatch: pytest.MonkeyPatch) -> Iterator[DocumentStore]:
    """A bucket of a real S3 server in this process."""
    boto3 = pytest.importorskip("boto3", reason="the S3 server of the tests (moto) is not installed")
    server = pytest.importorskip("moto.server", reason="the S3 server of the tests (moto) is not installed")
    started = server.ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    started.start()
    host, port = started.get_host_and_port()
    for name, value in {
        "AWS_ACCESS_KEY_ID": "testing", "AWS_SECRET_ACCESS_KEY": "testing", "AWS_REGION": "ap-northeast-2",
    }.items():  # fmt: skip
        monkeypatch.setenv(name, value)
    endpoint = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=endpoint, region_name="ap-northeast-2")
    client.create_bucket(Bucket="papers", CreateBucketConfiguration={"LocationConstraint": "ap-northeast-2"})
    yield DocumentStore.at("s3://papers/majung", endpoint)
    started.stop()


@pytest.fixture(params=["folder", "bucket"])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> DocumentStore:
    """Each kind of store."""
    if request.param == "folder":
        return DocumentStore.at(tmp_path / "store")
    found: DocumentStore = request.getfixturevalue("bucket")
    return found


async def test_what_is_put_comes_out_and_is_listed_until_it_is_deleted(store: DocumentStore, tmp_path: Path) -> None:
    content = b"0123456789" * 200_000
    (tmp_path / "file").write_bytes(content)

    await store.put(SHA, tmp_path / "file")
    await store.put(SHA, tmp_path / "file")
    pieces = [chunk async for chunk in await store.stream(SHA)]
    listed = [(sha, (clock.now() - at).total_seconds() < 3600) async for sha, at in store.listed()]
    await store.delete(SHA)
    await store.delete(SHA)

    assert b"".join(pieces) == content
    assert len(pieces) > 1
    assert listed == [(SHA, True)]
    with pytest.raises(FileNotFoundError):
        await store.stream(SHA)
