"""What counts against a firm's caps: loans outstanding, and letters that are still valid."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from majung.access.actor import Actor
from majung.storage.select import Parameters, Statement
from majung_growth_fund.models import Loan, Recommendation
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.caps import Exposure
from majung_growth_fund.rules.outstanding import exposure_of
from majung_growth_fund.rules.products import Family

OWED_STATES = ("EXECUTED", "ACTIVE", "SUSPENDED")
"""States of a loan in which it counts against the caps; a cancelled one is no loan of the fund any more."""

Exposures = dict[UUID, tuple[Exposure, ...]]

_EXPOSURES = """
select t.firm_id, t.family, t.facility_krw, t.working_krw, t.unsplit_krw, t.outstanding_krw, null::date as valid_until
from growth_fund_loan t where t.firm_id = any({firms}) and t.state = any({states}) and {loans}
union all
select t.firm_id, t.family, t.facility_krw, t.working_krw, 0, t.amount_krw, t.valid_until
from growth_fund_recommendation t where t.firm_id = any({firms}) and t.state = 'RECOMMENDED' and {letters}
"""


async def exposures_of(actor: Actor, firm_ids: Sequence[UUID]) -> Exposures:
    """For each firm what it owes or may soon owe, as far as the actor may see it, in one statement."""
    statement = exposures_statement(actor, firm_ids)
    return exposures_from(await fetch(statement.text, *statement.values), firm_ids)


def exposures_statement(actor: Actor, firm_ids: Sequence[UUID]) -> Statement:
    """The statement behind it, under the policies of loans and letters."""
    p = Parameters(actor)
    text = _EXPOSURES.format(
        firms=p.add(list(firm_ids), "uuid[]"),
        states=p.add(list(OWED_STATES), "text[]"),
        loans=p.bind(Loan.access.policy.compile("t", actor)),
        letters=p.bind(Recommendation.access.policy.compile("t", actor)),
    )
    return Statement(text, p.values)


def exposures_from(rows: Iterable[Mapping[str, Any]], firm_ids: Sequence[UUID]) -> Exposures:
    """Its rows as the rules read them, for each firm."""
    found: dict[UUID, list[Exposure]] = defaultdict(list)
    for row in rows:
        found[row["firm_id"]].append(_exposure(row))
    return {firm_id: tuple(found[firm_id]) for firm_id in firm_ids}


def _exposure(row: Mapping[str, Any]) -> Exposure:
    family = Family(row["family"])
    if row["valid_until"] is None:
        parts = (row["facility_krw"], row["working_krw"], row["unsplit_krw"])
        return exposure_of(family, parts, row["outstanding_krw"])
    return Exposure(
        family=family, facility=row["facility_krw"], working=row["working_krw"], valid_until=row["valid_until"]
    )
