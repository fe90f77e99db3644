"""HTTP and WebSocket on the wire, where uvicorn is too patient: heads that never end, text frames that are no text."""

from __future__ import annotations

import asyncio

import orjson
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

from majung_schema.answers import Speaker
from majung_schema.limits import Limits
from majung_schema.refusals import MalformedRequest, RequestRefused

NOT_TEXT = 1007


class HeadersTooSlow(RequestRefused):
    """The request's headers were incomplete after {counted:g} seconds, with {received} bytes; {allowed:g} are allowed.

    ko: 요청 헤더가 {counted:g}초 동안 {received}바이트만 도착했습니다. {allowed:g}초까지 가능합니다.
    """

    status = 408


class HeadersTooLarge(RequestRefused):
    """The request's headers have {counted} bytes or more; {allowed} are allowed.

    ko: 요청 헤더가 {counted}바이트 이상입니다. {allowed}바이트까지 가능합니다.
    """

    status = 431


def http_within(limits: Limits) -> type[asyncio.Protocol]:
    """The HTTP protocol for `uvicorn.Config`, with these limits for the head of a request."""
    return type("BoundedHeads", (BoundedHeads,), {"limits": limits})


class BoundedHeads(HttpToolsProtocol):
    """HTTP that does not wait for ever, nor without bound, for the head of a request.

    uvicorn bounds the quiet between two requests only: one that trickles a header a minute, or the body of a request
    that is answered already, holds a connection for ever (slowloris). Bodies are bounded where they are read.
    """

    limits = Limits()
    _deadline: asyncio.TimerHandle | None = None
    _head = True
    """Whether the head of a request is what is waited for."""
    _taken = 0
    """Bytes that came since the waiting began."""
    _whole = True
    """Whether the newest request is there to its end."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override] # as uvicorn has it
        """The first request is expected."""
        super().connection_made(transport)
        self._expect()

    def data_received(self, data: bytes) -> None:
        """Bytes of a request, or of several."""
        self._taken += len(data)
        super().data_received(data)
        if self._deadline is None and self._nobody_watches():
            self._expect()
        self._look_at_size()

    def _nobody_watches(self) -> bool:
        """Whether bytes came that ended uvicorn's waiting and began no request, or not the whole head of one.

        Mostly the whole head comes at once, and no timer is needed for it.
        """
        answered = self.cycle is None or self.cycle.response_complete
        return (self._head or answered) and not self.transport.is_closing() and self.transport.get_protocol() is self

    def _look_at_size(self) -> None:
        if not self._head or self._deadline is None or self._taken <= self.limits.header_bytes:
            return
        if self.cycle is not None and not self.cycle.response_complete:
            self.flow.pause_reading()  # an earlier request on this connection is answered first
        else:
            self._refuse(HeadersTooLarge(counted=self._taken, allowed=self.limits.header_bytes))

    def on_message_begin(self) -> None:
        """A further request has begun."""
        super().on_message_begin()
        self._head, self._whole = True, False

    def on_headers_complete(self) -> None:
        """The head is there."""
        self._head = False
        self._relax()
        if self.parser.should_upgrade() and self._should_upgrade() and any(map(_announces_body, self.headers)):
            # the parser would wait for the body, without an end
            self._refuse(MalformedRequest(reason="a WebSocket handshake with a body"))
            return
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The body is there too."""
        self._whole = True
        self._relax()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Answered; what is left of a body that nobody reads must come in time as well."""
        super().on_response_complete()
        self._look_at_size()
        if not self._whole and self._deadline is None:
            self._expect()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nobody is waited for any more."""
        self._relax()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """What is not HTTP is answered in the words of everything else."""
        self._refuse(MalformedRequest(reason="not HTTP"))

    def _expect(self) -> None:
        self._deadline = self.loop.call_later(self.limits.header_seconds, self._too_slow)

    def _relax(self) -> None:
        self._taken = 0
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        if self.cycle is not None and not self.cycle.response_complete:
            self._expect()  # an earlier request on this connection still runs, and reading may be paused for it
        elif self._head and self._taken:
            seconds = self.limits.header_seconds
            self._refuse(HeadersTooSlow(counted=seconds, received=self._taken, allowed=seconds))
        else:
            self._relax()
            self.transport.close()

    def _refuse(self, refusal: RequestRefused) -> None:
        """Answer and close; who asks, and in which language, is not known."""
        self._relax()
        answer = Speaker(locale="ko", request_id="", production=True).refused(refusal)
        content = orjson.dumps(answer.body)
        head = (
            b"content-type: application/graphql-response+json; charset=utf-8\r\nconnection: close\r\ncontent-length: %d"
        )
        if not self.transport.is_closing():
            self.transport.write(STATUS_LINE[answer.status] + head % len(content) + b"\r\n\r\n" + content)
            self.transport.close()


def _announces_body(header: tuple[bytes, bytes]) -> bool:
    name, value = header
    return name == b"transfer-encoding" or (name == b"content-length" and value.strip() != b"0")


class TextFrames(WebSocketsSansIOProtocol):
    """WebSocket where a text frame that is not UTF-8 closes the socket (1007) and is no error of the server's.

    uvicorn closes it too, but writes a traceback into the log for each, which lets any client fill the disk.
    """

    def send_receive_event_to_app(self) -> None:
        """Hand a whole message to the application."""
        if self.curr_msg_data_type == "text" and not self.close_sent:
            try:
                b"".join(self.frames).decode()
            except UnicodeDecodeError:
                self.frames = []
                self.conn.send_close(NOT_TEXT, "not UTF-8")
                self.handle_parser_exception()
                return
        super().send_receive_event_to_app()
