"""How much each kind of client may ask for in a minute, and whose word about a client's address is believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from ipaddress import ip_network

from majung.errors import BadSetting
from majung.setting_numbers import whole_number

HIGHEST_RATE = 10**12


@dataclass(frozen=True, kw_only=True)
class Rates:
    """The cost that one client may ask for in a minute, by kind of actor; 0 is no limit.

    A field costs 1, times the page sizes above it, so a page of 100 firms with ten fields costs 1,000. The usual
    rates are far above what a person at a screen asks for, and far below what one process can answer.
    """

    anonymous: int = 200_000
    """Of one network address, behind which a whole office or school may sit."""
    person: int = 500_000
    firm: int = 500_000
    partner: int = 5_000_000
    official: int = 5_000_000


NO_RATES = Rates(anonymous=0, person=0, firm=0, partner=0, official=0)


def rates_from(given: Mapping[str, str], *, production: bool) -> Rates:
    """The rates that the environment sets: MAJUNG_RATE_ANONYMOUS and so on."""
    usual = Rates()
    return Rates(**{f.name: _rate(given, f.name, getattr(usual, f.name), production) for f in fields(Rates)})


def _rate(given: Mapping[str, str], kind: str, usual: int, production: bool) -> int:
    setting = f"MAJUNG_RATE_{kind.upper()}"
    rate = whole_number(given, setting, usual=usual, least=0, most=HIGHEST_RATE)
    if rate == 0 and production:
        raise BadSetting(setting=setting, value=rate, expected="in production every client has a limit")
    return rate


def proxies_from(given: Mapping[str, str], usual: tuple[str, ...]) -> tuple[str, ...]:
    """The proxies of MAJUNG_PROXIES, addresses or networks separated by commas; `none` is none at all."""
    setting = "MAJUNG_PROXIES"
    value = given.get(setting)
    if not value:
        return usual
    proxies = () if value == "none" else tuple(one.strip() for one in value.split(","))
    for proxy in proxies:
        try:
            network = ip_network(proxy)
        except ValueError:
            expected = "addresses or networks with commas (10.0.0.7, 10.1.0.0/16, ::1), or none"
            raise BadSetting(setting=setting, value=proxy[:60], expected=expected) from None
        if network.prefixlen == 0:
            raise BadSetting(setting=setting, value=proxy, expected="then every client could say that it is another")
    return proxies
