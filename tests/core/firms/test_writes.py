"""Firms are registered with checked numbers, and what changes keeps its history."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.errors import InvalidValue, NotAllowed, NotFound, ResidentNumberRefused, VersionConflict
from majung.firms.errors import (
    BrnTaken,
    ChangeNotInOrder,
    CrnTaken,
    IdentifierTaken,
    NameMissing,
    OutsideYourDistricts,
    PeriodReversed,
)
from majung.firms.fact_writes import (
    NewCertification,
    YearFigures,
    link_person,
    record_certification,
    record_headcount,
    record_year,
)
from majung.firms.models import Establishment, Firm, FirmAddress, FirmName, FirmRepresentative
from majung.firms.reads import find_firm_by_brn
from majung.firms.registration import NewEstablishment, NewFirm
from majung.firms.writes import (
    RegisteredFirm,
    add_establishment,
    change_address,
    change_name,
    change_representative,
    register_firm,
)
from majung.identifiers import BrnCheckDigitWrong
from majung.persons.models import Person
from majung.storage.database import Database
from majung.storage.transaction import AlreadyThere, OutsideLimits

STAFF = Actor(kind="official", name="official:test", scopes=frozenset({"firms.write", "persons.read"}))
NOVEMBER = datetime(2026, 11, 20, 3, tzinfo=UTC)
BRN, OTHER_BRN = "124-81-00998", "220-81-62517"


def head(brn: str | None = BRN) -> tuple[NewEstablishment, ...]:
    return (NewEstablishment(brn=brn, address="전라남도 여수시 돌산읍 1", phone="061-640-0001"),)


async def make_firm(name: str = "한빛수산(주)", **said: object) -> RegisteredFirm:
    return await register_firm(STAFF, firm=NewFirm(name=name, **said))  # type: ignore[arg-type]


async def events(database: Database) -> list[tuple[str, object]]:
    rows = await database.fetch(
        "select type, snapshot from (select type, snapshot, at, id from event_log"
        " union all select type, snapshot, at, id from event_outbox) e order by id"
    )
    return [(row["type"], row["snapshot"]) for row in rows]


async def test_registers_with_workplaces_history_and_search(database: Database) -> None:
    registered = await make_firm(
        crn="130111-0006246",
        representatives=("김하나", "박둘"),
        address="전라남도 여수시 돌산읍 1",
        district="46130",
        industry=(10, "C10211"),
        establishments=(*head(), NewEstablishment(brn=OTHER_BRN, address="전남 목포시 산정동 2")),
        identifiers=(("KR-KRX", "123450"),),
    )
    firm = await Firm.get(id=registered.firm.id)
    assert registered.warnings == ()
    assert (firm.name_key, firm.legal_form, firm.representative) == ("한빛수산", "주식회사", "김하나, 박둘")
    assert (firm.district_code, firm.district_as_received) == ("12130", "46130")
    assert (firm.industry_revision, firm.industry_code) == (10, "10211")
    assert "ㅎㅏㄴ" in firm.search_grams
    workplaces = await Establishment.filter(firm_id=firm.id).order_by("brn").values_list("brn", "head", "district_code")
    assert workplaces == [("1248100998", True, "12130"), ("2208162517", False, "12110")]
    assert await FirmRepresentative.filter(firm_id=firm.id).count() == 2
    assert await find_firm_by_brn("2208162517") == firm.id
    [(kind, snapshot)] = await events(database)
    assert kind == "core.FirmRegistered"
    assert snapshot == {"district_code": "12130", "industry_revision": 10, "industry_code": "10211", "source": "staff"}


async def test_warns_of_a_corporate_number_and_takes_it(database: Database) -> None:
    registered = await make_firm(crn="200111-0000001")
    assert len(registered.warnings) == 1
    assert registered.firm.crn == "2001110000001"


async def test_finds_the_district_in_the_address(database: Database) -> None:
    firm = (await make_firm(address="전남 순천시 해룡면 5")).firm
    assert (firm.district_code, firm.district_as_received) == ("12150", None)


@pytest.mark.parametrize(
    ("said", "refusal"),
    [
        ({"name": "  "}, NameMissing),
        ({"establishments": head("124-81-00999")}, BrnCheckDigitWrong),
        ({"establishments": head() + head()}, InvalidValue),
        ({"industry": (10, "C1021X")}, InvalidValue),
        ({"name": "한빛 800101-1234567"}, ResidentNumberRefused),
        ({"representatives": ("김하나 8001011234567",)}, ResidentNumberRefused),
        ({"address": "여수시 8001011234567"}, ResidentNumberRefused),
        ({"identifiers": (("X", "800101-1234567"),)}, ResidentNumberRefused),
    ],
)
async def test_refuses_what_cannot_be_stored(
    database: Database, said: dict[str, object], refusal: type[Exception]
) -> None:
    with pytest.raises(refusal):
        await make_firm(**{"name": "한빛수산", **said})  # type: ignore[arg-type]
    assert await Firm.all().count() == 0


async def test_refuses_numbers_that_are_taken(database: Database) -> None:
    await make_firm(crn="130111-0006246", establishments=head(), identifiers=(("KR-KRX", "123450"),))
    with pytest.raises(CrnTaken):
        await make_firm("다른기업", crn="130111-0006246")
    with pytest.raises(BrnTaken, match=BRN):
        await make_firm("다른기업", establishments=head())
    with pytest.raises(IdentifierTaken):
        await make_firm("다른기업", identifiers=(("KR-KRX", "123450"),))


async def test_registering_needs_the_permission_and_the_district(database: Database) -> None:
    with pytest.raises(NotAllowed):
        await register_firm(Actor(kind="firm"), firm=NewFirm(name="한빛"))
    yeosu = Actor(kind="official", scopes=STAFF.scopes, districts=frozenset({"12130"}))
    with pytest.raises(OutsideYourDistricts):
        await register_firm(yeosu, firm=NewFirm(name="한빛", district="목포시"))
    assert (await register_firm(yeosu, firm=NewFirm(name="한빛", district="46130"))).firm.district_code == "12130"


async def test_an_official_of_a_si_gun_changes_no_firm_elsewhere(database: Database) -> None:
    firm = (await make_firm(district="46110")).firm
    yeosu = Actor(kind="official", scopes=STAFF.scopes, districts=frozenset({"12130"}))
    with pytest.raises(NotFound):
        await change_name(yeosu, firm_id=firm.id, name="다른이름")


async def test_a_new_name_ends_the_old_one_the_day_before(database: Database) -> None:
    with clock_at(NOVEMBER):
        firm = (await make_firm(founded_on=date(2020, 1, 2))).firm
        changed = await change_name(STAFF, firm_id=firm.id, name="새빛바다", on=date(2026, 11, 1), version=1)
    assert (changed.name, changed.name_key, changed.version) == ("새빛바다", "새빛바다", 2)
    rows = await FirmName.filter(firm_id=firm.id).order_by("valid_from").values_list("name", "valid_from", "valid_to")
    assert rows == [
        ("한빛수산(주)", date(2020, 1, 2), date(2026, 10, 31)),
        ("새빛바다", date(2026, 11, 1), None),
    ]
    assert (await events(database))[-1] == ("core.FirmChanged", {"changed": ["name"], "source": "staff"})


async def test_refuses_a_change_out_of_order_or_of_another_version(database: Database) -> None:
    with clock_at(NOVEMBER):
        firm = (await make_firm(founded_on=date(2020, 1, 2))).firm
        with pytest.raises(ChangeNotInOrder):
            await change_name(STAFF, firm_id=firm.id, name="새빛", on=date(2019, 1, 1))
        with pytest.raises(InvalidValue):
            await change_name(STAFF, firm_id=firm.id, name="새빛", on=date(2026, 11, 21))
        with pytest.raises(VersionConflict):
            await change_name(STAFF, firm_id=firm.id, name="새빛", version=7)


async def test_a_correction_on_the_same_day_replaces(database: Database) -> None:
    firm = (await make_firm(representatives=("김하나",))).firm
    await change_representative(STAFF, firm_id=firm.id, names=("박두",))
    await change_representative(STAFF, firm_id=firm.id, names=("박둘", "최셋"))
    rows = (
        await FirmRepresentative.filter(firm_id=firm.id, valid_to=None).order_by("name").values_list("name", flat=True)
    )
    assert rows == ["박둘", "최셋"]
    assert await FirmRepresentative.filter(firm_id=firm.id).count() == 3
    assert (await Firm.get(id=firm.id)).representative == "박둘, 최셋"


async def test_events_never_name_a_representative(database: Database) -> None:
    firm = (await make_firm(representatives=("김하나",))).firm
    await change_representative(STAFF, firm_id=firm.id, names=("박둘",))
    told = str(await events(database))
    assert "김하나" not in told
    assert "박둘" not in told


async def test_a_firm_moves_with_its_head_office(database: Database) -> None:
    firm = (await make_firm(address="전라남도 여수시 돌산읍 1", establishments=head())).firm
    moved = await change_address(STAFF, firm_id=firm.id, address="전남광주통합특별시 해남군 해남읍 9")
    assert moved.district_code == "12790"
    office = await Establishment.get(firm_id=firm.id)
    assert (office.address, office.district_code) == ("전남광주통합특별시 해남군 해남읍 9", "12790")
    rows = await FirmAddress.filter(firm_id=firm.id, valid_to=None).values_list("district_code", flat=True)
    assert rows == ["12790"]


async def test_adds_a_workplace_once(database: Database) -> None:
    firm = (await make_firm(establishments=head())).firm
    added = await add_establishment(STAFF, firm_id=firm.id, establishment=NewEstablishment(brn=OTHER_BRN))
    assert (added.head, added.name) == (False, "한빛수산(주)")
    with pytest.raises(BrnTaken):
        await add_establishment(STAFF, firm_id=firm.id, establishment=NewEstablishment(brn=OTHER_BRN))


async def test_a_source_corrects_its_own_year(database: Database) -> None:
    firm = (await make_firm()).firm
    first = await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=2025, source="tax", sales_krw=1))
    second = await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=2025, source="tax", sales_krw=2))
    other = await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=2025, source="staff", sales_krw=3))
    assert first.id == second.id
    assert (second.version, second.sales_krw) == (2, 2)
    assert other.id != first.id


@pytest.mark.parametrize("year", [-1, 0, 1899, 2200, 32_767])
async def test_refuses_years_that_rules_cannot_reckon_with(database: Database, year: int) -> None:
    firm = (await make_firm()).firm
    with pytest.raises(InvalidValue):
        await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=year, source="x", sales_krw=1))


async def test_refuses_figures_below_zero_and_unknown_evidence(database: Database) -> None:
    firm = (await make_firm()).firm
    with pytest.raises(InvalidValue):
        await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=2025, source="x", sales_krw=-1))
    with pytest.raises(InvalidValue):
        await record_year(STAFF, firm_id=firm.id, figures=YearFigures(year=2025, source="x", evidence_grade="SURE"))
    with pytest.raises(InvalidValue):
        await record_headcount(STAFF, firm_id=firm.id, on=date(2025, 12, 31), regular_workers=Decimal("-0.5"))


async def test_the_latest_headcount_is_the_present_one(database: Database) -> None:
    firm = (await make_firm()).firm
    await record_headcount(STAFF, firm_id=firm.id, on=date(2026, 6, 30), regular_workers=Decimal("12.5"))
    await record_headcount(STAFF, firm_id=firm.id, on=date(2026, 5, 31), regular_workers=Decimal("9"))
    assert (await Firm.get(id=firm.id)).employees == 13


async def test_refuses_a_headcount_of_more_digits_than_are_kept(database: Database) -> None:
    firm = (await make_firm()).firm
    for workers in (Decimal("1e30"), Decimal("12345678.5")):
        with pytest.raises(OutsideLimits):
            await record_headcount(STAFF, firm_id=firm.id, on=date(2025, 12, 31), regular_workers=workers)
    kept = await record_headcount(STAFF, firm_id=firm.id, on=date(2025, 12, 31), regular_workers=Decimal("1.5"))
    with pytest.raises(OutsideLimits):
        await record_headcount(STAFF, firm_id=firm.id, on=kept.on, regular_workers=Decimal("1e30"))


async def test_refuses_a_certification_that_ends_before_it_begins(database: Database) -> None:
    firm = (await make_firm()).firm
    backwards = NewCertification(kind="VENTURE", valid_from=date(2026, 2, 1), valid_to=date(2026, 1, 1))
    with pytest.raises(PeriodReversed):
        await record_certification(STAFF, firm_id=firm.id, certification=backwards)
    stored = await record_certification(STAFF, firm_id=firm.id, certification=NewCertification(kind="VENTURE"))
    assert stored.kind == "VENTURE"


async def test_links_a_person_that_staff_may_see(database: Database) -> None:
    firm = (await make_firm()).firm
    person = await Person.create(name="김하나")
    link = await link_person(STAFF, firm_id=firm.id, person_id=person.id, role="REPRESENTATIVE")
    assert (link.firm_id, link.person_id) == (firm.id, person.id)
    unsighted = Actor(kind="official", scopes=frozenset({"firms.write"}))
    with pytest.raises(NotFound):
        await link_person(unsighted, firm_id=firm.id, person_id=person.id, role="OWNER")
    with pytest.raises(InvalidValue):
        await link_person(STAFF, firm_id=firm.id, person_id=person.id, role="FRIEND")


async def test_two_at_once_register_one(database: Database) -> None:
    import asyncio

    answers = await asyncio.gather(
        *(make_firm("한빛수산", establishments=head()) for _ in range(6)), return_exceptions=True
    )
    firms: set[UUID] = {a.firm.id for a in answers if isinstance(a, RegisteredFirm)}
    assert len(firms) == 1
    assert all(isinstance(a, RegisteredFirm | AlreadyThere | BrnTaken) for a in answers)
    assert await Firm.all().count() == 1


async def test_a_firm_that_is_not_there_is_not_found(database: Database) -> None:
    with pytest.raises(NotFound):
        await change_name(system("test"), firm_id=uuid4(), name="한빛")
