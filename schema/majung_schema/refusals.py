"""What the endpoint refuses before anything is executed, and what it answers when an operation fails."""

from __future__ import annotations

from typing import ClassVar

from majung.errors import Refusal


class RequestRefused(Refusal):
    """The request was refused.

    ko: 요청이 거부되었습니다.

    `status` is its HTTP status. One with `well_formed` was a proper GraphQL request, which a client that only
    knows `application/json` gets as status 200 (GraphQL over HTTP, section 6.4.1).
    """

    status: ClassVar[int] = 400
    well_formed: ClassVar[bool] = False


class MalformedRequest(RequestRefused):
    """The request cannot be read: {reason}.

    ko: 요청을 읽을 수 없습니다: {reason}.
    """


class Unauthenticated(RequestRefused):
    """The credentials were not accepted. Send a valid token, or none to ask as a citizen.

    ko: 인증 정보가 유효하지 않습니다. 유효한 토큰을 보내거나, 토큰 없이 요청해 주십시오.
    """

    status = 401


class MandateChanged(RequestRefused):
    """Your mandate has changed since this subscription began. Subscribe again with your last cursor.

    ko: 구독을 시작한 뒤 권한이 변경되었습니다. 마지막 커서로 다시 구독해 주십시오.
    """

    status = 401


class MethodNotAllowed(RequestRefused):
    """{method} is not answered here; use POST, or GET for queries.

    ko: {method} 요청은 받지 않습니다. POST를 쓰거나, 조회는 GET을 써 주십시오.
    """

    status = 405


class MutationOverGet(RequestRefused):
    """A GET request may only run a query; send this {operation} with POST.

    ko: GET 요청으로는 조회만 할 수 있습니다. 이 {operation} 요청은 POST로 보내 주십시오.
    """

    status = 405


class NotAcceptable(RequestRefused):
    """No media type in Accept can be answered; ask for application/graphql-response+json or application/json.

    ko: Accept에 적힌 형식으로는 답할 수 없습니다.
    application/graphql-response+json 또는 application/json을 써 주십시오.
    """

    status = 406


class BodyTooSlow(RequestRefused):
    """The request body was not complete after {counted:g} seconds, with {received} bytes; {allowed:g} are allowed.

    ko: 요청 본문이 {counted:g}초 동안 {received}바이트만 도착했습니다. {allowed:g}초까지 가능합니다.
    """

    status = 408


class BodyTooLarge(RequestRefused):
    """The request has {counted} bytes or more; {allowed} are allowed.

    ko: 요청이 {counted}바이트 이상입니다. {allowed}바이트까지 가능합니다.
    """

    status = 413


class UnsupportedMediaType(RequestRefused):
    """{found} cannot be read; send application/json in UTF-8, not compressed.

    ko: {found} 형식은 읽을 수 없습니다. 압축하지 않은 UTF-8 application/json으로 보내 주십시오.
    """

    status = 415


class WellFormedRefused(RequestRefused):
    """The GraphQL request was refused.

    ko: GraphQL 요청이 거부되었습니다.
    """

    well_formed = True


class SyntaxFault(WellFormedRefused):
    """The document is not GraphQL: {reason}.

    ko: GraphQL 문서가 아닙니다: {reason}.
    """

    code = "SYNTAX_ERROR"


class ValidationFault(WellFormedRefused):
    """The document does not fit the schema.

    ko: 문서가 스키마와 맞지 않습니다.
    """

    code = "VALIDATION_FAILED"


class VariablesFault(WellFormedRefused):
    """The variables do not fit the operation.

    ko: 변수가 요청과 맞지 않습니다.
    """

    code = "VARIABLES_INVALID"


class ArgumentFault(WellFormedRefused):
    """An argument does not fit its field.

    ko: 인자가 필드와 맞지 않습니다.
    """

    code = "ARGUMENT_INVALID"


class UnknownOperation(WellFormedRefused):
    """The document has no operation {name}; it has: {found}.

    ko: 문서에 {name} 요청이 없습니다. 있는 것: {found}.
    """


class SubscriptionNeedsSocket(WellFormedRefused):
    """A subscription is not one response: ask over WebSocket (graphql-transport-ws) or with Accept: text/event-stream.

    ko: 구독은 HTTP 응답 하나로 답할 수 없습니다.
    WebSocket(graphql-transport-ws)이나 Accept: text/event-stream으로 요청해 주십시오.
    """


class IntrospectionHidden(WellFormedRefused):
    """The schema does not describe itself to this caller.

    ko: 이 요청자에게는 스키마를 공개하지 않습니다.
    """


class DocumentTooLong(WellFormedRefused):
    """The document has {counted} characters; {allowed} are allowed.

    ko: 문서가 {counted}자입니다. {allowed}자까지 가능합니다.
    """


class TooManyTokens(WellFormedRefused):
    """The document has {counted} tokens or more; {allowed} are allowed.

    ko: 문서의 토큰이 {counted}개 이상입니다. {allowed}개까지 가능합니다.
    """


class TooDeep(WellFormedRefused):
    """The operation nests {counted} levels deep; {allowed} are allowed.

    ko: 요청의 깊이가 {counted}단계입니다. {allowed}단계까지 가능합니다.
    """


class TooManyAliases(WellFormedRefused):
    """The operation has {counted} aliases of {field}; {allowed} are allowed.

    ko: 요청에 {field}의 별칭이 {counted}개 있습니다. {allowed}개까지 가능합니다.
    """


class TooManyDirectives(WellFormedRefused):
    """The operation has {counted} directives; {allowed} are allowed.

    ko: 요청에 지시어가 {counted}개 있습니다. {allowed}개까지 가능합니다.
    """


class PageTooLarge(WellFormedRefused):
    """A page of {counted} was asked for; {allowed} are allowed.

    ko: 한 번에 {counted}건을 요청했습니다. {allowed}건까지 가능합니다.
    """


class TooCostly(WellFormedRefused):
    """The operation may read {counted} fields; {allowed} are allowed. Ask for smaller pages or fewer fields.

    ko: 요청이 필드 {counted}개까지 읽을 수 있습니다. {allowed}개까지 가능합니다.
    더 작은 페이지나 더 적은 필드를 요청해 주십시오.
    """


class TooManySubscriptions(WellFormedRefused):
    """This socket already runs {counted} operations; {allowed} are allowed. Complete one first.

    ko: 이 소켓에서 이미 요청 {counted}개를 실행하고 있습니다. {allowed}개까지 가능합니다. 먼저 하나를 끝내 주십시오.
    """


class TooManyFollowers(RequestRefused):
    """This server already runs {counted} subscriptions; {allowed} are allowed. Try again later or at another server.

    ko: 이 서버는 이미 구독 {counted}개를 실행하고 있습니다. {allowed}개까지 가능합니다. 나중에 다시 시도해 주십시오.
    """

    status = 503


class ServerRestarts(RequestRefused):
    """The server is about to restart. Connect again.

    ko: 서버가 곧 재시작됩니다. 다시 연결해 주십시오.
    """

    status = 503


class TicketRefused(RequestRefused):
    """The stream ticket is not valid or has run out. Ask for a new one with the mutation openStream.

    ko: 스트림 표가 유효하지 않거나 만료되었습니다. openStream으로 새로 받아 주십시오.
    """

    status = 401


class CrossSiteRefused(RequestRefused):
    """A request with the cookie of a login must come from a page of this server: {reason}.

    ko: 로그인 쿠키를 쓰는 요청은 이 서버의 페이지에서 보내야 합니다: {reason}.
    """

    status = 403


class OperationTimedOut(RequestRefused):
    """The operation was stopped after {counted:g} seconds; {allowed:g} are allowed.

    ko: 요청을 {counted:g}초 뒤에 중단했습니다. {allowed:g}초까지 가능합니다.
    """

    status = 504


class InternalError(RequestRefused):
    """Something went wrong on our side. Tell us the request id {id}.

    ko: 처리 중 오류가 발생했습니다. 요청 번호 {id}을(를) 알려 주십시오.
    """

    status = 500


def documented_codes() -> dict[str, str]:
    """Every code that the endpoint itself gives to `extensions.code`, with its words in English.

    The refusals of the core and of plugins have codes of their own, named after their classes.
    """
    bases = (WellFormedRefused,)
    kinds = [kind for base in (RequestRefused, *bases) for kind in base.__subclasses__() if kind not in bases]
    return {kind.code: kind.words["en"] for kind in kinds if kind.__module__ == __name__}
