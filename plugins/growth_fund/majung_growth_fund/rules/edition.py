"""What an edition of the fund says beside its products: how interest is counted, what comes back with interest."""

from __future__ import annotations

from decimal import Decimal
from typing import Literal

import msgspec

from majung_growth_fund.rules.corrections import InterestFrom, ReturnTerms
from majung_growth_fund.rules.interest import InterestTerms

Level = Literal["CLEAR", "WARN", "BLOCK"]


class FundRules(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rule data of one edition, entered by officials with validity dates.

    `same_year` is how a second loan of the fund in one year counts in the double-benefit check: the cap over the
    family already limits it, so it is no obstacle of itself unless the edition says so.
    """

    interest: InterestTerms = InterestTerms()
    return_annual_pct: Decimal | None = None
    """Interest on money to be returned, per cent a year; there is no default, the ordinance sets it."""
    return_runs_from: InterestFrom = InterestFrom.CAUSE
    clawback_notice_days: int = 20
    same_year: Level = "CLEAR"
    same_purpose: Level = "WARN"

    @property
    def returns(self) -> ReturnTerms:
        """Interest on money that must come back."""
        return ReturnTerms(annual_pct=self.return_annual_pct, runs_from=self.return_runs_from, terms=self.interest)
