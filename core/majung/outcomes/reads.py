"""Sums of outcomes, each grade by itself: what is only promised is never added to what was shipped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from majung.access.actor import Actor
from majung.evidence.rules import GRADES
from majung.outcomes.models import Outcome
from majung.storage.select import Parameters, Statement

_SUMS = """
select {key} as key, t.kind, t.unit, t.grade, sum(t.amount) as total, count(*)::int as outcomes
from outcome t
where t.withdrawn_at is null and {policy} and {conditions}
group by 1, 2, 3, 4 order by 2, 3, array_position({grades}, t.grade::text)
"""


@dataclass(frozen=True, kw_only=True)
class OutcomeQuestion:
    """Which outcomes are added up; None asks for all."""

    kind: str | None = None
    program: str | None = None
    year: int | None = None


@dataclass(frozen=True, kw_only=True)
class OutcomeSum:
    """What outcomes of one kind, unit and grade come to."""

    kind: str
    unit: str
    grade: str
    total: Decimal
    outcomes: int


def sums_statement(asked: OutcomeQuestion, actor: Actor, firm_ids: Sequence[object] | None = None) -> Statement:
    """The sums that the actor may see, for each firm (`key`), or of everything where no firms are named."""
    p = Parameters(actor)
    policy = p.bind(Outcome.access.policy.compile("t", actor))
    conditions = ["true"]
    if firm_ids is not None:
        conditions.append(f"t.firm_id = any({p.add(list(firm_ids), 'uuid[]')})")
    if asked.kind is not None:
        conditions.append(f"t.kind = {p.add(asked.kind, 'text')}")
    if asked.program is not None:
        conditions.append(f"t.program_code = {p.add(asked.program, 'text')}")
    if asked.year is not None:
        conditions.append(f"extract(year from t.happened_on) = {p.add(asked.year, 'int')}")
    text = _SUMS.format(
        key="t.firm_id" if firm_ids is not None else "null::uuid",
        policy=policy,
        conditions=" and ".join(conditions),
        grades=p.add(list(GRADES), "text[]"),
    )
    return Statement(text, p.values)
