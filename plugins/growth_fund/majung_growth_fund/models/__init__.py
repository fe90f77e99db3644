"""The fund's tables: products and dated sets, screening, loans, settlements."""

from __future__ import annotations

from majung.storage.table import Table, register
from majung_growth_fund.models.loans import (
    BalanceReport,
    BankRate,
    JobsReport,
    Loan,
    LoanStep,
    Recommendation,
    Suspension,
)
from majung_growth_fund.models.products import (
    FundProduct,
    IndustryGroupMember,
    PreferredCertification,
    RepaymentOption,
    Rubric,
    StopGround,
)
from majung_growth_fund.models.screening import CheckedFact, CommitteeResult, LoanRequest, ScoreSheet, SiteVisit
from majung_growth_fund.models.settlements import BankClaim, Settlement, SubsidyLine

TABLES: tuple[type[Table], ...] = (
    FundProduct,
    RepaymentOption,
    PreferredCertification,
    IndustryGroupMember,
    StopGround,
    Rubric,
    LoanRequest,
    CheckedFact,
    SiteVisit,
    ScoreSheet,
    CommitteeResult,
    Recommendation,
    Loan,
    LoanStep,
    BalanceReport,
    BankRate,
    Suspension,
    JobsReport,
    Settlement,
    SubsidyLine,
    BankClaim,
)

register(TABLES)  # the types of the fund's updates look for these tables by name when they are made

__all__ = [
    "TABLES",
    "BalanceReport",
    "BankClaim",
    "BankRate",
    "CheckedFact",
    "CommitteeResult",
    "FundProduct",
    "IndustryGroupMember",
    "JobsReport",
    "Loan",
    "LoanRequest",
    "LoanStep",
    "PreferredCertification",
    "Recommendation",
    "RepaymentOption",
    "Rubric",
    "ScoreSheet",
    "Settlement",
    "SiteVisit",
    "StopGround",
    "SubsidyLine",
    "Suspension",
]
