"""``majung example …``"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated

import typer

from majung_example.rules import VoucherRules, voucher_krw

group = typer.Typer(help="Prototype vouchers.", no_args_is_help=True)


@group.callback()
def about() -> None:
    """Prototype vouchers."""


@group.command()
def worth(
    cost: Annotated[int, typer.Argument(help="Cost of the prototype in won.")],
    share: Annotated[float, typer.Option(help="Share in per cent.")] = 70,
    highest: Annotated[int, typer.Option(help="Highest amount in won.")] = 5_000_000,
) -> None:
    """Tell what a voucher for a prototype would be worth.

    Example: `majung example worth 3000000 --share 60`
    """
    rules = VoucherRules(highest_krw=highest, share_pct=Decimal(str(share)), valid_days=1)
    print(voucher_krw(cost, rules))
