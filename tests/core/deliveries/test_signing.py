"""Signatures as partners' libraries make and check them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from standardwebhooks.webhooks import Webhook

from majung import clock
from majung.deliveries.signing import SignatureInvalid, new_secret, signed_headers, verify

BODY = '{"type":"core.FirmRegistered","data":{"name":"남도식품"}}'


def test_each_secret_in_force_signs() -> None:
    old, new = new_secret(), new_secret()
    headers = signed_headers("event_1", BODY, [new, old], clock.now())
    for secret in (old, new):
        assert Webhook(secret).verify(BODY, headers)["type"] == "core.FirmRegistered"
        verify(BODY.encode(), headers, [secret])


@pytest.mark.parametrize(
    "changed",
    [
        {"webhook-signature": "v1,AAAA"},
        {"webhook-signature": "v1"},
        {"webhook-signature": "v1,not base64!"},
        {"webhook-signature": "v1a,AAAA"},
        {"webhook-signature": ""},
        {"webhook-id": "event_2"},
        {"webhook-timestamp": "0"},
        {"webhook-timestamp": "NaN"},
        {"webhook-timestamp": "1e400"},
    ],
)
def test_refuses_what_the_secret_did_not_sign(changed: dict[str, str]) -> None:
    secret = new_secret()
    headers = signed_headers("event_1", BODY, [secret], clock.now())
    with pytest.raises(SignatureInvalid):
        verify(BODY.encode(), {**headers, **changed}, [secret])


def test_refuses_another_body_another_secret_and_an_old_message() -> None:
    secret = new_secret()
    headers = signed_headers("event_1", BODY, [secret], clock.now())
    for body, keys in ((b"{}", [secret]), (b"\xff", [secret]), (BODY.encode(), [new_secret()]), (BODY.encode(), [])):
        with pytest.raises(SignatureInvalid):
            verify(body, headers, keys)
    old = signed_headers("event_1", BODY, [secret], clock.now() - timedelta(minutes=6))
    with pytest.raises(SignatureInvalid):
        verify(BODY.encode(), old, [secret])
