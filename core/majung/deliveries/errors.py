"""What is refused about partners' documents, endpoints and messages."""

from __future__ import annotations

from majung.errors import Refusal


class NoMandate(Refusal):
    """{institution} has no mandate as a partner that is in force today. Grant one (kind partner) first.

    ko: {institution}에 오늘 유효한 협력기관 권한이 없습니다. 먼저 권한(partner)을 부여하십시오.
    """


class NotForPartner(Refusal):
    """Only a partner's system, or an official for it, may do this. Officials name the institution.

    ko: 협력기관의 시스템이나 이를 대신하는 담당자만 할 수 있습니다. 담당자는 기관을 지정하십시오.
    """


class TargetNotAllowed(Refusal):
    """{url} cannot be a target: {reason}.

    ko: {url}은(는) 수신 주소로 쓸 수 없습니다: {reason}.
    """


class TargetNotPublic(Refusal):
    """{host} leads to {address}, which is not a public address. Messages are sent to public addresses only.

    ko: {host}의 주소 {address}은(는) 공인 주소가 아닙니다. 공인 주소로만 보냅니다.
    """


class TargetUnknown(Refusal):
    """{host} has no address: {reason}.

    ko: {host}의 주소를 찾을 수 없습니다: {reason}.
    """


class EndpointNotActive(Refusal):
    """The endpoint is {state}: {reason}. Resume it first.

    ko: 수신 주소가 {state} 상태입니다: {reason}. 먼저 다시 시작하십시오.
    """


class DocumentParked(Refusal):
    """The stored document {name} is parked: {reason}. Store a text that fits the schema.

    ko: 저장된 문서 {name}이(가) 중지되었습니다: {reason}. 스키마에 맞는 문서를 다시 저장하십시오.
    """


class NothingToSendAgain(Refusal):
    """No message of this endpoint matches. Give the id of a delivery, or cursors between which events lie.

    ko: 이 수신 주소의 해당 메시지가 없습니다. 전송 식별자나 커서 범위를 지정하십시오.
    """


class TooManyToSendAgain(Refusal):
    """{counted} messages match; at most {allowed} are sent again at once. Give a smaller range.

    ko: 해당 메시지가 {counted}건입니다. 한 번에 {allowed}건까지 다시 보낼 수 있습니다. 범위를 줄이십시오.
    """


class StillWaiting(Refusal):
    """The message is still waiting for its turn or its next try, at {at}; it will be sent without being asked.

    ko: 메시지가 아직 전송을 기다리고 있습니다({at}). 별도의 요청 없이 전송됩니다.
    """
