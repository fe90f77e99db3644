"""What plugins.toml may say of this plugin."""

from __future__ import annotations

from typing import Annotated

import msgspec


class Settings(msgspec.Struct, forbid_unknown_fields=True):
    """Days between a voucher and the visit that follows it."""

    visit_after_days: Annotated[int, msgspec.Meta(ge=1, le=365)] = 30
