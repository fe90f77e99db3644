"""Rule data entered by officials, in force from a day on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, save_change, write
from majung_jobs.errors import JobRulesPast, JobRulesWrong
from majung_jobs.models import JobRuleSet
from majung_jobs.rules.data import JobRules
from majung_jobs.scopes import MANAGE


@write
async def set_job_rules(actor: Actor, *, data: Mapping[str, Any], valid_from: date, source: str) -> JobRuleSet:
    """Enter rules that hold from a day on (permission ``jobs.manage``); those of the same day are replaced."""
    actor.require(MANAGE)
    refuse_resident_number(source, "source")
    if valid_from < clock.today():
        raise JobRulesPast(given=valid_from, today=clock.today(), path=("validFrom",))
    try:
        msgspec.convert(data, JobRules)
    except msgspec.ValidationError as error:
        raise JobRulesWrong(why=str(error), path=("data",)) from error
    values = {"data": dict(data), "source": source, "entered_by": actor.name}
    there = await JobRuleSet.filter(valid_from=valid_from).using_db(current().connection).select_for_update().first()
    if there is None:
        return await JobRuleSet.create(valid_from=valid_from, **values, using_db=current().connection)
    await save_change(there, **values)
    return there
