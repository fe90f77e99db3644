"""Storage is tested on two sample apps: cidery's tables refer to orchard's."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from majung.storage.migrations import App

SAMPLE_APPS = Path(__file__).parent / "sample_apps"
sys.path.insert(0, str(SAMPLE_APPS))  # the ORM imports models and migrations by name

ORCHARD = App("orchard", ("orchard.models",), "orchard.migrations")
CIDERY = App("cidery", ("cidery.models",), "cidery.migrations")


@pytest.fixture
def apps() -> tuple[App, ...]:
    """The sample apps instead of the core's tables."""
    return (ORCHARD, CIDERY)
