"""The core's own tables, by noun."""

from __future__ import annotations

from importlib import import_module

from majung.storage.migrations import App
from majung.storage.table import Table, declared_tables

CORE_MODELS: tuple[str, ...] = tuple(
    f"majung.{noun}.models"
    for noun in (
        "districts",
        "calendar",
        "industries",
        "institutions",
        "logins",
        "firms",
        "persons",
        "programs",
        "applications",
        "support",
        "money",
        "documents",
        "evidence",
        "outcomes",
        "merging",
        "events",
        "idempotency",
        "exports",
        "trusted",
        "deadlines",
        "consultations",
        "products",
        "referrals",
        "notices",
        "notes",
        "deliveries",
        "screening",
        "committees",
        "agreements",
        "questions",
        "retention",
        "rights",
    )
)


def core_apps() -> tuple[App, ...]:
    """The core as the migration runner knows it."""
    return (App("core", CORE_MODELS, "majung.migrations"),)


def core_tables() -> list[type[Table]]:
    """Every table of the core, declared and known by name."""
    return [table for module in CORE_MODELS for table in declared_tables(import_module(module))]
