"""Exports that a checked claim proves: results of the support, with the grade of their evidence."""

from __future__ import annotations

from majung.access.actor import Actor
from majung.evidence.rules import Evidence
from majung.outcomes.rules import UNITS
from majung.outcomes.writes import OutcomeDraft, record_outcome
from majung.storage.transaction import current
from majung_export_costs.models import ExportCost
from majung_export_costs.program import CODE

DECLARATION = "EXPORT_DECLARATION"

_DECLARATIONS = """
select p.issuer, p.number, p.dated_on, p.amount, p.currency
from evidence_use u join evidence_piece p on p.id = u.piece_id
where u.about_id = $1 and u.released_at is null and p.kind = $2 and not exists (
    select from evidence_use o where o.piece_id = p.id and o.purpose = 'OUTCOME' and o.released_at is null
)
order by p.number
"""
"""The declarations of a claim that prove no result yet: one may serve several claims, but its exports count once."""


async def record_exports(actor: Actor, cost: ExportCost) -> int:
    """Record the exports that the declarations of a checked cost prove; how many."""
    rows = await current().fetch(_DECLARATIONS, cost.claim_id, DECLARATION)
    told = [row for row in rows if row["currency"] in UNITS["EXPORT"]]
    for row in told:
        draft = OutcomeDraft(
            program_code=CODE,
            kind="EXPORT",
            happened_on=row["dated_on"],
            amount=row["amount"],
            unit=row["currency"],
            firm_id=cost.firm_id,
            application_id=cost.application_id,
            counterpart=cost.buyer,
            country=cost.country,
        )
        await record_outcome(actor, draft=draft, evidence=[Evidence(kind=DECLARATION, **dict(row))])
    return len(told)
