"""The centre on top of the jobs platform, behind a real port."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from tests.plugins.agency import agency

from majung.plugin.contract import Plugin
from majung_jobs.plugin import plugin as jobs
from majung_midlife_jobs.plugin import plugin
from majung_schema.testing import app, config, server

__all__ = ["agency", "app", "config", "server"]


@pytest.fixture
def plugins() -> Sequence[Plugin]:
    """The jobs platform, and the centre built on it."""
    return (jobs, plugin)
