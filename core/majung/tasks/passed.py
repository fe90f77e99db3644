"""What follows when a due date of the core passes, by its kind."""

from __future__ import annotations

from collections.abc import Mapping

from majung.agreements.following import ANSWER as SURVEY
from majung.agreements.following import lapse_survey
from majung.agreements.signing import SIGN, lapse_agreement
from majung.deadlines.passing import Handler
from majung.notices.writes import DEEMED, deem_served
from majung.referrals.writes import ANSWER as REFERRAL
from majung.referrals.writes import expire_unanswered
from majung.screening.supplements import ANSWER as SUPPLEMENT
from majung.screening.supplements import expire_supplement

PASSED: Mapping[str, Handler] = {
    DEEMED: deem_served,
    REFERRAL: expire_unanswered,
    SUPPLEMENT: expire_supplement,
    SIGN: lapse_agreement,
    SURVEY: lapse_survey,
}
"""Each runs in the transaction that marks the due date; kinds without an entry are only told of."""
