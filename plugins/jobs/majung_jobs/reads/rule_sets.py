"""The rule data in force on a day."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from majung.storage.transaction import current
from majung_jobs.reference import default_rules
from majung_jobs.rules.data import JobRules

IN_FORCE = "select data from jobs_rule_set where valid_from <= $1 order by valid_from desc limit 1"


def rules_from(stored: Any) -> JobRules:
    """Rules from what a row holds; what this project proposes where nothing has been entered."""
    data: Mapping[str, Any] = json.loads(stored) if isinstance(stored, str) else (stored or default_rules())
    return msgspec.convert(data, JobRules)


async def job_rules(on: date) -> JobRules:
    """The rules in force on a day, inside a write."""
    rows = await current().fetch(IN_FORCE, on)
    return rules_from(rows[0]["data"] if rows else None)
