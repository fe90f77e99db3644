"""Where messages may go: public addresses only, checked at the moment of the connection."""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from typing import Any

import httpcore2
import pytest

from majung.deliveries.checked_network import CheckedNetwork
from majung.deliveries.errors import TargetNotAllowed, TargetNotPublic, TargetUnknown
from majung.deliveries.sending import Sender
from majung.deliveries.targets import Targets, is_public

PRIVATE = [
    "10.0.0.1", "127.0.0.1", "169.254.169.254", "172.16.0.1", "192.168.1.1", "100.64.0.1", "0.0.0.0", "224.0.0.1",
    "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::1", "::", "fe80::1", "fc00::1", "fec0::1", "ff02::1",
    "::ffff:10.0.0.1", "64:ff9b::a00:1", "2002:a00:1::", "2001:db8::1",
]  # fmt: skip
PUBLIC = ["203.252.0.1", "8.8.8.8", "2606:4700:4700::1111", "::ffff:8.8.8.8", "64:ff9b::808:808"]


@pytest.mark.parametrize(("addresses", "public"), [(PRIVATE, False), (PUBLIC, True)])
def test_addresses_inside_other_addresses_are_looked_at(addresses: list[str], public: bool) -> None:
    assert {a: is_public(ipaddress.ip_address(a)) for a in addresses} == dict.fromkeys(addresses, public)


@pytest.mark.parametrize(
    "url",
    [
        "http://bank.example/hook", "ftp://bank.example", "https://", "https://user:pass@bank.example/", "hook",
        "https://bank.example:0/", "https://bank.example:99999/", "https://bank.example/#here", "https://a b/",
        "http://127.0.0.1/", "file:///etc/passwd", "https://[::1", "https://bank.example/\r\nx: y",
    ],
)  # fmt: skip
def test_refuses_what_is_no_https_address(url: str) -> None:
    with pytest.raises(TargetNotAllowed):
        Targets().check_url(url)


def test_http_is_for_this_machine_alone_and_only_when_it_is_set() -> None:
    Targets(loopback=True).check_url("http://127.0.0.1:8080/hook")
    Targets(loopback=True).check_url("http://localhost:8080/hook")
    with pytest.raises(TargetNotAllowed):
        Targets(loopback=True).check_url("http://10.0.0.1/hook")
    with pytest.raises(TargetNotAllowed):
        Targets(loopback=True).check_url("http://localhost.bank.example/hook")


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "2130706433", "0x7f.1", "[::1]", "10.1.2.3"])
async def test_refuses_a_name_that_leads_inside_however_it_is_written(host: str) -> None:
    with pytest.raises((TargetNotPublic, TargetUnknown)):
        await Targets().check(f"https://{host}/hook")


async def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, "8.8.8.8", "192.168.0.7")
    with pytest.raises(TargetNotPublic) as refusal:
        await Targets().check("https://bank.example/hook")
    assert refusal.value.details["address"] == "192.168.0.7"


async def test_the_connection_goes_to_the_address_that_was_checked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = resolved(monkeypatch, "8.8.8.8")
    reached: list[str] = []

    class Noting(httpcore2.AsyncMockBackend):
        async def connect_tcp(self, host: str, port: int, **more: Any) -> httpcore2.AsyncNetworkStream:
            reached.append(f"{host}:{port}")
            return await super().connect_tcp(host, port, **more)

    answer = [b"HTTP/1.1 204 No Content\r\n\r\n"]
    pool = httpcore2.AsyncConnectionPool(network_backend=CheckedNetwork(Targets(), Noting(answer)))
    response = await pool.request("POST", "http://bank.example/hook")
    assert (response.status, reached, asked) == (204, ["8.8.8.8:80"], ["bank.example"])


async def test_a_name_that_moves_inside_after_it_was_stored_is_not_sent_to(monkeypatch: pytest.MonkeyPatch) -> None:
    resolved(monkeypatch, "8.8.8.8")
    await Targets().check("https://bank.example/hook")
    resolved(monkeypatch, "127.0.0.1")
    async with Sender(Targets()) as sender:
        sent = await sender.post("https://bank.example/hook", b"{}", {})
    assert (sent.status, sent.code) == (None, "TARGET_NOT_PUBLIC")


async def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 418 Proxy\r\ncontent-length: 0\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as proxy:
        address = f"http://127.0.0.1:{proxy.sockets[0].getsockname()[1]}"
        for name in ("http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, address)
        with socket.create_server(("127.0.0.1", 0)) as closed:
            port = closed.getsockname()[1]
        async with Sender(Targets(loopback=True)) as sender:
            sent = await sender.post(f"http://127.0.0.1:{port}/", b"{}", {})
    assert (sent.status, sent.code) == (None, "UNREACHABLE")


def resolved(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Let every name lead to these addresses; the names that were asked for."""
    asked: list[str] = []

    def found(host: str, port: int, **more: Any) -> list[Any]:
        asked.append(host)
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

    monkeypatch.setattr("majung.deliveries.targets.socket.getaddrinfo", found)
    return asked
