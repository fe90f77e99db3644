"""When a mandate may be used, as SQL: told once for tokens, logins and partners' endpoints."""

from __future__ import annotations

IN_FORCE = "a.active and m.valid_from <= {day} and (m.valid_to is null or m.valid_to >= {day})"
"""That mandate `m` of account `a` may be used on a day (a placeholder)."""
