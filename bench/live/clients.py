"""Many WebSocket subscribers in one process: raw frames, so that the clients are not what is measured.

Speaks to its parent in lines of JSON. `python -m bench.live.clients FILE`; the file has
{"port": …, "tokens": […], "expect": …}.
"""

from __future__ import annotations

import asyncio
import base64
import json
import os
import struct
import sys
import time
from array import array
from functools import partial
from pathlib import Path
from typing import Any

import uvloop

SERVICE_RESTART = struct.pack("!H", 1012)


def frame(message: object) -> bytes:
    """A masked text frame; the mask is zero, which is as good as any."""
    data = json.dumps(message).encode()
    size = len(data)
    head = struct.pack("!BB", 0x81, 0x80 | size) if size < 126 else struct.pack("!BBH", 0x81, 0x80 | 126, size)
    return head + b"\0\0\0\0" + data


class Crowd:
    """All subscribers, and when what arrived."""

    def __init__(self, asked: dict[str, Any]) -> None:
        self.asked = asked
        self.arrived: list[array[float]] = []
        self.acknowledged = self.closed = self.told_to_come_back = 0
        self.changed = asyncio.Event()

    def total(self) -> int:
        return sum(len(a) for a in self.arrived)

    def keep(self, file: Path) -> None:
        file.write_text(json.dumps([a[1:].tolist() for a in self.arrived]))

    async def until(self, condition: Any, seconds: float) -> bool:
        deadline = time.time() + seconds
        while not condition():
            if time.time() > deadline:
                return False
            await asyncio.sleep(0.01)
        return True


class Socket(asyncio.Protocol):
    """One subscriber."""

    def __init__(self, crowd: Crowd, token: str | None) -> None:
        self.crowd, self.token = crowd, token
        self.buffer = b""
        self.open = self.acked = False
        self.arrived: array[float] = array("d")
        crowd.arrived.append(self.arrived)

    def connection_made(self, transport: Any) -> None:
        self.transport = transport
        key = base64.b64encode(os.urandom(16)).decode()
        transport.write(
            f"GET {self.crowd.asked['path']} HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\n"
            f"Connection: Upgrade\r\nSec-WebSocket-Key: {key}\r\nSec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Protocol: graphql-transport-ws\r\n\r\n".encode()
        )

    def data_received(self, data: bytes) -> None:
        buffer = self.buffer + data if self.buffer else data
        if not self.open:
            head, separator, buffer = buffer.partition(b"\r\n\r\n")
            if not separator:
                self.buffer = head
                return
            self.open = True
            payload = {"authorization": f"Bearer {self.token}"} if self.token else {}
            self.transport.write(frame({"type": "connection_init", "payload": payload}))
        at, end, now = 0, len(buffer), time.time()
        while end - at >= 2:
            size, start = buffer[at + 1], at + 2
            if size == 126:
                if end - at < 4:
                    break
                size, start = int.from_bytes(buffer[at + 2 : at + 4]), at + 4
            elif size == 127:
                if end - at < 10:
                    break
                size, start = int.from_bytes(buffer[at + 2 : at + 10]), at + 10
            if end - start < size:
                break
            if buffer[at] == 0x81:
                if self.acked:
                    self.arrived.append(now)
                else:
                    self.acked = True
                    self.crowd.acknowledged += 1
                    self.transport.write(
                        frame({"type": "subscribe", "id": "1", "payload": {"query": self.crowd.asked["query"]}})
                    )
            else:
                self.control(buffer[at], buffer[start : start + size])
            at = start + size
        self.buffer = buffer[at:]

    def control(self, kind: int, payload: bytes) -> None:
        """A frame that carries no message: a ping to answer, or the close."""
        if kind == 0x88:
            self.crowd.told_to_come_back += payload[:2] == SERVICE_RESTART
        elif kind == 0x89:
            self.transport.write(b"\x8a" + bytes([0x80 | len(payload)]) + b"\0\0\0\0" + payload)

    def connection_lost(self, error: Exception | None) -> None:
        self.crowd.closed += 1


def say(**said: object) -> None:
    print(json.dumps(said), flush=True)


async def main() -> None:
    """Connect, wait for what is expected, tell when it came."""
    asked = json.loads(Path(sys.argv[1]).read_text())  # noqa: ASYNC240 - nothing else runs yet
    crowd, loop = Crowd(asked), asyncio.get_running_loop()
    tokens = asked["tokens"]
    for first in range(0, len(tokens), 100):
        some = [partial(Socket, crowd, token) for token in tokens[first : first + 100]]
        await asyncio.gather(*(loop.create_connection(one, "127.0.0.1", asked["port"]) for one in some))
        await crowd.until(lambda: crowd.acknowledged >= min(first + 100, len(tokens)), 60)  # noqa: B023
    say(subscribed=crowd.acknowledged)
    await crowd.until(lambda: all(crowd.arrived) or crowd.closed, 60)
    say(warm=sum(bool(a) for a in crowd.arrived))
    expected = len(tokens) * (1 + asked["expect"])
    await crowd.until(lambda: crowd.total() >= expected, asked["seconds"])
    await asyncio.to_thread(crowd.keep, Path(asked["file"]))
    say(total=crowd.total() - len(tokens), closed=crowd.closed)
    await crowd.until(lambda: crowd.closed >= len(tokens), 60)
    say(at=time.time(), told=crowd.told_to_come_back, closed=crowd.closed)


if __name__ == "__main__":
    uvloop.run(main())
