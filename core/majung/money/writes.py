"""Every change of money, by the noun it changes."""

from majung.money.budget_writes import (
    allow_call,
    change_budget_amount,
    consume,
    correct_entry,
    create_budget_line,
    release,
    reserve,
)
from majung.money.claim_rows import ClaimDraft, Step, step_of
from majung.money.claim_writes import approve_claim, reject_claim, submit_claim
from majung.money.clawback_writes import order_clawback, record_return
from majung.money.payment_rows import Transfer
from majung.money.payment_writes import Settlement, correct_payment, pay_claims, settle_claims

__all__ = [
    "ClaimDraft",
    "Settlement",
    "Step",
    "Transfer",
    "allow_call",
    "approve_claim",
    "change_budget_amount",
    "consume",
    "correct_entry",
    "correct_payment",
    "create_budget_line",
    "order_clawback",
    "pay_claims",
    "record_return",
    "reject_claim",
    "release",
    "reserve",
    "settle_claims",
    "step_of",
    "submit_claim",
]
