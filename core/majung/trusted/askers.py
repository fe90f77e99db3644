"""Which kinds of actors may ask nothing but trusted documents."""

from __future__ import annotations

from collections.abc import Mapping

from majung.access.actor import KINDS, Kind
from majung.errors import BadSetting

SETTING = "MAJUNG_TRUSTED_ONLY"
ASKING: tuple[Kind, ...] = tuple(kind for kind in KINDS if kind != "system")


def trusted_only_from(given: Mapping[str, str]) -> frozenset[Kind]:
    """The kinds of actors that MAJUNG_TRUSTED_ONLY names, with commas, or `all`; usually none."""
    named = {one.strip() for one in (given.get(SETTING) or "").split(",") if one.strip()}
    if named == {"all"}:
        return frozenset(ASKING)
    if unknown := named - set(ASKING):
        raise BadSetting(setting=SETTING, value=min(unknown)[:40], expected=f"all, or some of {', '.join(ASKING)}")
    return frozenset(kind for kind in ASKING if kind in named)
