"""What the fund gives to the graph: its types, questions, changes, and its share of firms."""

from __future__ import annotations

from majung_growth_fund.schema.applications import GrowthFundApplication
from majung_growth_fund.schema.decide import FundDecisions
from majung_growth_fund.schema.enter import FundEntries
from majung_growth_fund.schema.firms import FirmFund, FirmFundFilter
from majung_growth_fund.schema.lend import FundLoans, FundSettlements
from majung_growth_fund.schema.queries import FundQueries
from majung_growth_fund.schema.updates import UPDATES, FundSubscriptions
from majung_schema.parts import Part

PART = Part(
    plugin="growth_fund",
    package="majung_growth_fund",
    extensions=(
        FirmFund,
        FirmFundFilter,
        FundQueries,
        FundEntries,
        FundDecisions,
        FundLoans,
        FundSettlements,
        FundSubscriptions,
    ),
    types=(GrowthFundApplication, *UPDATES),
)
"""The fund's part of the schema."""
