"""What happens to the log itself."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from majung.events.event import Event


class LogRestored(Event, frozen=True, kw_only=True):
    """The database was restored from a backup: what was told after the cursor `after` is lost and may happen anew.

    Told to everybody, because everybody who follows the log may have acted on what is lost.
    """

    subject_type: ClassVar[str] = "event"
    public: ClassVar[bool] = True
    backup_made_at: datetime
    after: str
