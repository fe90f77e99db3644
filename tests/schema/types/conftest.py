"""The agency of the tests of programs."""

from tests.core.programs.conftest import office

__all__ = ["office"]
