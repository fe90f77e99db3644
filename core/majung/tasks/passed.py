"""What follows when a due date of the core passes, by its kind."""

from __future__ import annotations

from collections.abc import Mapping

from majung.deadlines.passing import Handler
from majung.notices.writes import DEEMED, deem_served
from majung.referrals.writes import ANSWER, expire_unanswered

PASSED: Mapping[str, Handler] = {DEEMED: deem_served, ANSWER: expire_unanswered}
"""Each runs in the transaction that marks the due date; kinds without an entry are only told of."""
