"""What a statement leaves in the session of its connection, for whoever is given that connection next."""

from __future__ import annotations

import re
from functools import lru_cache

JUDGED = 5_000
"""Statements whose judgement is kept."""

_TOUCHES_SESSION = re.compile(
    r"\b(set_config|pg_advisory_\w+|pg_try_advisory_\w+|pg_notify|setval|nextval|lo_\w+|dblink\w*|setseed)\b|;",
    re.IGNORECASE,
)
_READS = re.compile(r"\s*(select|with)\b", re.IGNORECASE)
_WRITES = re.compile(r"\b(insert\s+into|update|delete\s+from|merge\s+into|into\s+temp)\b", re.IGNORECASE)
_LEAVES_ONLY_ROWS = re.compile(r"\s*(select|with|insert|update|delete)\b", re.IGNORECASE)


@lru_cache(maxsize=JUDGED)
def is_plain_question(sql: str) -> bool:
    """Whether a statement only reads and leaves nothing in the session for whoever comes next."""
    return _READS.match(sql) is not None and _WRITES.search(sql) is None and _TOUCHES_SESSION.search(sql) is None


@lru_cache(maxsize=JUDGED)
def leaves_session_alone(sql: str) -> bool:
    """Whether a statement, reading or writing, leaves nothing in the session."""
    return _LEAVES_ONLY_ROWS.match(sql) is not None and _TOUCHES_SESSION.search(sql) is None
