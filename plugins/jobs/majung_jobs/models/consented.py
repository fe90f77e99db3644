"""Rows that are there only while a consent holds."""

from __future__ import annotations

from majung.access.policy import Sql

CONSENTED = Sql(
    "exists (select 1 from consent c where c.id = {row}.consent_id and c.withdrawn_at is null"
    " and (c.retention_until is null or c.retention_until >= :today))"
)
"""The consent that the row's column `consent_id` names is in force: asked at every look."""
