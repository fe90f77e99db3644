"""Signatures of messages in both directions (Standard Webhooks): the id, the second and the body under a secret."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime

from standardwebhooks.webhooks import Webhook, WebhookVerificationError

from majung.errors import Refusal

PREFIX = "whsec_"
LONGEST_SIGNATURE = 500


class SignatureInvalid(Refusal):
    """The signature does not fit the message: {reason}. Sign "<webhook-id>.<webhook-timestamp>.<body>" with the endpoint's secret.

    ko: 서명이 메시지와 맞지 않습니다: {reason}. "<webhook-id>.<webhook-timestamp>.<본문>"을 수신 주소의 비밀키로 서명하십시오.
    """  # noqa: E501


def new_secret() -> str:
    """A fresh secret of 32 random bytes, as partners' libraries take it."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def signed_headers(id: str, body: str, keys: Sequence[str], at: datetime) -> dict[str, str]:
    """The headers of a message; during a rotation it carries a signature for each secret in force."""
    moment = at.astimezone(UTC)
    return {
        "webhook-id": id,
        "webhook-timestamp": str(int(moment.timestamp())),
        "webhook-signature": " ".join(Webhook(key).sign(id, moment, body) for key in keys),
    }


def verify(body: bytes, headers: Mapping[str, str], keys: Sequence[str]) -> None:
    """Refuse a message that none of the secrets signed within five minutes of now."""
    reason = "no secret is in force"
    try:
        text = body.decode()
    except UnicodeDecodeError:
        raise SignatureInvalid(reason="the body is not UTF-8") from None
    for key in keys:
        try:
            Webhook(key).verify(text, dict(headers), json_parse=False)
        except WebhookVerificationError as error:
            reason = str(error).lower()
        except (ValueError, TypeError):  # the library does not expect a signature that is not base64
            reason = "the signature cannot be read"
        else:
            return
    raise SignatureInvalid(reason=reason)
