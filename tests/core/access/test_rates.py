"""What the environment says about rates and proxies."""

from __future__ import annotations

from pathlib import Path

import pytest

from majung.access.rates import Rates
from majung.errors import BadSetting
from majung.settings import Settings


def _read(folder: Path, **given: str) -> Settings:
    return Settings.from_environment({"MAJUNG_DATA_DIR": str(folder), **given})


def test_each_kind_of_client_has_a_rate_that_can_be_set(tmp_path: Path) -> None:
    assert _read(tmp_path).rates == Rates()
    rates = _read(tmp_path, MAJUNG_RATE_ANONYMOUS="7", MAJUNG_RATE_OFFICIAL="0").rates
    assert rates == Rates(anonymous=7, official=0)


@pytest.mark.parametrize("value", ["-1", "1.5", "many", "9" * 13, "9" * 5000])
def test_refuses_what_is_no_rate(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="MAJUNG_RATE_FIRM cannot be"):
        _read(tmp_path, MAJUNG_RATE_FIRM=value)


def test_production_has_no_client_without_a_limit(tmp_path: Path) -> None:
    keys = {"MAJUNG_KEYS": "x", "MAJUNG_HASH_KEY": "x" * 32}
    with pytest.raises(BadSetting, match="MAJUNG_RATE_PERSON cannot be 0: in production every client has a limit"):
        _read(tmp_path, MAJUNG_ENV="production", MAJUNG_RATE_PERSON="0", **_keys(tmp_path, keys))


def _keys(folder: Path, keys: dict[str, str]) -> dict[str, str]:
    """Keys of another development folder, which production takes for its own."""
    return {**keys, "MAJUNG_KEYS": _read(folder / "other").keys[0]}


@pytest.mark.parametrize(
    ("value", "proxies"),
    [
        ("", ("127.0.0.1", "::1")),
        ("none", ()),
        ("10.0.0.7, 10.1.0.0/16,2001:db8::/32", ("10.0.0.7", "10.1.0.0/16", "2001:db8::/32")),
    ],
)
def test_says_which_proxies_are_believed(tmp_path: Path, value: str, proxies: tuple[str, ...]) -> None:
    assert _read(tmp_path, MAJUNG_PROXIES=value).proxies == proxies


@pytest.mark.parametrize("value", ["*", "0.0.0.0/0", "::/0", "proxy.example.kr", "10.0.0.1/8", "10.0.0.7,"])
def test_refuses_proxies_that_would_be_anybody_or_nobody(tmp_path: Path, value: str) -> None:
    with pytest.raises(BadSetting, match="MAJUNG_PROXIES cannot be"):
        _read(tmp_path, MAJUNG_PROXIES=value)
