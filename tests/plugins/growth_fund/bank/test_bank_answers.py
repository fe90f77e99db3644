"""A bank's system is asked whether it has lent: it says yes, later or no over HTTP, and nobody says it in its place."""

from __future__ import annotations

from typing import Any

import pytest
from tests.plugins.growth_fund.bank.conftest import Bank
from tests.plugins.growth_fund.conftest import Fund, at

from majung.access.actor import system
from majung.questions.writes import lapse_questions
from majung_growth_fund.models import Loan, Recommendation

LENT: dict[str, Any] = {
    "data": {"amount_krw": 280_000_000, "executed_on": "2026-03-10", "bank_pct": "5.2", "number": "034-2026-7"}
}


async def test_a_yes_comes_back_with_the_message_and_the_loan_begins(fund: Fund, bank: Bank) -> None:
    await bank.tell(status=200, answer=LENT)
    letter = await fund.recommended(await fund.firm())
    heard = (await bank.hear("heard"))["heard"]
    assert heard["data"]["updates"]["amountKrw"] == 300_000_000
    assert heard["question"]["hook"] == "growth_fund.execution"
    assert heard["question"]["deadline"] == "2026-06-08T15:00:00+00:00"
    await bank.until("YES")
    loan = await Loan.get(recommendation_id=letter.id)
    assert (loan.principal_krw, loan.number, loan.bank_id) == (280_000_000, "034-2026-7", fund.bank.id)


async def test_a_no_frees_the_budget(fund: Fund, bank: Bank) -> None:
    await bank.tell(status=400, answer={"reason": "담보 부족, 문의 010-1234-5678"})
    letter = await fund.recommended(await fund.firm())
    assert (await bank.until("NO"))["reason"] == "담보 부족, 문의 010-****-5678"
    assert (await Recommendation.get(id=letter.id)).state == "BANK_DECLINED"


async def test_later_is_answered_by_a_signed_post_once(fund: Fund, bank: Bank) -> None:
    await bank.tell(status=202)
    letter = await fund.recommended(await fund.firm())
    question = (await bank.hear("heard"))["heard"]["question"]["id"]
    await bank.until("LATER")
    yes = {"answer": "yes", **LENT}
    for forge in ("secret", "question", "body", "none"):
        refused = await bank.post(question, yes, forge)
        code = refused["body"]["errors"][0]["extensions"]["code"]
        expected = "ANSWER_TO_ANOTHER" if forge == "question" else "SIGNATURE_INVALID"
        assert (refused["posted"], code) == (401, expected)
    too_much = {"answer": "yes", "data": {**LENT["data"], "amount_krw": 900_000_000}}
    refused = await bank.post(question, too_much)
    assert refused["posted"] == 422
    assert (await bank.question())["refusal"].startswith(refused["body"]["errors"][0]["extensions"]["code"])
    unreadable = {"answer": "yes", "data": {"amount_krw": "a lot"}}
    refused = await bank.post(question, unreadable)
    assert (refused["posted"], refused["body"]["errors"][0]["extensions"]["code"]) == (400, "ANSWER_UNREADABLE")
    assert await Loan.filter(recommendation_id=letter.id).count() == 0
    assert (await bank.post(question, yes)) == {"posted": 200, "body": {"state": "YES"}}
    assert (await bank.post(question, yes)) == {"posted": 200, "body": {"state": "YES"}}
    closed = await bank.post(question, {"answer": "no", "reason": "changed our mind"})
    assert (closed["posted"], closed["body"]["errors"][0]["extensions"]["code"]) == (409, "QUESTION_CLOSED")
    assert await Loan.filter(recommendation_id=letter.id).count() == 1


@pytest.mark.parametrize("forge", ["secret", "question", "body", "none"])
async def test_a_forged_answer_in_the_response_is_not_taken(fund: Fund, bank: Bank, forge: str) -> None:
    await bank.tell(status=200, answer=LENT, forge=forge)
    letter = await fund.recommended(await fund.firm())
    await bank.hear("heard")
    expected = "ANSWER_TO_ANOTHER" if forge == "question" else "SIGNATURE_INVALID"
    assert await bank.tried() == ("REFUSED", expected)
    assert (await bank.question())["state"] == "ASKED"
    assert (await Recommendation.get(id=letter.id)).state == "RECOMMENDED"
    assert await Loan.filter(recommendation_id=letter.id).count() == 0


async def test_without_an_answer_the_letter_lapses_at_the_deadline(fund: Fund, bank: Bank) -> None:
    await bank.tell(status=202)
    letter = await fund.recommended(await fund.firm())
    question = (await bank.hear("heard"))["heard"]["question"]["id"]
    await bank.until("LATER")
    hooks = bank.app.registry.answering_hooks
    with at("2026-06-08", 23):
        assert await lapse_questions(system("test"), hooks) == 0
    with at("2026-06-09", 0):
        assert await lapse_questions(system("test"), hooks) == 1
        assert await lapse_questions(system("test"), hooks) == 0
    assert (await bank.question())["state"] == "LAPSED"
    assert (await Recommendation.get(id=letter.id)).state == "EXPIRED"
    late = await bank.post(question, {"answer": "yes", **LENT})
    assert (late["posted"], late["body"]["errors"][0]["extensions"]["code"]) == (409, "QUESTION_CLOSED")


async def test_an_unknown_question_and_an_unknown_hook_are_refused(bank: Bank) -> None:
    await bank.tell()
    absent = await bank.post("question_0190a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b", {"answer": "no"})
    assert (absent["posted"], absent["body"]["errors"][0]["extensions"]["code"]) == (404, "NOT_FOUND")
    create = "mutation($i: EndpointInput!) { createEndpoint(input: $i) { secret } }"
    [stored] = (await bank.app.ask("{ storedDocuments { nodes { id } } }", bank.actor))["storedDocuments"]["nodes"]
    given = {"name": "b", "url": f"http://127.0.0.1:{bank.port}/", "document": stored["id"], "answers": ["x.y"]}
    body = await bank.app.answer(create, bank.actor, {"i": given})
    assert body["errors"][0]["extensions"]["code"] == "UNKNOWN_QUESTION_KIND"
