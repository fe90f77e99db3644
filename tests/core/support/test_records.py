"""Support records: corrected by staff where money does not say it, imported once for each source id."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from tests.core.programs.conftest import Office, official

from majung.access.actor import Actor, system
from majung.errors import InvalidValue, NotAllowed, NotFound, Refusal, ResidentNumberRefused, VersionConflict
from majung.events.log import read_after
from majung.storage.ids import uuid7
from majung.support.errors import (
    AmountsFollowPayments,
    NotImported,
    ReturnedBeyondPaid,
    StatusUnknown,
    SupportOfNobody,
)
from majung.support.models import SupportRecord
from majung.support.writes import ImportedSupport, SupportChange, change_support, end_support, import_support_record

IMPORTER = official("가져오기", "imports.run")
MANAGER = official("정정", "support.manage")


async def told(office: Office, support_id: object) -> list[str]:
    return [e["type"] for e in await read_after(system("test"), 0) if e["subject_id"] == support_id]


async def taken_in(office: Office, **values: object) -> ImportedSupport:
    firm = await office.firm()
    return replace(
        ImportedSupport(
            source_id="sims:2025-001",
            program_code="freight",
            year=2025,
            benefit="EXPORT",
            title="국제특송비",
            firm_id=firm.id,
            decided_krw=3_000_000,
            paid_krw=2_500_000,
        ),
        **values,  # type: ignore[arg-type]
    )


async def test_same_source_id_again_brings_one_record_up_to_date(office: Office) -> None:
    about = await taken_in(office)

    first = await import_support_record(IMPORTER, record=about)
    same = await import_support_record(IMPORTER, record=about)
    later = await import_support_record(IMPORTER, record=replace(about, paid_krw=3_000_000, status="CLOSED"))

    [stored] = await SupportRecord.all()
    assert (first.id, same.version, later.id) == (stored.id, 1, stored.id)
    assert (stored.origin, stored.paid_krw, stored.status, stored.version) == ("IMPORTED", 3_000_000, "CLOSED", 2)
    assert await told(office, stored.id) == ["core.SupportImported", "core.SupportImported"]


@pytest.mark.parametrize(
    ("values", "refusal"),
    [
        ({"person_id": uuid7()}, SupportOfNobody),
        ({"firm_id": None}, SupportOfNobody),
        ({"status": "LOST"}, StatusUnknown),
        ({"paid_krw": -1}, InvalidValue),
        ({"returned_krw": 2_500_001}, ReturnedBeyondPaid),
        ({"purpose": "900101-1234567"}, ResidentNumberRefused),
    ],
)
async def test_refuses_import_that_does_not_hold_together(
    office: Office, values: dict[str, object], refusal: type[Refusal]
) -> None:
    about = await taken_in(office, **values)

    with pytest.raises(refusal):
        await import_support_record(IMPORTER, record=about)

    assert await SupportRecord.all().count() == 0


async def test_refuses_import_over_support_that_was_decided_here(office: Office) -> None:
    about = await taken_in(office)
    await SupportRecord.create(
        firm_id=about.firm_id, program_code="x", year=2025, benefit="LOAN", title="대출", source_id=about.source_id
    )

    with pytest.raises(NotImported):
        await import_support_record(IMPORTER, record=about)


async def test_refuses_import_and_correction_without_permission(office: Office) -> None:
    about = await taken_in(office)
    record = await import_support_record(IMPORTER, record=about)

    with pytest.raises(NotAllowed, match=r"imports\.run"):
        await import_support_record(MANAGER, record=about)
    with pytest.raises(NotAllowed, match=r"support\.manage"):
        await change_support(IMPORTER, support_record_id=record.id, version=1, change=SupportChange(paid_krw=1))


async def test_staff_correct_an_imported_record_and_leave_the_rest(office: Office) -> None:
    record = await import_support_record(IMPORTER, record=await taken_in(office))

    await change_support(
        MANAGER,
        support_record_id=record.id,
        version=1,
        change=SupportChange(returned_krw=500_000, restricted_until=date(2028, 12, 31)),
    )

    stored = await SupportRecord.get(id=record.id)
    assert (stored.paid_krw, stored.returned_krw, stored.restricted_until) == (2_500_000, 500_000, date(2028, 12, 31))
    assert await told(office, record.id) == ["core.SupportImported", "core.SupportChanged"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        (SupportChange(returned_krw=2_500_001), ReturnedBeyondPaid),
        (SupportChange(paid_krw=-1), InvalidValue),
        (SupportChange(status="LOST"), StatusUnknown),
    ],
)
async def test_refuses_correction_that_does_not_hold_together(
    office: Office, change: SupportChange, refusal: type[Refusal]
) -> None:
    record = await import_support_record(IMPORTER, record=await taken_in(office))

    with pytest.raises(refusal):
        await change_support(MANAGER, support_record_id=record.id, version=1, change=change)
    with pytest.raises(VersionConflict):
        await change_support(MANAGER, support_record_id=record.id, version=2, change=SupportChange(status="CLOSED"))


async def test_amounts_of_our_own_support_follow_its_payments(office: Office) -> None:
    firm = await office.firm()
    record = await SupportRecord.create(
        firm_id=firm.id, program_code="marketing", year=2026, benefit="SALES", title="박람회"
    )

    with pytest.raises(AmountsFollowPayments):
        await change_support(MANAGER, support_record_id=record.id, version=1, change=SupportChange(paid_krw=1))
    changed = await change_support(
        MANAGER, support_record_id=record.id, version=1, change=SupportChange(period_to=date(2026, 12, 31))
    )

    assert (changed.period_to, changed.version) == (date(2026, 12, 31), 2)


async def test_end_of_support_is_told_and_may_carry_a_sanction(office: Office) -> None:
    record = await import_support_record(IMPORTER, record=await taken_in(office))

    ended = await end_support(
        system("test"), support_record_id=record.id, status="CLAWED_BACK", restricted_until=date(2031, 3, 9)
    )

    assert (ended.status, ended.restricted_until) == ("CLAWED_BACK", date(2031, 3, 9))
    assert (await told(office, record.id))[-1] == "core.SupportEnded"
    with pytest.raises(StatusUnknown):
        await end_support(system("test"), support_record_id=record.id, status="OVER")


async def test_firm_finds_no_support_of_another_firm(office: Office) -> None:
    record = await import_support_record(IMPORTER, record=await taken_in(office))
    stranger = Actor(kind="firm", name="다른 대리인", firm_ids=frozenset({uuid7()}))

    with pytest.raises(NotFound):
        await end_support(stranger, support_record_id=record.id, status="FINISHED")
