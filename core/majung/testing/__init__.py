"""For authors of plugins: databases to throw away, actors of each kind, and records to begin a test with.

What needs the graph (an app with a chosen plugin set, `ask`) is in `majung_schema.testing`.
"""

from __future__ import annotations

from majung.testing.actors import agent_of, make_official, partner_of, person_self
from majung.testing.calls import make_application, make_call
from majung.testing.databases import DisposableServer, disposable_server
from majung.testing.records import make_firm, make_institution, make_person, next_brn

__all__ = [
    "DisposableServer",
    "agent_of",
    "disposable_server",
    "make_application",
    "make_call",
    "make_firm",
    "make_institution",
    "make_official",
    "make_person",
    "next_brn",
    "partner_of",
    "person_self",
]
