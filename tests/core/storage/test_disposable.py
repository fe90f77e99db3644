"""The disposable server of a test run: what one process of the run encrypts, the others read."""

from __future__ import annotations

from majung.testing import DisposableServer, disposable_server


async def test_every_process_of_a_run_has_the_same_keys(postgres: DisposableServer) -> None:
    with disposable_server() as again:  # as another worker opens it
        async with postgres.empty_database() as one, again.empty_database() as other:
            assert (one.keys, one.hash_key) == (other.keys, other.hash_key)
            assert one.database_url != other.database_url
            assert one.hash_key not in one.keys


async def test_who_opens_the_server_twice_in_one_process_leaves_it_once(postgres: DisposableServer) -> None:
    with disposable_server():
        pass
    async with postgres.empty_database() as still:
        assert still.database_url
