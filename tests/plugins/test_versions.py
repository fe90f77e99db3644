"""Whoever changes a record says which version they saw; changes that do without are listed here, with the reason."""

from __future__ import annotations

from collections.abc import Sequence

from tests.plugins.programs import plugins

from majung.plugin.contract import Plugin
from majung_schema.build import build_schema
from majung_schema.testing import load_plugins

__all__ = ["plugins"]

ADDS = {
    "startApplication", "setEditionRules", "createCall", "createBudgetLine", "allowCallBudget", "correctPayment",
    "orderClawback", "recordReturn", "addEstablishment", "recordFirmYear", "recordHeadcount", "recordCertification",
    "linkPerson", "giveConsent", "formCommittee", "appointMember", "recuseMember", "handInCommitteeSheet",
    "askAgreementChange", "submitSettlement", "lodgeObjection", "writeNote", "registerProduct", "certifyProduct",
    "postNotice", "issueToken", "linkIdentity", "sendAgain", "sendRangeAgain", "replayRange", "testEndpoint",
    "enterFundProduct", "offerFundRepayments", "enterFundRubric", "enterFundFact", "handInScoreSheet", "rankFundCall",
    "reportLoanJobs", "takeBackOverpaid", "claimUnderpaid", "settleFundMonth", "submitBankClaim", "enterJobOrder",
    "registerJobSeeker", "proposeJobReferral", "giveJobFairBooth", "bookJobSlot", "claimJobSearchCost",
    "enterIncentiveHire", "reportIncentiveMonth", "makeMidlifePlan", "joinExperienceProject", "createEdition",
    "createInstitution", "storeDocument", "planJobFair", "payExportCosts", "rotateEndpointSecret", "exportPerson",
}  # fmt: skip
"""They add a row, or a dated value beside the others; what could be twice is refused by the row itself."""

ENDS = {
    "withdrawConsent", "readNotice", "endMandate", "revokeToken", "unlinkIdentity", "revokeSession", "pauseEndpoint",
    "resumeEndpoint",
}  # fmt: skip
"""They set something to what it is to be, whatever it was: the second who does it finds it done."""


def test_changes_of_records_take_the_version_that_was_seen(plugins: Sequence[Plugin]) -> None:
    mutation = build_schema(load_plugins(list(plugins)))._schema.mutation_type
    assert mutation is not None
    ids = ("ID", "[ID")
    without = {
        name
        for name, field in mutation.fields.items()
        if "version" not in field.args and any(str(a.type).startswith(ids) for a in field.args.values())
    }
    assert without == ADDS | ENDS
