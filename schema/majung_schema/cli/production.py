"""A server on an installation that is ready: nothing is migrated or filled here, only checked."""

from __future__ import annotations

import asyncio

from majung.access.cipher import Keys, use_keys
from majung.plugin.migrations import unwritten_migrations
from majung.plugin.problem import StartupError
from majung.settings import Settings
from majung_schema.app import serve
from majung_schema.cli.aside import in_a_child
from majung_schema.cli.running import say
from majung_schema.listening import listen
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import check_prepared

CONNECTIONS = 20
"""Database connections of one server process."""


async def serve_installation(settings: Settings, host: str, port: int) -> None:
    """Serve until the process is told to stop; raises a refusal when the installation is not ready."""
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry = read_registry(settings)
    # in a child: the tables of all past migrations take 80 MB that a server would keep as long as it lives
    if problems := in_a_child(lambda: asyncio.run(unwritten_migrations(registry))):
        raise StartupError(problems)
    for name in await check_prepared(settings, registry):
        say(
            "[yellow]적용된 마이그레이션 {name}을(를) 가진 사업이 없습니다.[/]",
            "[yellow]{name} is applied, but no enabled plugin has it.[/]",
            name=name,
        )
    with listen(host, port) as listener:
        async with open_platform(settings, registry, max_connections=CONNECTIONS) as platform:
            await serve(platform, listener, lambda at: say("{at}에서 서비스 중", "serving on {at}", at=at))
