"""The monthly run over all loans: what the province owes each bank for each loan, computed and kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

import msgspec

from majung import clock
from majung.access.actor import Actor
from majung.events.event import append_many
from majung.money.models import BudgetLine
from majung.programs.models import Edition
from majung.programs.writes import rules_in_force
from majung.storage.ids import uuid7
from majung.storage.transaction import current, find_row, save_change, write
from majung_growth_fund.events import InterestSettled
from majung_growth_fund.models import Settlement
from majung_growth_fund.models.settlements import MonthSettled
from majung_growth_fund.reads.loans import HISTORY, subsidised
from majung_growth_fund.rules import settlement as rules
from majung_growth_fund.rules.edition import FundRules
from majung_growth_fund.rules.lifecycle import SETTLE
from majung_growth_fund.rules.months import Month
from majung_growth_fund.writes.errors import MonthNotOver
from majung_growth_fund.writes.steps import happening

_RUNNING = f"""
select l.id, l.bank_id, l.firm_id, l.granted_pct, l.executed_on, l.principal_krw, l.schedule, l.stop_on, {HISTORY}
from growth_fund_loan l
where l.rate_kind = 'SUBSIDY' and l.state <> 'EXECUTED' and l.executed_on < $2
    and (l.ended_on is null or l.ended_on >= $1) and (l.stop_on is null or l.stop_on > $1)
order by l.id
"""

_INSERT = """
insert into growth_fund_subsidy_line
    (id, settlement_id, loan_id, firm_id, bank_id, month, number, amount_krw, segments, reason)
select e.id, $1, e.loan_id, e.firm_id, e.bank_id, $2, 1, e.amount, e.segments::jsonb, ''
from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::bigint[], $8::text[])
    e (id, loan_id, firm_id, bank_id, amount, segments)
"""


@write
async def settle_month(actor: Actor, *, edition_id: UUID, line_id: UUID, month: date) -> Settlement:
    """Compute the interest difference of a month for every subsidised loan, from a budget line of an edition.

    Until it is approved a month may be computed again. A loan that cannot be computed is left out, with its reason;
    loans whose papers are not in order yet (EXECUTED) come later, as corrections.
    """
    actor.require(SETTLE)
    wanted = Month.of(month)
    if clock.today() < wanted.end:
        raise MonthNotOver(month=wanted, from_day=wanted.end)
    edition = await find_row(Edition, actor, edition_id)
    line = await find_row(BudgetLine, actor, line_id)
    stored, data = await rules_in_force(edition.id, clock.today(), FundRules)
    rows = await current().fetch(_RUNNING, wanted.first, wanted.end)
    result = rules.settle_month([subsidised(row) for row in rows], wanted, data.interest)
    kept = await _keep(actor, edition.id, line.id, stored.id, data, result)
    await _insert_lines(kept.id, wanted, result.lines, {str(row["id"]): row for row in rows})
    await append_many(
        [
            happening(
                InterestSettled(settlement_id=kept.id, month=wanted.first, loans=bank.loans, amount_krw=bank.amount),
                kept.id,
                UUID(bank.bank),
            )
            for bank in result.banks
        ]
    )
    return kept


async def _keep(
    actor: Actor, edition_id: UUID, line_id: UUID, rules_id: UUID, data: FundRules, result: rules.Settlement
) -> Settlement:
    values: dict[str, Any] = {
        "edition_id": edition_id,
        "line_id": line_id,
        "rules_id": rules_id,
        "loans": len(result.lines),
        "amount_krw": result.amount,
        "terms": msgspec.to_builtins(data.interest),
        "not_settled": [
            {
                "loan": one.loan,
                "bank": one.bank,
                "code": one.reason.code,
                "ko": one.reason.message("ko"),
                "en": one.reason.message("en"),
            }
            for one in result.not_settled
        ],
        "computed_at": clock.now(),
        "computed_by": actor.name,
        "computed_account_id": actor.account_id,
    }
    connection = current().connection
    known = await Settlement.filter(month=result.month.first).using_db(connection).select_for_update().first()
    if known is None:
        return await Settlement.create(month=result.month.first, using_db=connection, **values)
    if known.state != "COMPUTED":
        raise MonthSettled
    await current().execute("delete from growth_fund_bank_claim where settlement_id = $1", known.id)
    await current().execute("delete from growth_fund_subsidy_line where settlement_id = $1", known.id)
    await save_change(known, **values)
    return known


async def _insert_lines(
    settlement_id: UUID, month: Month, lines: Sequence[rules.SettlementLine], loans: Mapping[str, Mapping[str, Any]]
) -> None:
    await current().execute(
        _INSERT,
        settlement_id,
        month.first,
        [uuid7() for _ in lines],
        [loans[line.loan]["id"] for line in lines],
        [loans[line.loan]["firm_id"] for line in lines],
        [loans[line.loan]["bank_id"] for line in lines],
        [line.amount for line in lines],
        [msgspec.json.encode(line.segments).decode() for line in lines],
    )
