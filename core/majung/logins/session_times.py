"""How long a browser's login lasts, as the environment of an installation says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from majung.setting_numbers import whole_number

MOST_HOURS, MOST_IDLE_MINUTES = 24, 480


@dataclass(frozen=True, kw_only=True)
class SessionTimes:
    """From logging in to its end whatever happens (a working day), and how long it may be left alone."""

    whole: timedelta = timedelta(hours=8)
    idle: timedelta = timedelta(minutes=30)


def session_times_from(given: Mapping[str, str]) -> SessionTimes:
    """The times that MAJUNG_SESSION_HOURS and MAJUNG_SESSION_IDLE_MINUTES say."""
    usual = SessionTimes()
    usual_hours, usual_idle = usual.whole // timedelta(hours=1), usual.idle // timedelta(minutes=1)
    hours = whole_number(given, "MAJUNG_SESSION_HOURS", usual=usual_hours, least=1, most=MOST_HOURS)
    idle = whole_number(given, "MAJUNG_SESSION_IDLE_MINUTES", usual=usual_idle, least=1, most=MOST_IDLE_MINUTES)
    return SessionTimes(whole=timedelta(hours=hours), idle=timedelta(minutes=idle))
