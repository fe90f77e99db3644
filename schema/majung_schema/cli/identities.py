"""Linking logins elsewhere (OpenID Connect) with accounts, from the command line."""

from __future__ import annotations

from typing import Annotated

import typer

group = typer.Typer(
    help="Which logins of an issuer are which accounts; the rights are those of the account."
    "\n\nExample: `majung identities link kim.officer --issuer https://login.example.kr --subject 8f3a…`",
    no_args_is_help=True,
)
Issuer = Annotated[str, typer.Option("--issuer", help="The issuer, exactly as it calls itself.")]
Subject = Annotated[str, typer.Option("--subject", help="Whom it means: the claim `sub`, or the one that is set.")]


@group.command()
def link(
    login: Annotated[str, typer.Argument(help="The login of an account that exists.")], issuer: Issuer, subject: Subject
) -> None:
    """Let a login of an issuer be this account.

    Example: `majung identities link kim.officer --issuer https://login.example.kr --subject 8f3a…`
    """
    from majung_schema.cli.identity_links import link_them
    from majung_schema.cli.running import run

    run(link_them(login, issuer, subject))


@group.command()
def unlink(issuer: Issuer, subject: Subject) -> None:
    """End a link; whatever the login has opened ends within seconds.

    Example: `majung identities unlink --issuer https://login.example.kr --subject 8f3a…`
    """
    from majung_schema.cli.identity_links import unlink_them
    from majung_schema.cli.running import run

    run(unlink_them(issuer, subject))
