"""The example's app: the example alone, as its author would test it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from majung.plugin.contract import Plugin
from majung_schema.testing import app, config, server  # noqa: F401 - fixtures

sys.path.insert(0, str(Path(__file__).parent))  # a distribution of its own, not installed in this environment


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """This plugin."""
    from majung_example.plugin import plugin

    return (plugin,)
