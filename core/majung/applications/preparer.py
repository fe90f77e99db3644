"""Who helped to prepare an application, as the applicant declares it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from majung.applications.errors import HelperNotNamed
from majung.errors import InvalidValue
from majung.identifiers import refuse_resident_number

HelperKind = Literal["SELF", "UNPAID", "PAID"]
HELPER_KINDS: tuple[HelperKind, ...] = ("SELF", "UNPAID", "PAID")


@dataclass(frozen=True, kw_only=True)
class Helper:
    """Nobody else (SELF), or who, of which body, unpaid or for how many won."""

    kind: str
    name: str = ""
    organisation: str = ""
    fee_krw: int | None = None


def helper_columns(helper: Helper) -> dict[str, object]:
    """A declaration as an application keeps it; refuses a helper without a name, and a fee where none is paid."""
    _require_sound(helper)
    alone = helper.kind == "SELF"
    return {
        "helper_kind": helper.kind,
        "helper_name": None if alone else helper.name.strip() or None,
        "helper_organisation": None if alone else helper.organisation.strip() or None,
        "helper_fee_krw": helper.fee_krw,
    }


def _require_sound(helper: Helper) -> None:
    if helper.kind not in HELPER_KINDS:
        raise InvalidValue(field="helper.kind", value=helper.kind[:20], reason=" / ".join(HELPER_KINDS))
    for field in ("name", "organisation"):
        refuse_resident_number(getattr(helper, field), f"helper.{field}")
    if helper.kind != "SELF" and not (helper.name.strip() or helper.organisation.strip()):
        raise HelperNotNamed(path=("helper",))
    if helper.fee_krw is not None and (helper.kind != "PAID" or helper.fee_krw < 0):
        reason = "only paid helpers have a fee / 유료 대행일 때만 0원 이상의 금액을 입력합니다"
        raise InvalidValue(field="helper.feeKrw", value=helper.fee_krw, reason=reason)
