"""Starting a server: the demonstration, and production."""

from __future__ import annotations

import time
from typing import Annotated

import typer
from rich.progress import TaskID

from majung.access.cipher import Keys, use_keys
from majung.demo.province import fill_province
from majung.plugin.contract import DemoProvince
from majung.plugin.migrations import unwritten_migrations
from majung.plugin.problem import StartupError
from majung.settings import Settings
from majung_schema.app import serve as serve_app
from majung_schema.cli.running import progress_bar, run, screen
from majung_schema.cli.welcome import welcome
from majung_schema.platform import Platform, open_platform, read_registry
from majung_schema.preparing import check_prepared, prepare

Port = Annotated[int, typer.Option(help="Port to listen on; 0 takes a free one.", min=0, max=65535)]
Host = Annotated[str, typer.Option(help="Address to listen on.")]


def demo(
    port: Port = 8000,
    host: Host = "127.0.0.1",
    firms: Annotated[int, typer.Option(help="How many firms the province has.", min=100)] = 5000,
) -> None:
    """Start a demonstration: own PostgreSQL, a made-up province, tokens and queries to paste.

    Example: `majung demo --port 8080`
    """
    run(_demo(Settings.from_environment(), host, port, firms))


def serve(port: Port = 8000, host: Host = "127.0.0.1") -> None:
    """Serve in production; refuses to start when migrations are pending, keys missing or a plugin broken.

    Example: `MAJUNG_ENV=production MAJUNG_DATABASE_URL=postgresql://… majung serve --host 0.0.0.0`
    """
    run(_serve(Settings.from_environment(), host, port))


async def _demo(settings: Settings, host: str, port: int, firms: int) -> None:
    started = time.monotonic()
    registry = read_registry(settings)
    await prepare(settings, registry)
    async with open_platform(settings, registry) as platform:
        province = await _fill(platform, firms)
        text = await welcome(platform, province)

        def tell(address: str) -> None:
            screen.print(text.replace("{address}", address), highlight=False, soft_wrap=True)
            screen.print(f"[dim]ready after {time.monotonic() - started:.1f} s, Ctrl-C stops[/]", highlight=False)

        await serve_app(platform, host, port, tell)


async def _fill(platform: Platform, firms: int) -> DemoProvince:
    with progress_bar() as bar:
        tasks: dict[str, TaskID] = {}

        def tell(title: str, done: int, total: int | None) -> None:
            if title not in tasks:
                tasks[title] = bar.add_task(title, total=total)
            bar.update(tasks[title], completed=done, total=total)

        return await fill_province(platform.database, platform.registry, firms=firms, progress=tell)


async def _serve(settings: Settings, host: str, port: int) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry = read_registry(settings)
    if problems := await unwritten_migrations(registry):
        raise StartupError(problems)
    for name in await check_prepared(settings, registry):
        screen.print(f"[yellow]{name} is applied, but no enabled plugin has it[/]", highlight=False)
    async with open_platform(settings, registry, max_connections=20) as platform:
        await serve_app(platform, host, port, lambda address: screen.print(f"serving on {address}", highlight=False))
