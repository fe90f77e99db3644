"""Answers that come later: ``POST /answers/question_…``, signed with the endpoint's secret as messages are."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import orjson
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from tortoise.connection import get_connection

from majung import clock
from majung.deliveries.errors import NoMandate
from majung.deliveries.mandates import actors_of
from majung.deliveries.queue import keys_of
from majung.deliveries.signing import SignatureInvalid
from majung.errors import NotFound, Refusal
from majung.questions.asking import Asking, check_signed
from majung.questions.errors import AnswerToAnother, AnswerUnreadable, QuestionClosed
from majung.questions.writes import Verdict, read_answer
from majung_schema.answers import Speaker
from majung_schema.bodies import ClientGone, read_body
from majung_schema.graph.scalars import InvalidId, uuid_of
from majung_schema.negotiation import locale_of
from majung_schema.refusals import RequestRefused
from majung_schema.request_ids import request_id_of

if TYPE_CHECKING:
    from majung_schema.platform import Platform

_NOT_TAKEN = 422
_STATUS: Mapping[type[Refusal], int] = {
    NotFound: 404,
    InvalidId: 404,
    SignatureInvalid: 401,
    AnswerToAnother: 401,
    AnswerUnreadable: 400,
    QuestionClosed: 409,
    NoMandate: 403,
}
_FIND = """
select q.id, q.hook, q.endpoint_id, s.mandate_id from question q join webhook_endpoint e on e.id = q.endpoint_id
    join stored_document s on s.id = e.document_id where q.id = $1
"""


def answers_route(platform: Platform) -> Route:
    """Where partners' systems answer questions to which they said "later"."""

    async def answer(request: Request) -> Response:
        request_id = request_id_of(request.headers.get("x-request-id"))
        locale = locale_of(request.headers.get("accept-language")) or "ko"
        speaker = Speaker(locale=locale, request_id=request_id, production=platform.settings.production)
        headers = {"cache-control": "no-store", "x-request-id": request_id, "content-type": "application/json"}
        try:
            body = await read_body(request.receive, request.headers.get("content-length"), platform.limits)
            with platform.active():
                state = await _taken(platform.asking, request.path_params["id"], body, dict(request.headers.items()))
        except ClientGone:
            return Response(status_code=400)
        except Refusal as refusal:
            told = speaker.refused(refusal)
            status = told.status if isinstance(refusal, RequestRefused) else _STATUS.get(type(refusal), _NOT_TAKEN)
            return Response(told.encoded(), status_code=status, headers=headers)
        except Exception as error:
            return Response(speaker.failed(error).encoded(), status_code=500, headers=headers)
        return Response(orjson.dumps({"state": state}), headers=headers)

    return Route("/answers/{id}", answer, methods=["POST"])


async def _taken(asking: Asking, given: str, body: bytes, headers: Mapping[str, str]) -> str:
    """Who signs is who answers: the signature is looked at before anything that the body says."""
    question = await _question(given)
    keys = await keys_of([question["endpoint_id"]], clock.now())
    check_signed(question["id"], body, headers, keys.get(question["endpoint_id"], []))
    answer = read_answer(body)
    if answer.answer not in ("yes", "no") or question["hook"] not in asking.hooks:
        raise AnswerUnreadable(reason=f"answer is {answer.answer[:20]!r}", expected='"answer": "yes" | "no"')
    actor = (await actors_of([question["mandate_id"]])).get(question["mandate_id"])
    if actor is None:
        raise NoMandate(institution=given)
    verdict = Verdict(yes=answer.answer == "yes", answer=answer, body=body)
    return await asking.take(actor, question["id"], question["hook"], verdict)


async def _question(given: str) -> dict[str, Any]:
    rows = await get_connection("default").execute_query_dict(_FIND, [uuid_of(given, "question")])
    if not rows:
        raise NotFound(kind="Question", id=given[:100])
    found: dict[str, Any] = rows[0]
    return found
