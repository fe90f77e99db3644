"""What happens with export records."""

from __future__ import annotations

from typing import ClassVar
from uuid import UUID

from majung.events.event import Event


class ExportRecorded(Event, frozen=True, kw_only=True):
    """An export of a firm was recorded."""

    owner: ClassVar[str] = "bench"
    subject_type: ClassVar[str] = "benchexport"
    record_id: UUID
    hs_code: str
    amount_usd: str
