"""The firm and the rules of evidence of the tests of evidence."""

from tests.core.evidence.conftest import firm, other, rule

__all__ = ["firm", "other", "rule"]
