"""How long a browser's login lasts, as the environment of an installation says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from majung.errors import BadSetting

MOST_HOURS, MOST_IDLE_MINUTES = 24, 480


@dataclass(frozen=True, kw_only=True)
class SessionTimes:
    """From logging in to its end whatever happens (a working day), and how long it may be left alone."""

    whole: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=30)


def session_times_from(given: Mapping[str, str]) -> SessionTimes:
    """The times that MAJUNG_SESSION_HOURS and MAJUNG_SESSION_IDLE_MINUTES say."""
    usual = SessionTimes()
    hours = _number(given, "MAJUNG_SESSION_HOURS", int(usual.whole.total_seconds() // 3600), MOST_HOURS)
    idle = _number(given, "MAJUNG_SESSION_IDLE_MINUTES", int(usual.idle.total_seconds() // 60), MOST_IDLE_MINUTES)
    return SessionTimes(whole=timedelta(hours=hours), idle=timedelta(minutes=idle))


def _number(given: Mapping[str, str], setting: str, usual: int, most: int) -> int:
    said = given.get(setting) or str(usual)
    if not (said.isascii() and said.isdigit() and len(said) < 5 and 1 <= int(said) <= most):
        raise BadSetting(setting=setting, value=said[:100], expected=f"a whole number from 1 to {most}")
    return int(said)
