"""The desk of people at work."""

from tests.core.deadlines.conftest import desk

__all__ = ["desk"]
