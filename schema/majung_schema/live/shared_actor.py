"""The viewer of a shared execution: everyone who sees the same, as long as nobody looks at who exactly it is."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

from majung.access.actor import Actor

_WHO = frozenset({"name", "account_id", "mandate_id", "token_id", "origin"})
"""What tells two viewers apart who may see the same."""


@dataclass(frozen=True, kw_only=True)
class SharedActor(Actor):
    """An actor that notices when an answer depends on more than what it may see.

    `looked` is then true, and the answer is for one viewer only: a field that compares accounts (four eyes), a
    policy that names the account, a refusal with the viewer's name.
    """

    @classmethod
    def of(cls, actor: Actor) -> SharedActor:
        """The same rights, without a look at who has them."""
        shared = cls(**{f.name: getattr(actor, f.name) for f in fields(Actor)})
        shared.__dict__["of"] = actor
        return shared

    @property
    def looked(self) -> bool:
        """Whether anything asked who this is."""
        return bool(self.__dict__.get("seen"))

    def parameters(self) -> dict[str, object]:
        """The values a policy may name; to name the account is to look."""
        return _Parameters(self)

    def __getattribute__(self, name: str) -> Any:
        if name in _WHO:
            object.__getattribute__(self, "__dict__")["seen"] = True
        return object.__getattribute__(self, name)


class _Parameters(dict[str, object]):
    def __init__(self, actor: SharedActor) -> None:
        super().__init__(actor.__dict__["of"].parameters())
        self._actor = actor

    def __getitem__(self, name: str) -> object:
        return self._actor.account_id if name == "account" else super().__getitem__(name)
