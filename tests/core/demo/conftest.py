"""A province as small as it may be, and platforms with shares of plugins in it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import replace

import pytest

from majung.access.cipher import Keys, use_keys
from majung.plugin.contract import DemoProvince, DemoShare
from majung.plugin.loader import Core, load
from majung.plugin.registry import Registry
from majung.settings import Settings
from majung.storage.apps import CORE_MODELS
from majung.storage.database import Database
from majung.storage.migrations import App
from majung.texts import Text

FIRMS = 300
Fill = Callable[[Database, DemoProvince], AsyncIterator[int]]


def registry_with(**shares: Fill) -> Registry:
    """A platform whose plugins, by name, fill these shares."""
    core = Core(app=App("core", CORE_MODELS, "majung.migrations"), spine=None)
    answers = tuple((name, DemoShare(title=Text(name, name), fill=fill)) for name, fill in shares.items())
    return replace(load("", available=(), core=core), answers={"majung_demo": answers})


@pytest.fixture(autouse=True)
def _keys(settings: Settings) -> None:
    use_keys(Keys(encryption=settings.keys, hashing=settings.hash_key))
