"""The bureau of screening."""

from tests.core.screening.conftest import bureau, office

__all__ = ["bureau", "office"]
