"""Issuers as the environment names them."""

from __future__ import annotations

import pytest

from majung.errors import BadSetting
from majung.logins.issuers import issuers_from
from majung.settings import Settings, new_keys

OFFICIAL = {"MAJUNG_OIDC_OFFICIAL_ISSUER": "https://login.example.kr/realm", "MAJUNG_OIDC_OFFICIAL_AUDIENCE": "a, b"}
PRODUCTION = {"MAJUNG_ENV": "production", "MAJUNG_DATA_DIR": "/nowhere", **new_keys()}


def test_each_kind_of_actor_may_have_an_issuer() -> None:
    firm = {"MAJUNG_OIDC_FIRM_ISSUER": "https://other.example", "MAJUNG_OIDC_FIRM_AUDIENCE": "c"}
    first, second = issuers_from({**OFFICIAL, **firm, "MAJUNG_OIDC_FIRM_CLAIM": "employee"}, production=True)
    assert (first.kind, first.url, first.audiences) == ("official", "https://login.example.kr/realm", {"a", "b"})
    assert (second.kind, second.claim) == ("firm", "employee")
    assert "HS256" not in first.algorithms


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("MAJUNG_OIDC_OFFICIAL_ISSUER", "http://login.example.kr"),
        ("MAJUNG_OIDC_OFFICIAL_ISSUER", "login.example.kr"),
        ("MAJUNG_OIDC_OFFICIAL_ISSUER", "https://login.example.kr?realm=1"),
        ("MAJUNG_OIDC_OFFICIAL_ISSUER", "https://user:secret@login.example.kr"),
        ("MAJUNG_OIDC_OFFICIAL_ISSUER", ""),
        ("MAJUNG_OIDC_OFFICIAL_AUDIENCE", ""),
        ("MAJUNG_OIDC_OFFICIAL_ALGORITHMS", "RS256,HS256"),
        ("MAJUNG_OIDC_OFFICIAL_ALGORITHMS", "none"),
        ("MAJUNG_OIDC_OFICIAL_CLAIM", "sub"),
    ],
)
def test_refuses_what_could_not_be_trusted(setting: str, value: str) -> None:
    with pytest.raises(BadSetting) as refused:
        issuers_from({**OFFICIAL, setting: value}, production=True)
    assert refused.value.details["setting"] == setting


def test_browsers_that_log_in_need_an_address_to_come_back_to() -> None:
    given = {**PRODUCTION, **OFFICIAL, "MAJUNG_OIDC_OFFICIAL_CLIENT_ID": "majung"}
    with pytest.raises(BadSetting):
        Settings.from_environment(given)
    with pytest.raises(BadSetting):
        Settings.from_environment({**given, "MAJUNG_PUBLIC_URL": "http://majung.example.kr"})
    settings = Settings.from_environment({**given, "MAJUNG_PUBLIC_URL": "https://majung.example.kr/"})
    assert settings.public_url == "https://majung.example.kr"
    assert [issuer.client_id for issuer in settings.issuers] == ["majung"]


def test_a_secret_is_not_shown() -> None:
    [issuer] = issuers_from({**OFFICIAL, "MAJUNG_OIDC_OFFICIAL_CLIENT_SECRET": "hush"}, production=True)
    assert "hush" not in repr(issuer)
