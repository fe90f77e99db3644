"""The listeners of the installation that the settings name, as a table on stdout."""

from __future__ import annotations

from rich.table import Table

from majung.access.actor import system
from majung.events.listeners import ListenerState, listener_states, release_listener
from majung_schema.cli.in_process import opened
from majung_schema.cli.plugin_tables import wide_screen
from majung_schema.cli.running import say

_OPERATOR = system("command line")


async def tell_listeners() -> None:
    """Print where each stands."""
    async with opened() as platform:
        known = [listener.name for listener in platform.listeners]
        states = await listener_states(_OPERATOR)
    table = Table("listener", "position", "behind", "state", box=None)
    for state in states:
        table.add_row(state.name, str(state.position), str(state.behind), _word(state, state.name in known))
    for name in sorted(set(known) - {state.name for state in states}):
        table.add_row(name, "-", "-", "has not begun")
    wide_screen().print(table)


async def let_go_on(name: str, *, skip: bool) -> None:
    """Let a parked listener try again."""
    async with opened():
        await release_listener(_OPERATOR, name=name, skip_event=skip)
    say("{name}이(가) 다시 시작합니다.", "{name} goes on.", name=name)


def _word(state: ListenerState, is_known: bool) -> str:
    if not is_known:
        return "no plugin that runs here has it; it keeps events from being dropped"
    if state.parked_reason:
        return f"parked: {state.parked_reason}"
    if state.retry_at is not None:
        return f"failed {state.attempts} times, tries again at {state.retry_at:%Y-%m-%d %H:%M:%S %Z}"
    return "follows"
