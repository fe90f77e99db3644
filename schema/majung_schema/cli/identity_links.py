"""The links between logins elsewhere and accounts, in the installation that the settings name."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from majung.access.actor import system
from majung.errors import NotFound
from majung.logins.models import Identity
from majung.logins.writes import link_login, unlink_identity
from majung.settings import Settings
from majung_schema.cli.running import say
from majung_schema.platform import open_platform, read_registry
from majung_schema.preparing import check_prepared

_OPERATOR = system("command line")


async def link_them(login: str, issuer: str, subject: str) -> None:
    """Link, and say so."""
    async with _opened() as known:
        await link_login(_OPERATOR, login=login, issuer=issuer, subject=subject)
    say(
        "{issuer}의 로그인을 {login} 계정에 연결했습니다.",
        "a login of {issuer} is {login} now",
        issuer=issuer,
        login=login,
    )
    if issuer not in known:
        say(
            "[yellow]이 설치는 {issuer}을(를) 신뢰하지 않습니다(MAJUNG_OIDC_…).[/]",
            "[yellow]{issuer} is not trusted here: MAJUNG_OIDC_… names other issuers, or none.[/]",
            issuer=issuer,
        )


async def unlink_them(issuer: str, subject: str) -> None:
    """End a link, and say so."""
    async with _opened():
        identity = await Identity.get_or_none(issuer=issuer, subject=subject)
        if identity is None:
            raise NotFound(kind="Identity", id=subject[:100])
        await unlink_identity(_OPERATOR, identity_id=identity.id)
    say("{issuer}의 로그인 연결을 해제했습니다.", "the login of {issuer} is linked no more", issuer=issuer)


@asynccontextmanager
async def _opened() -> AsyncIterator[set[str]]:
    """The installation, open; the issuers that it trusts."""
    settings = Settings.from_environment()
    registry = read_registry(settings)
    await check_prepared(settings, registry)
    async with open_platform(settings, registry):
        yield {issuer.url for issuer in settings.issuers}
