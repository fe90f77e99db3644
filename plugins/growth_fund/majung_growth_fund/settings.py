"""What an installation may set for the fund in plugins.toml."""

from __future__ import annotations

import msgspec


class GrowthFundSettings(msgspec.Struct, forbid_unknown_fields=True):
    """Settings of the fund. Terms of a product, once entered, go before them."""

    recommendation_valid_days: int = 90
    """How long a letter holds when the product does not say so; two to three months are usual."""
    expiry_check_hours: int = 1
    """How often letters that ran out and instalments that fell due are looked for."""
