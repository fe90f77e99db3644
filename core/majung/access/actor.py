"""Who is asking, under which mandate, with which permissions."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Literal
from uuid import UUID

from majung import clock
from majung.errors import Locale, NotAllowed

Kind = Literal["official", "firm", "person", "partner", "anonymous", "system"]
KINDS: tuple[Kind, ...] = ("official", "firm", "person", "partner", "anonymous", "system")


HELD_BY_ALL = frozenset({"graph.bulk", "graph.schema"})
"""Permissions that agents, persons and partners may hold too: they widen limits. All others are officials' duties."""


@dataclass(frozen=True, kw_only=True)
class Actor:
    """One mandate of one login.

    `official` works for the agency or a si/gun, `firm` is an agent of firms, `person` asks for themself,
    `partner` is a system of an institution (a bank, a ministry), `anonymous` a citizen, and `system` the
    platform's own scheduled work, which no token can name.
    """

    kind: Kind
    name: str = "anonymous"
    account_id: UUID | None = None
    mandate_id: UUID | None = None
    token_id: UUID | None = None
    firm_ids: frozenset[UUID] = frozenset()
    person_id: UUID | None = None
    institution_id: UUID | None = None
    centre_ids: frozenset[UUID] = frozenset()
    districts: frozenset[str] = frozenset()
    """Canonical district codes an official is limited to; empty means the whole province."""
    scopes: frozenset[str] = frozenset()
    locale: Locale = "ko"
    purpose: str | None = None
    """Why personal data is being unmasked, as stated by the caller; it goes into the access record."""
    origin: str | None = field(default=None, compare=False)
    """Network address the request came from, for the access record."""

    @property
    def rights(self) -> tuple[object, ...]:
        """What decides which rows and fields this mandate may see and change."""
        return (
            self.kind, self.mandate_id, self.firm_ids, self.person_id, self.institution_id, self.centre_ids,
            self.districts, self.scopes,
        )  # fmt: skip

    @property
    def likeness(self) -> tuple[object, ...]:
        """What of an actor the text of a policy depends on; its values are another matter."""
        return (self.kind, self.scopes, bool(self.districts), len(self.firm_ids) == 1)

    def anyone_like(self) -> Actor:
        """Somebody of the same `likeness` and nobody in particular: only that can be compiled into a text."""
        return Actor(
            kind=self.kind,
            scopes=self.scopes,
            districts=frozenset({"-"}) if self.districts else frozenset(),
            firm_ids=frozenset({UUID(int=0)}) if len(self.firm_ids) == 1 else frozenset(),
        )

    def may(self, scope: str) -> bool:
        """Whether this mandate holds a permission."""
        return self.kind == "system" or scope in self.scopes

    def require(self, scope: str) -> None:
        """Refuse when the permission is missing."""
        if not self.may(scope):
            raise NotAllowed(scope=scope, actor=self.name)

    def for_purpose(self, purpose: str | None) -> Actor:
        """The same mandate, asking to see personal data for a stated purpose."""
        return replace(self, purpose=purpose)

    def parameters(self) -> dict[str, object]:
        """The values a policy may name as ``:name`` (never part of SQL text)."""
        return {
            "firms": sorted(self.firm_ids),
            "person": self.person_id,
            "institution": self.institution_id,
            "centres": sorted(self.centre_ids),
            "districts": sorted(self.districts),
            "account": self.account_id,
            "rooms": sorted({scope.partition(".")[0] for scope in self.scopes}),
            "today": clock.today(),
            "now": clock.now(),
        }


PARAMETER_TYPES: dict[str, str] = {
    "firms": "uuid[]",
    "person": "uuid",
    "institution": "uuid",
    "centres": "uuid[]",
    "districts": "text[]",
    "account": "uuid",
    "rooms": "text[]",
    "today": "date",
    "now": "timestamptz",
}
"""PostgreSQL type of each viewer parameter."""

ANONYMOUS = Actor(kind="anonymous")


def system(name: str) -> Actor:
    """The platform itself at work: migrations, imports, scheduled duties; `name` says which."""
    return Actor(kind="system", name=f"system:{name}")
