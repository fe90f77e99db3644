"""The jobs platform alone, behind a real port."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.plugins.agency import agency
from tests.statements import reads

from majung.plugin.contract import Plugin
from majung_jobs.plugin import plugin
from majung_schema.testing import app, config, server

__all__ = ["agency", "app", "config", "reads", "server"]


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """The jobs platform alone."""
    return (plugin,)
