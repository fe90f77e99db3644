"""Evidence and outcomes in the graph: who sees which uses of one piece, and sums that never cross grades."""

from __future__ import annotations

from typing import Any

import pytest

from majung.access.actor import Actor
from majung.testing import agent_of, make_firm
from majung_schema.testing import App, app, config, plugins, server

__all__ = ["app", "config", "plugins", "server"]

CLAIM = """
mutation ($firm: ID!, $program: String!, $number: String!) {
  submitClaim(input: { firm: $firm, programCode: $program, amountKrw: 100000, receipts: [{
    kind: "TAX_INVOICE", issuer: "124-81-00998", number: $number, datedOn: "2026-03-05", amount: "1100000" }] }) {
    record { id receipts { nodes { amountKrw flag } } } refusals { code message path }
  }
}
"""
USES = """
{ evidence { nodes { kind number uses { nodes { programCode flag about { __typename id } earlierUse { id }
  firm { name } } } } } }
"""
OUTCOME = """
mutation ($input: OutcomeInput!, $evidence: [EvidenceInput!]) {
  recordOutcome(input: $input, evidence: $evidence) { record { grade evidence { nodes { amountKrw } } }
    refusals { code message } } }
"""
RULE = """
mutation { setEvidenceRule(input: { onSame: "FLAG", onSimilar: "FLAG", rateDays: 3, validFrom: "2026-01-01",
  programCode: "FAIRS" }) { record { onSame } refusals { code } } }
"""


@pytest.fixture
async def firms(app: App) -> tuple[Any, Any]:
    """Two firms, where the kinds of evidence are known."""
    return await make_firm(name="한빛정밀"), await make_firm(name="목포식품")


async def claim(app: App, actor: Actor, firm: Any, program: str, number: str = "2026-1") -> Any:
    answer = await app.ask(CLAIM, actor, {"firm": f"firm_{firm.id}", "program": program, "number": number})
    return answer["submitClaim"]


async def test_officials_see_every_use_of_a_piece_and_firms_their_own(app: App, firms: tuple[Any, Any]) -> None:
    official = await app.official()
    mine, theirs = [await agent_of(firm) for firm in firms]
    await app.ask(RULE, official)
    first = await claim(app, mine, firms[0], "EXPORT_COSTS")
    second = await claim(app, theirs, firms[1], "FAIRS", number="２０２６１")

    seen = {who: (await app.ask(USES, actor))["evidence"]["nodes"] for who, actor in
            {"official": official, "mine": mine, "theirs": theirs}.items()}  # fmt: skip

    assert first["record"]["receipts"]["nodes"] == [{"amountKrw": 1_100_000, "flag": None}]
    assert second["record"]["receipts"]["nodes"] == [{"amountKrw": 1_100_000, "flag": "SAME"}]
    [piece] = seen["official"]
    assert [use["firm"]["name"] for use in piece["uses"]["nodes"]] == ["한빛정밀", "목포식품"]
    assert piece["uses"]["nodes"][0]["about"] == {"__typename": "Claim", "id": first["record"]["id"]}
    assert [[u["programCode"] for u in p["uses"]["nodes"]] for p in seen["mine"]] == [["EXPORT_COSTS"]]
    assert [[u["programCode"] for u in p["uses"]["nodes"]] for p in seen["theirs"]] == [["FAIRS"]]
    assert seen["theirs"][0]["uses"]["nodes"][0]["earlierUse"] is None


async def test_a_receipt_claimed_again_is_refused_in_the_viewer_s_language(app: App, firms: tuple[Any, Any]) -> None:
    mine, theirs = [await agent_of(firm) for firm in firms]
    first = await claim(app, mine, firms[0], "EXPORT_COSTS")

    own = await claim(app, mine, firms[0], "FAIRS_OF_OTHERS")
    others = await claim(app, theirs, firms[1], "EXPORT_COSTS")

    assert own["record"] is None
    assert own["refusals"][0]["code"] == "EVIDENCE_USED"
    assert own["refusals"][0]["path"] == ["evidence", "0"]
    assert first["record"]["id"] in own["refusals"][0]["message"]
    assert "다른 신청인" in others["refusals"][0]["message"]
    assert first["record"]["id"] not in others["refusals"][0]["message"]


async def test_uses_to_review_are_listed_and_reviewed(app: App, firms: tuple[Any, Any]) -> None:
    official = await app.official()
    await app.ask(RULE, official)
    await claim(app, official, firms[0], "EXPORT_COSTS")
    await claim(app, official, firms[0], "FAIRS")
    waiting = "{ evidenceUses(where: { toReview: true }) { nodes { id version flag earlierUse { programCode } } } }"

    [use] = (await app.ask(waiting, official))["evidenceUses"]["nodes"]
    reviewed = await app.ask(
        "mutation ($use: ID!, $v: Int!) { reviewEvidence(use: $use, version: $v, accepted: false, note: \"이중 청구\")"
        " { record { verdict reviewNote } refusals { code } } }",
        official,
        {"use": use["id"], "v": use["version"]},
    )  # fmt: skip

    assert use["earlierUse"] == {"programCode": "EXPORT_COSTS"}
    assert reviewed["reviewEvidence"] == {"record": {"verdict": "REJECTED", "reviewNote": "이중 청구"}, "refusals": []}
    assert (await app.ask(waiting, official))["evidenceUses"]["nodes"] == []


async def test_sums_of_outcomes_stay_within_their_grade(app: App, firms: tuple[Any, Any]) -> None:
    agent = await agent_of(firms[0])
    proofs = [("MOU", ""), ("EXPORT_DECLARATION", "1"), ("EXPORT_DECLARATION", "2")]
    for kind, number in proofs:
        told = {"programCode": "FAIRS", "kind": "EXPORT", "happenedOn": "2026-03-05", "amount": "1000.5",
                "unit": "USD", "firm": f"firm_{firms[0].id}"}  # fmt: skip
        proof = {"kind": kind, "issuer": "관세청", "number": number, "datedOn": "2026-03-04", "amount": "5"}
        answer = await app.ask(OUTCOME, agent, {"input": told, "evidence": [proof]})
        assert answer["recordOutcome"]["refusals"] == []

    sums = "outcomeSums(year: 2026) { kind unit grade total outcomes }"
    answer = await app.ask(f"{{ firms {{ nodes {{ name {sums} }} }} {sums} }}", await app.official())

    expected = [
        {"kind": "EXPORT", "unit": "USD", "grade": "MOU", "total": "1000.5000", "outcomes": 1},
        {"kind": "EXPORT", "unit": "USD", "grade": "CUSTOMS", "total": "2001.0000", "outcomes": 2},
    ]
    assert answer["outcomeSums"] == expected
    assert {n["name"]: n["outcomeSums"] for n in answer["firms"]["nodes"]} == {"한빛정밀": expected, "목포식품": []}
    other = await agent_of(firms[1])
    assert (await app.ask(f"{{ {sums} }}", other))["outcomeSums"] == []


async def test_a_foreign_receipt_without_a_rate_is_refused_and_counts_with_one(
    app: App, firms: tuple[Any, Any]
) -> None:
    official = await app.official()
    foreign = CLAIM.replace('amount: "1100000"', 'amount: "100.5", currency: "USD"')
    variables = {"firm": f"firm_{firms[0].id}", "program": "FAIRS", "number": "7"}

    refused = await app.ask(foreign, official, variables)
    await app.ask(
        'mutation { enterExchangeRate(currency: "USD", on: "2026-03-04", rateKrw: "1400", source: "하나은행")'
        " { record { id } } }",
        official,
    )
    accepted = await app.ask(foreign, official, variables)

    assert [r["code"] for r in refused["submitClaim"]["refusals"]] == ["RATE_MISSING"]
    assert accepted["submitClaim"]["record"]["receipts"]["nodes"][0]["amountKrw"] == 140_700
