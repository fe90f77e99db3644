"""The keys of personal columns from the command line: what lies under which key, and putting all under the newest."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import typer

from majung_schema.cli.running import run, say

if TYPE_CHECKING:
    from majung.access.rekeying import Encrypted

group = typer.Typer(
    help="The keys that encrypt personal columns: rotation, and which key may go.\n\nExample: `majung keys status`",
    no_args_is_help=True,
)


@group.command()
def status() -> None:
    """Tell how many values lie under which key, present ones and earlier versions; a key without any may go.

    Keys are named by a fingerprint, in the order of MAJUNG_KEYS. The exit code is 1 when no key of ours fits a value.

    Example: `majung keys status`
    """
    from majung.access.rekeying import UNKNOWN

    found = run(_look(change=False, told=lambda _: None))
    _show(found)
    if any(one.present[UNKNOWN] + one.earlier[UNKNOWN] for one in found):
        raise typer.Exit(1)


@group.command()
def rotate() -> None:
    """Put every encrypted value under the first key of MAJUNG_KEYS while the servers run; may be run again.

    Restart all servers with the new key in front before it: what an old process writes later is under the old key.

    Example: `majung keys rotate`
    """

    def told(one: Encrypted) -> None:
        say("{name}: {n}건 변경", "{name}: {n} changed", name=f"{one.table}.{one.column}", n=one.changed)

    run(_look(change=True, told=told))
    say(
        "완료. `majung keys status`로 이전 키에 남은 값이 있는지 확인하십시오.",
        "Done. `majung keys status` tells whether anything is left under an older key.",
    )


async def _look(*, change: bool, told: Callable[[Encrypted], None]) -> Sequence[Encrypted]:
    from majung.access.cipher import Keys, use_keys
    from majung.access.rekeying import count_by_key, encrypted_columns, rekey
    from majung.settings import Settings
    from majung.storage.database import open_database
    from majung.storage.migrations import model_modules
    from majung.storage.table import all_tables
    from majung_schema.platform import read_registry
    from majung_schema.preparing import check_prepared

    settings = Settings.from_environment()
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
    registry = read_registry(settings)
    await check_prepared(settings, registry)
    apps = model_modules(registry.apps())
    async with await open_database(settings, apps, owner=True, max_size=2) as owner:
        with owner.activate():
            columns = encrypted_columns(all_tables())
            return await rekey(owner, columns, told) if change else await count_by_key(owner, columns)


def _show(found: Sequence[Encrypted]) -> None:
    from rich.table import Table

    from majung.access.cipher import fingerprint, keys_in_use
    from majung_schema.cli.plugin_tables import wide_screen

    counted: Counter[str] = sum((one.present + one.earlier for one in found), Counter())
    known = [fingerprint(key) for key in keys_in_use().encryption]
    names = [*known, *sorted(counted.keys() - set(known))]
    table = Table("column", *names, box=None)
    for one in found:
        cells = [f"{one.present[name]} + {one.earlier[name]}" for name in names]
        table.add_row(f"{one.table}.{one.column}", *cells)
    table.add_row("all, present + earlier", *[str(counted[name]) for name in names])
    wide_screen().print(table)
