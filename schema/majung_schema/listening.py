"""The address a server listens on, taken before anything else is done."""

from __future__ import annotations

import errno
import socket

from majung.errors import Refusal

BACKLOG = 2048


class AddressTaken(Refusal):
    """Another program listens on port {port} of {host}. Choose another port with --port; --port 0 takes a free one.

    ko: {host}의 {port}번 포트를 다른 프로그램이 사용하고 있습니다. --port로 다른 포트를 지정하거나 --port 0으로 빈 포트를 쓰십시오.
    """  # noqa: E501


class AddressRefused(Refusal):
    """Cannot listen on {host}, port {port}: {reason}. Choose with --host and --port.

    ko: {host}의 {port}번 포트를 열 수 없습니다: {reason}. --host와 --port로 지정하십시오.
    """


def listen(host: str, port: int) -> socket.socket:
    """A listening TCP socket; port 0 takes a free one."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        raise AddressRefused(host=host, port=port, reason=error.strerror or error) from error
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(BACKLOG)
    except OSError as error:
        listener.close()
        if error.errno == errno.EADDRINUSE:
            raise AddressTaken(host=host, port=port) from error
        raise AddressRefused(host=host, port=port, reason=error.strerror or error) from error
    return listener


def address_of(listener: socket.socket) -> str:
    """Where a browser on this machine finds it."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"
