"""The benchmark and its plugin are not installed with the project: they are found here by their folders."""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "bench" / "plugin")]
