"""Changes to firms: registration, workplaces, names, representatives and addresses over time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TypeVar
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.days import reckoned
from majung.districts.reads import NOWHERE, Located, load_districts, locate
from majung.districts.rules import Districts
from majung.events.event import append
from majung.firms.errors import BrnTaken, ChangeNotInOrder, CrnTaken, IdentifierTaken, OutsideYourDistricts
from majung.firms.events import FirmChanged, FirmRegistered
from majung.firms.models import (
    Establishment,
    Firm,
    FirmAddress,
    FirmIdentifier,
    FirmIndustry,
    FirmName,
    FirmRepresentative,
)
from majung.firms.registration import (
    NewEstablishment,
    NewFirm,
    clean_industry,
    clean_name,
    clean_numbers,
    clean_representatives,
    name_columns,
    not_in_future,
    refuse_personal_numbers,
)
from majung.identifiers import clean_brn, crn_warning, format_brn, refuse_resident_number
from majung.storage.transaction import current, load_for_change, save_change, write

WRITE = "firms.write"
"""Permission to register and change firms."""

Dated = TypeVar("Dated", FirmName, FirmRepresentative, FirmAddress)
_WORDS = {
    FirmName: ("name", "상호"),
    FirmRepresentative: ("representative", "대표자"),
    FirmAddress: ("address", "주소"),
}


@dataclass(frozen=True, kw_only=True)
class RegisteredFirm:
    """A new firm, with doubts about what was said of it that did not stop it."""

    firm: Firm
    warnings: tuple[str, ...]


@write
async def register_firm(actor: Actor, *, firm: NewFirm) -> RegisteredFirm:
    """Register a legal entity with its workplaces; its name, representatives and address begin their history."""
    actor.require(WRITE)
    name, representatives = clean_name(firm.name), clean_representatives(firm.representatives)
    refuse_personal_numbers(firm)
    crn, brns = clean_numbers(firm)
    revision, industry = clean_industry(firm.industry)
    await _refuse_taken(crn, brns, firm.identifiers)
    districts = await load_districts()
    place = _place(firm.district, firm.address, districts)
    _require_district(actor, place)
    connection = current().connection
    row = await Firm.create(
        **name_columns(name),
        crn=crn,
        representative=", ".join(representatives)[:300] or None,
        founded_on=firm.founded_on,
        district_code=place.code,
        district_as_received=place.as_received,
        industry_revision=revision,
        industry_code=industry,
        employees=firm.employees,
        homepage=firm.homepage,
        products=firm.products,
        source=firm.source,
        using_db=connection,
    )
    await FirmName.create(firm_id=row.id, name=name, valid_from=firm.founded_on, using_db=connection)
    for representative in representatives:
        await FirmRepresentative.create(firm_id=row.id, name=representative, using_db=connection)
    if firm.address:
        await FirmAddress.create(firm_id=row.id, address=firm.address, **_columns(place), using_db=connection)
    if industry:
        await FirmIndustry.create(firm_id=row.id, revision=revision, code=industry, using_db=connection)
    for scheme, value in firm.identifiers:
        await FirmIdentifier.create(firm_id=row.id, scheme=scheme, value=value, using_db=connection)
    for position, (establishment, brn) in enumerate(zip(firm.establishments, brns, strict=True)):
        await _create_establishment(row, establishment, brn, districts, head=position == 0)
    event = FirmRegistered(
        district_code=place.code, industry_revision=revision, industry_code=industry, source=firm.source
    )
    await append(event, subject=row.id, firms=[row.id], district=place.code)
    doubt = crn_warning(crn) if crn else None
    return RegisteredFirm(firm=row, warnings=(doubt,) if doubt else ())


@write
async def add_establishment(actor: Actor, *, firm_id: UUID, establishment: NewEstablishment) -> Establishment:
    """Add a workplace to a firm; the first one is its head office."""
    actor.require(WRITE)
    for field in ("name", "address", "district", "phone"):
        refuse_resident_number(getattr(establishment, field), field)
    brn = clean_brn(establishment.brn) if establishment.brn else None
    firm = await load_for_change(Firm, actor, firm_id, None)
    await _refuse_taken(None, (brn,), ())
    head = not await Establishment.exists(firm_id=firm.id, head=True, using_db=current().connection)
    row = await _create_establishment(firm, establishment, brn, await load_districts(), head=head)
    await _changed(firm, "establishments")
    return row


@write
async def change_name(
    actor: Actor, *, firm_id: UUID, name: str, on: date | None = None, version: int | None = None
) -> Firm:
    """Give a firm a new name from a day on (상호변경); the old one stays in its history."""
    actor.require(WRITE)
    name = clean_name(name)
    firm = await load_for_change(Firm, actor, firm_id, version)
    await _succeed(FirmName, firm, not_in_future(on))
    await FirmName.create(firm_id=firm.id, name=name, valid_from=not_in_future(on), using_db=current().connection)
    await save_change(firm, **name_columns(name))
    await _changed(firm, "name")
    return firm


@write
async def change_representative(
    actor: Actor, *, firm_id: UUID, names: tuple[str, ...], on: date | None = None, version: int | None = None
) -> Firm:
    """Say who represents a firm from a day on, all of them; the former ones stay in its history."""
    actor.require(WRITE)
    names = clean_representatives(names)
    firm = await load_for_change(Firm, actor, firm_id, version)
    await _succeed(FirmRepresentative, firm, not_in_future(on))
    for name in names:
        await FirmRepresentative.create(
            firm_id=firm.id, name=name, valid_from=not_in_future(on), using_db=current().connection
        )
    await save_change(firm, representative=", ".join(names)[:300] or None)
    await _changed(firm, "representative")
    return firm


@write
async def change_address(
    actor: Actor,
    *,
    firm_id: UUID,
    address: str,
    district: str | None = None,
    on: date | None = None,
    version: int | None = None,
) -> Firm:
    """Move a firm and its head office from a day on; where it was stays in its history."""
    actor.require(WRITE)
    for field, text in (("address", address), ("district", district)):
        refuse_resident_number(text, field)
    firm = await load_for_change(Firm, actor, firm_id, version)
    day = not_in_future(on)
    place = _place(district, address, await load_districts())
    await _succeed(FirmAddress, firm, day)
    connection = current().connection
    await FirmAddress.create(firm_id=firm.id, address=address, valid_from=day, **_columns(place), using_db=connection)
    head = await Establishment.get_or_none(firm_id=firm.id, head=True, using_db=connection)
    if head is not None:
        await save_change(head, address=address, postcode=None, **_columns(place))
    await save_change(firm, **_columns(place))
    await _changed(firm, "address")
    return firm


async def _changed(firm: Firm, *what: str) -> None:
    event = FirmChanged(changed=what, source="staff")
    await append(event, subject=firm.id, firms=[firm.id], district=firm.district_code)


async def _succeed(table: type[Dated], firm: Firm, on: date) -> None:
    """End what is in force on the day before; refuse a day on which it was not in force yet.

    What began on that very day is replaced: it was a mistake, which the row history keeps.
    """
    reckoned(on, "on")
    for row in await table.filter(firm_id=firm.id, valid_to=None).using_db(current().connection):
        if row.valid_from == on:
            await row.delete(using_db=current().connection)
            continue
        if row.valid_from is not None and row.valid_from > on:
            what, what_ko = _WORDS[table]
            raise ChangeNotInOrder(on=on, what=what, what_ko=what_ko, since=row.valid_from, today=clock.today())
        await save_change(row, valid_to=on - timedelta(days=1))


async def _create_establishment(
    firm: Firm, new: NewEstablishment, brn: str | None, districts: Districts, *, head: bool
) -> Establishment:
    return await Establishment.create(
        firm_id=firm.id,
        brn=brn,
        name=new.name or firm.name,
        head=head,
        address=new.address,
        postcode=new.postcode,
        phone=new.phone,
        registered_factory=new.registered_factory,
        opened_on=new.opened_on,
        **_columns(_place(new.district, new.address, districts)),
        using_db=current().connection,
    )


async def _refuse_taken(
    crn: str | None, brns: tuple[str | None, ...], identifiers: tuple[tuple[str, str], ...]
) -> None:
    """Say which number is taken; two at once meet the database's own constraint."""
    connection = current().connection
    if crn and await Firm.exists(crn=crn, using_db=connection):
        raise CrnTaken
    for brn in filter(None, brns):
        if await Establishment.exists(brn=brn, using_db=connection):
            raise BrnTaken(brn=format_brn(brn))
    for scheme, value in identifiers:
        if await FirmIdentifier.exists(scheme=scheme, value=value, using_db=connection):
            raise IdentifierTaken(scheme=scheme, value=value)


def _place(district: str | None, address: str | None, districts: Districts) -> Located:
    """Where something is: by the district as received, else by the address, which is stored elsewhere whole."""
    if district:
        return locate(district, districts)
    found = locate(address, districts)
    return Located(code=found.code, as_received=None) if found.code else NOWHERE


def _columns(place: Located) -> dict[str, str | None]:
    return {"district_code": place.code, "district_as_received": place.as_received}


def _require_district(actor: Actor, place: Located) -> None:
    if actor.districts and place.code not in actor.districts:
        raise OutsideYourDistricts(district=place.code or "?", allowed=", ".join(sorted(actor.districts)))
