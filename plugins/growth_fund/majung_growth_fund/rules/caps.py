"""How much may still be recommended to a firm, and which limit says so."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum

import msgspec

from majung.texts import Text
from majung_growth_fund.errors import AboveHeadroom, AmountNotPositive
from majung_growth_fund.rules.products import Family, Product, Purpose


class BoundKind(StrEnum):
    """One of the limits whose least is the headroom."""

    REQUESTED = "REQUESTED"
    NEED_SHOWN = "NEED_SHOWN"
    PURPOSE_CAP = "PURPOSE_CAP"
    FAMILY_CAP = "FAMILY_CAP"
    BUDGET = "BUDGET"


BOUND_TITLES: dict[BoundKind, Text] = {
    BoundKind.REQUESTED: Text(ko="신청 금액", en="amount requested"),
    BoundKind.NEED_SHOWN: Text(ko="소요 증빙 금액", en="need shown by evidence"),
    BoundKind.PURPOSE_CAP: Text(ko="용도별 한도", en="cap of the purpose"),
    BoundKind.FAMILY_CAP: Text(ko="자금 계열 합산 한도", en="cap over the family of funds"),
    BoundKind.BUDGET: Text(ko="예산 잔액", en="budget left"),
}


class Exposure(msgspec.Struct, frozen=True, kw_only=True):
    """What a firm owes, or may soon owe, in a family of funds, in KRW."""

    family: Family
    facility: int = 0
    working: int = 0
    unsplit: int = 0
    """Money whose purpose is not known (an old loan): counts against both purposes, once in the family."""
    valid_until: date | None = None
    """Last day of a recommendation not yet executed; None: an outstanding loan."""

    @property
    def total(self) -> int:
        """Over both purposes."""
        return self.facility + self.working + self.unsplit

    def of(self, purpose: Purpose) -> int:
        """What counts against one purpose."""
        return self.unsplit + (self.facility if purpose is Purpose.FACILITY else self.working)


class LoanRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What a firm asks for, and the need its papers show, for each purpose, in KRW."""

    facility: int = 0
    working: int = 0
    facility_need: int = 0
    working_need: int = 0

    def asked(self, purpose: Purpose) -> int:
        """Requested for one purpose."""
        return self.facility if purpose is Purpose.FACILITY else self.working

    def need(self, purpose: Purpose) -> int:
        """Shown as needed for one purpose."""
        return self.facility_need if purpose is Purpose.FACILITY else self.working_need


class Position(msgspec.Struct, frozen=True, kw_only=True):
    """A firm before a product: preferred or not, what counts against its caps, budget not yet reserved."""

    preferred: bool
    budget_left: int
    exposures: tuple[Exposure, ...] = ()


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One limit with its parts, in KRW; `left` is never negative."""

    kind: BoundKind
    purpose: Purpose | None
    limit: int
    outstanding: int = 0
    recommended: int = 0

    @property
    def left(self) -> int:
        """The limit less what is used."""
        return max(0, self.limit - self.outstanding - self.recommended)

    @property
    def title(self) -> Text:
        """The limit in words."""
        return BOUND_TITLES[self.kind]


class Headroom(msgspec.Struct, frozen=True, kw_only=True):
    """The most that may be recommended now, in KRW.

    The parts may together be more than `amount` when the family's cap or the budget is the limit.
    """

    amount: int
    facility: int
    working: int
    binding: tuple[Bound, ...]
    bounds: tuple[Bound, ...]


def headroom(product: Product, position: Position, today: date, request: LoanRequest | None = None) -> Headroom:
    """The least of request, need, caps less what counts against them, and budget; without a request, caps only.

    Counts against a cap: loans outstanding in the same family and its recommendations valid today.
    """
    family = product.need(product.family, "family")
    counted = [exposure for exposure in position.exposures if exposure.family is family]
    owed = [exposure for exposure in counted if exposure.valid_until is None]
    promised = [one for one in counted if one.valid_until is not None and one.valid_until >= today]
    whole = (
        Bound(
            kind=BoundKind.FAMILY_CAP,
            purpose=None,
            limit=product.need(product.caps.whole(position.preferred), "total cap"),
            outstanding=sum(exposure.total for exposure in owed),
            recommended=sum(exposure.total for exposure in promised),
        ),
        Bound(kind=BoundKind.BUDGET, purpose=None, limit=position.budget_left),
    )
    parts = {
        purpose: _part_bounds(product, purpose, position.preferred, request, owed, promised)
        for purpose in _purposes(product, request)
    }
    return _least(whole, parts)


def check_within(facility: int, working: int, room: Headroom) -> None:
    """Refuse a recommendation above the headroom, whole or in one purpose."""
    if facility < 0 or working < 0 or facility + working == 0:
        raise AmountNotPositive(field="recommendation / 추천액", amount=min(facility, working, 0))
    named = " · ".join(f"{bound.title.ko} / {bound.title.en}" for bound in room.binding)
    for given, most in ((facility + working, room.amount), (facility, room.facility), (working, room.working)):
        if given > most:
            raise AboveHeadroom(amount=given, headroom=most, bound=named)


def _purposes(product: Product, request: LoanRequest | None) -> tuple[Purpose, ...]:
    if request is None:
        return tuple(sorted(product.need(product.terms.purposes, "purposes")))
    if min(request.facility, request.working) < 0 or request.facility + request.working == 0:
        raise AmountNotPositive(field="request / 신청액", amount=min(request.facility, request.working, 0))
    asked = tuple(purpose for purpose in Purpose if request.asked(purpose) > 0)
    for purpose in asked:
        product.lends_for(purpose)
    return asked


def _part_bounds(
    product: Product,
    purpose: Purpose,
    preferred: bool,
    request: LoanRequest | None,
    owed: Iterable[Exposure],
    promised: Iterable[Exposure],
) -> tuple[Bound, ...]:
    bounds: list[Bound] = []
    if request is not None:
        bounds.append(Bound(kind=BoundKind.REQUESTED, purpose=purpose, limit=request.asked(purpose)))
        bounds.append(Bound(kind=BoundKind.NEED_SHOWN, purpose=purpose, limit=request.need(purpose)))
    cap = product.caps.part(purpose, preferred)
    if cap is None and product.terms.part_caps is not False:
        product.need(None, f"cap of {purpose.value}")
    if cap is not None:
        bounds.append(
            Bound(
                kind=BoundKind.PURPOSE_CAP,
                purpose=purpose,
                limit=cap,
                outstanding=sum(exposure.of(purpose) for exposure in owed),
                recommended=sum(exposure.of(purpose) for exposure in promised),
            )
        )
    return tuple(bounds)


def _least(whole: tuple[Bound, ...], parts: dict[Purpose, tuple[Bound, ...]]) -> Headroom:
    over_all = min(whole, key=lambda bound: bound.left)
    tightest = {purpose: min(own, key=lambda bound: bound.left) for purpose, own in parts.items() if own}
    room = {
        purpose: min(over_all.left, tightest[purpose].left) if purpose in tightest else over_all.left
        for purpose in parts
    }
    parts_left = sum(bound.left for bound in tightest.values())
    by_parts = len(tightest) == len(parts) and parts_left <= over_all.left
    return Headroom(
        amount=parts_left if by_parts else over_all.left,
        facility=room.get(Purpose.FACILITY, 0),
        working=room.get(Purpose.WORKING, 0),
        binding=tuple(tightest.values()) if by_parts else (over_all,),
        bounds=(*whole, *(bound for own in parts.values() for bound in own)),
    )
