"""Partners' endpoints from the command line: the same fields of the graph, for those at a terminal."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from majung_schema.cli.running import run, screen

group = typer.Typer(
    help="What partner systems are told, and where."
    "\n\nMessages are sent by a running server; these commands only queue them."
    "\n\nExample: `majung endpoints list --as official`",
    no_args_is_help=True,
)

As = Annotated[str, typer.Option("--as", help="official, partner:CODE …")]
Id = Annotated[str, typer.Argument(help="The endpoint's id.")]
After = Annotated[str, typer.Option(help="The cursor after which events are taken.")]
Until = Annotated[str | None, typer.Option(help="The cursor of the last one; without it, up to now.")]

_LIST = """{ webhookEndpoints(first: 100) { nodes { id name url state reason institution { code }
  document { name revision state parkedReason }
  health { waiting behind delivered failed failuresInARow lastFailure } } } }"""
_STORE = """mutation($name: String!, $text: String!, $institution: ID) {
  storeDocument(name: $name, text: $text, institution: $institution) {
    record { id name revision cost } refusals { code message } } }"""
_CREATE = """mutation($input: EndpointInput!) {
  createEndpoint(input: $input) { secret endpoint { id name url state } } }"""
_ROTATE = """mutation($id: ID!, $hours: Int!) {
  rotateEndpointSecret(id: $id, overlapHours: $hours) { secret endpoint { id name } } }"""
_PAUSE = """mutation($id: ID!, $reason: String!) {
  pauseEndpoint(id: $id, reason: $reason) { record { id state } refusals { code message } } }"""
_RESUME = "mutation($id: ID!) { resumeEndpoint(id: $id) { record { id state } refusals { code message } } }"
_TEST = """mutation($id: ID!, $type: String!) {
  testEndpoint(id: $id, type: $type) { record { id state event } refusals { code message } } }"""
_DRY_RUN = (
    "query($document: ID!, $type: String, $event: ID) { dryRun(document: $document, type: $type, event: $event) }"
)
_MESSAGES = """query($id: ID!) { webhookEndpoint(id: $id) { name state deliveries(first: 20) { nodes {
  id state reason kind eventType event cursor attempts tries { nodes { at status outcome code durationMs } } } } } }"""
_AGAIN = "mutation($id: ID!) { sendAgain(delivery: $id) { record { id state } refusals { code message } } }"
_RANGE = """mutation($id: ID!, $after: Cursor!, $until: Cursor, $failed: Boolean!) {
  sendRangeAgain(endpoint: $id, after: $after, until: $until, failedOnly: $failed) { count } }"""
_REPLAY = """mutation($id: ID!, $after: Cursor!, $until: Cursor) {
  replayRange(endpoint: $id, after: $after, until: $until) { count } }"""


@group.command("list")
def list_(as_: As = "official") -> None:
    """Every endpoint with its health: what waits, what failed, why it is parked.

    Example: `majung endpoints list`
    """
    from rich.table import Table

    from majung_schema.cli.plugin_tables import wide_screen

    nodes = _asked(_LIST, as_)["webhookEndpoints"]["nodes"]
    table = Table("endpoint", "institution", "document", "state", "waiting", "behind", "24 h", "failed", "last failure")
    for one in nodes:
        health, document = one["health"] or {}, one["document"] or {}
        state = one["state"] if document.get("state") == "ACTIVE" else f"{one['state']}, document PARKED"
        reason = one["reason"] or document.get("parkedReason") or health.get("lastFailure") or ""
        counts = [str(health.get(name, "")) for name in ("waiting", "behind", "delivered", "failed")]
        named = f"{one['name']}\n{one['id']}\n{one['url']}"
        table.add_row(
            named, (one["institution"] or {}).get("code", ""), document.get("name", ""), state, *counts, reason
        )
    wide_screen().print(table)


@group.command()
def store(
    name: Annotated[str, typer.Argument(help="The document's name.")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="GraphQL text.")],
    institution: Annotated[str | None, typer.Option(help="For whom, when an official stores it.")] = None,
    as_: As = "official",
) -> None:
    """Store a subscription document, or the next revision of one.

    Example: `majung endpoints store loans loans.graphql --as partner:034`
    """
    variables = {"name": name, "text": file.read_text(encoding="utf-8"), "institution": institution}
    _told(_STORE, as_, variables)


@group.command()
def create(
    name: Annotated[str, typer.Argument(help="The endpoint's name.")],
    url: Annotated[str, typer.Argument(help="https://…")],
    document: Annotated[str, typer.Option(help="The stored document's id.")],
    after: Annotated[str | None, typer.Option(help="Begin after this cursor; without it, now.")] = None,
    as_: As = "official",
) -> None:
    """Set an endpoint up. The secret is shown this once.

    Example: `majung endpoints create main https://bank.example/hook --document selection_… --as partner:034`
    """
    _told(_CREATE, as_, {"input": {"name": name, "url": url, "document": document, "after": after}})


@group.command()
def rotate(
    endpoint: Id,
    overlap_hours: Annotated[int, typer.Option(help="How long the old secret signs too.")] = 24,
    as_: As = "official",
) -> None:
    """A new secret, shown this once.

    Example: `majung endpoints rotate endpoint_… --overlap-hours 48`
    """
    _told(_ROTATE, as_, {"id": endpoint, "hours": overlap_hours})


@group.command()
def pause(endpoint: Id, reason: Annotated[str, typer.Option()] = "", as_: As = "official") -> None:
    """Send nothing until somebody resumes; nothing is lost.

    Example: `majung endpoints pause endpoint_… --reason "bank is moving"`
    """
    _told(_PAUSE, as_, {"id": endpoint, "reason": reason})


@group.command()
def resume(endpoint: Id, as_: As = "official") -> None:
    """Send again, also after what parked it has been mended.

    Example: `majung endpoints resume endpoint_…`
    """
    _told(_RESUME, as_, {"id": endpoint})


@group.command("test")
def send_test(
    endpoint: Id,
    type_: Annotated[str, typer.Option("--type", help="The kind of event to make up.")] = "core.FirmRegistered",
    as_: As = "official",
) -> None:
    """Send a made-up event, marked as a test.

    Example: `majung endpoints test endpoint_… --type growth_fund.LoanRecommended`
    """
    _told(_TEST, as_, {"id": endpoint, "type": type_})


@group.command("dry-run")
def dry_run(
    document: Annotated[str, typer.Argument(help="The stored document's id.")],
    type_: Annotated[str | None, typer.Option("--type", help="A kind of event to make up.")] = None,
    event: Annotated[str | None, typer.Option(help="The id of a past event.")] = None,
    as_: As = "official",
) -> None:
    """Show what would be sent; nothing is.

    Example: `majung endpoints dry-run selection_… --event event_…`
    """
    _told(_DRY_RUN, as_, {"document": document, "type": type_, "event": event})


@group.command()
def messages(endpoint: Id, as_: As = "official") -> None:
    """The newest messages of an endpoint with every try.

    Example: `majung endpoints messages endpoint_…`
    """
    _told(_MESSAGES, as_, {"id": endpoint})


@group.command()
def again(
    endpoint: Annotated[str, typer.Argument(help="A message's id, or with --after an endpoint's.")],
    after: Annotated[str | None, typer.Option(help="The cursor after which messages are sent again.")] = None,
    until: Until = None,
    failed_only: Annotated[bool, typer.Option("--failed-only", help="Only those that were given up.")] = False,
    as_: As = "official",
) -> None:
    """Send stored messages again as they were: one, or those between two cursors.

    Example: `majung endpoints again delivery_…`
    """
    if after is None:
        _told(_AGAIN, as_, {"id": endpoint})
    else:
        _told(_RANGE, as_, {"id": endpoint, "after": after, "until": until, "failed": failed_only})


@group.command()
def replay(endpoint: Id, after: After, until: Until = None, as_: As = "official") -> None:
    """Run the document again on past events: today's graph, today's rights.

    Example: `majung endpoints replay endpoint_… --after djE6MTI`
    """
    _told(_REPLAY, as_, {"id": endpoint, "after": after, "until": until})


def _told(document: str, as_: str, variables: dict[str, Any]) -> None:
    """Print the answer as JSON; with refusals the exit code is 1."""
    import orjson

    data = _asked(document, as_, variables)
    print(orjson.dumps(data, option=orjson.OPT_INDENT_2).decode())
    if any(isinstance(value, dict) and value.get("refusals") for value in data.values()):
        sys.exit(1)


def _asked(document: str, as_: str, variables: dict[str, Any] | None = None) -> dict[str, Any]:
    import orjson
    from rich.markup import escape

    from majung_schema.cli.in_process import Question, ask

    text, failed = run(ask(Question(document=document, variables=variables or {}), as_))
    body: dict[str, Any] = orjson.loads(text)
    if failed:
        for error in body["errors"]:
            screen.print(f"[bold red]{escape(error['extensions']['code'])}[/] {escape(error['message'])}")
        sys.exit(1)
    data: dict[str, Any] = body["data"]
    return data
