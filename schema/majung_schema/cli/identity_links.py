"""The links between logins elsewhere and accounts, in the installation that the settings name."""

from __future__ import annotations

from majung.access.actor import system
from majung.errors import NotFound
from majung.logins.models import Identity
from majung.logins.writes import link_login, unlink_identity
from majung_schema.cli.in_process import opened
from majung_schema.cli.running import say

_OPERATOR = system("command line")


async def link_them(login: str, issuer: str, subject: str) -> None:
    """Link, and say so."""
    async with opened() as platform:
        await link_login(_OPERATOR, login=login, issuer=issuer, subject=subject)
    say(
        "{issuer}의 로그인을 {login} 계정에 연결했습니다.",
        "a login of {issuer} is {login} now",
        issuer=issuer,
        login=login,
    )
    if issuer not in {trusted.url for trusted in platform.settings.issuers}:
        say(
            "[yellow]이 설치는 {issuer}을(를) 신뢰하지 않습니다(MAJUNG_OIDC_…).[/]",
            "[yellow]{issuer} is not trusted here: MAJUNG_OIDC_… names other issuers, or none.[/]",
            issuer=issuer,
        )


async def unlink_them(issuer: str, subject: str) -> None:
    """End a link, and say so."""
    async with opened():
        identity = await Identity.get_or_none(issuer=issuer, subject=subject)
        if identity is None:
            raise NotFound(kind="Identity", id=subject[:100])
        await unlink_identity(_OPERATOR, identity_id=identity.id)
    say("{issuer}의 로그인 연결을 해제했습니다.", "the login of {issuer} is linked no more", issuer=issuer)
