"""Real files, where they lie next to the checkout, and small files made on the spot."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

REAL = Path(__file__).resolve().parents[4] / "shared" / "data"


@pytest.fixture
def real_file() -> Callable[[str], Path]:
    """Path of a real public-sector file; skips the test where they are not at hand."""

    def find(name: str) -> Path:
        path = REAL / name
        if not path.is_file():
            pytest.skip(f"the real file {name} is not beside the checkout")
        return path

    return find
