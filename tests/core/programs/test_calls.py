"""Calls: drafted, published once, changed in public, closed."""

from __future__ import annotations

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from tests.core.programs.conftest import Office
from tortoise.connection import get_connection

from majung import clock
from majung.access.actor import ANONYMOUS, system
from majung.districts.models import District
from majung.errors import InvalidValue, NotAllowed, NotFound, Refusal, ResidentNumberRefused, VersionConflict
from majung.events.log import read_after
from majung.korean import search_columns
from majung.programs.declared import use_declarations
from majung.programs.errors import (
    CallNeedsEnd,
    CallNeedsTitle,
    CallNotDraft,
    CallNotPublished,
    CallPeriodReversed,
    CallSubProgramUnknown,
    DistrictsUnknown,
    NothingToChange,
    PluginNotEnabled,
)
from majung.programs.models import Call, CallChange
from majung.programs.reads import open_on
from majung.programs.rules import Window
from majung.programs.writes import change_call, close_call, publish_call
from majung.storage.ids import uuid7
from majung.storage.select import Select, rows_statement
from majung.storage.transaction import OutsideLimits

MARCH_31 = datetime(2026, 3, 31, 18, tzinfo=clock.SEOUL)
APRIL_15 = datetime(2026, 4, 15, 18, tzinfo=clock.SEOUL)


async def changed(office: Office, call: Call, **changes: Any) -> Call:
    return await change_call(office.manager, call_id=call.id, version=call.version, note="변경공고", changes=changes)


async def ids_of(*, day: date) -> set[object]:
    statement = rows_statement(Select(table=Call, where=(open_on(day),)), ANONYMOUS)
    rows = await get_connection("default").execute_query_dict(statement.text, list(statement.values))
    return {row["id"] for row in rows}


async def test_draft_asks_for_the_documents_the_program_declares(office: Office) -> None:
    call = await office.call(publish=False)

    assert (call.status, call.applicant, call.documents) == ("DRAFT", "firm", ["brn", "tax"])
    assert call.search_jamo == search_columns(call.title).jamo


async def test_published_call_is_told_to_everyone(office: Office) -> None:
    await District.create(code="12110", name_ko="목포시", kind="si", member=True)
    call = await office.call(districts=("12110",))

    [event] = [e for e in await read_after(ANONYMOUS, 0) if e["type"] == "core.CallPublished"]
    assert (call.status, call.published_on) == ("OPEN", date(2026, 3, 10))
    assert (event["subject_id"], event["district"], event["program"]) == (call.id, "12110", "marketing")
    assert event["public"] is True


async def test_refuses_to_publish_twice(office: Office) -> None:
    call = await office.call()

    with pytest.raises(CallNotDraft, match="OPEN"):
        await publish_call(office.manager, call_id=call.id, version=call.version)


async def test_two_officials_publishing_at_once_announce_it_once(office: Office) -> None:
    draft = await office.call(publish=False)

    answers = await asyncio.gather(
        *(publish_call(office.manager, call_id=draft.id, version=1) for _ in range(2)), return_exceptions=True
    )

    assert [type(a) for a in answers if isinstance(a, Exception)] == [VersionConflict]
    assert len([e for e in await read_after(ANONYMOUS, 0) if e["type"] == "core.CallPublished"]) == 1


@pytest.mark.parametrize(
    ("draft", "refusal"),
    [
        ({"opens_at": APRIL_15}, CallPeriodReversed),
        ({"closes_at": None}, CallNeedsEnd),
        ({"title": " "}, CallNeedsTitle),
        ({"title": "가" * 501}, OutsideLimits),
        ({"number": "가\x00"}, OutsideLimits),
        ({"closing_kind": "SOMETIME"}, InvalidValue),
        ({"districts": ("12110", "99999")}, DistrictsUnknown),
        ({"sub_program_code": "freight"}, CallSubProgramUnknown),
        ({"title": "문의 900101-1234567"}, ResidentNumberRefused),
        ({"closing_text": "900101-1234567"}, ResidentNumberRefused),
    ],
)
async def test_refuses_draft_that_does_not_hold_together(
    office: Office, draft: dict[str, Any], refusal: type[Refusal]
) -> None:
    with pytest.raises(refusal):
        await office.call(publish=False, **draft)

    assert await Call.all().count() == 0


async def test_names_only_the_districts_it_does_not_know(office: Office) -> None:
    await District.create(code="12110", name_ko="목포시", kind="si")

    with pytest.raises(DistrictsUnknown) as refused:
        await office.call(districts=("12110", "46110"))

    assert refused.value.details["codes"] == "46110"


async def test_time_without_a_zone_is_meant_in_seoul(office: Office) -> None:
    call = await office.call(closes_at=MARCH_31.replace(tzinfo=None))
    later = await changed(office, call, closes_at=APRIL_15.replace(tzinfo=None))

    assert (await Call.get(id=call.id)).closes_at == APRIL_15 == later.closes_at


async def test_refuses_official_without_permission(office: Office) -> None:
    draft, call = await office.call(publish=False), await office.call()
    office.manager = office.reader

    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await office.call(publish=False)
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await publish_call(office.reader, call_id=draft.id, version=1)
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await changed(office, call, title="새 제목")
    with pytest.raises(NotAllowed, match=r"programs\.manage"):
        await close_call(office.reader, call_id=call.id, version=call.version)


async def test_extension_keeps_what_it_was_and_is_told(office: Office) -> None:
    call = await office.call()

    await changed(office, call, closes_at=APRIL_15)

    [change] = await CallChange.filter(call_id=call.id)
    [*_, event] = await read_after(ANONYMOUS, 0)
    assert (change.kind, change.note, change.by) == ("EXTENSION", "변경공고", "김공고")
    assert datetime.fromisoformat(change.before["closes_at"]) == MARCH_31
    assert datetime.fromisoformat(change.after["closes_at"]) == APRIL_15
    assert (event["type"], event["snapshot"]["kind"]) == ("core.CallChanged", "EXTENSION")


async def test_change_records_only_what_differs_and_the_new_title_is_found(office: Office) -> None:
    call = await office.call()

    renamed = await changed(office, call, title="수정 공고", closes_at=MARCH_31)

    [change] = await CallChange.filter(call_id=call.id)
    assert (change.kind, change.after) == ("CHANGE", {"title": "수정 공고"})
    assert renamed.search_jamo == search_columns("수정 공고").jamo


async def test_earlier_end_is_a_change_and_no_extension(office: Office) -> None:
    call = await office.call()

    await changed(office, call, closes_at=MARCH_31 - timedelta(days=3))

    assert [c.kind for c in await CallChange.filter(call_id=call.id)] == ["CHANGE"]


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({}, NothingToChange),
        ({"closes_at": MARCH_31}, NothingToChange),
        ({"status": "DRAFT"}, InvalidValue),
        ({"program_id": uuid7()}, InvalidValue),
        ({"closes_at": datetime(2026, 2, 1, tzinfo=clock.SEOUL)}, CallPeriodReversed),
        ({"closes_at": None}, CallNeedsEnd),
        ({"districts": ["46110"]}, DistrictsUnknown),
        ({"summary": "900101-1234567"}, ResidentNumberRefused),
    ],
)
async def test_refuses_change_that_does_not_hold_together(
    office: Office, changes: dict[str, Any], refusal: type[Refusal]
) -> None:
    call = await office.call()

    with pytest.raises(refusal):
        await changed(office, call, **changes)

    assert await CallChange.all().count() == 0


async def test_refuses_resident_number_in_the_note_of_a_change(office: Office) -> None:
    call = await office.call()

    with pytest.raises(ResidentNumberRefused):
        await change_call(
            office.manager,
            call_id=call.id,
            version=call.version,
            note="요청인 900101-1234567",
            changes={"title": "수정"},
        )


async def test_refuses_change_and_closing_of_a_call_that_is_not_open(office: Office) -> None:
    draft = await office.call(publish=False)
    closed = await office.call()
    closed = await close_call(office.manager, call_id=closed.id, version=closed.version)

    with pytest.raises(CallNotPublished, match="DRAFT"):
        await changed(office, draft, title="새 제목")
    with pytest.raises(CallNotPublished, match="CLOSED"):
        await changed(office, closed, closes_at=APRIL_15)
    with pytest.raises(CallNotPublished, match="CLOSED"):
        await close_call(office.manager, call_id=closed.id, version=closed.version)


async def test_refuses_change_of_an_older_version_and_of_a_call_out_of_sight(office: Office) -> None:
    call = await office.call()

    with pytest.raises(VersionConflict):
        await change_call(office.manager, call_id=call.id, version=1, note="", changes={"title": "새 제목"})
    with pytest.raises(NotFound):
        await close_call(system("test"), call_id=uuid7(), version=1)


async def test_open_on_a_day_means_published_begun_and_not_over(office: Office) -> None:
    fixed, drafted = await office.call(), await office.call(publish=False)
    always = await office.call(closing_kind="ALWAYS", opens_at=None, closes_at=None)
    closed = await office.call()
    await close_call(office.manager, call_id=closed.id, version=closed.version)

    assert await ids_of(day=date(2026, 2, 28)) == {always.id}
    assert await ids_of(day=date(2026, 3, 1)) == {always.id, fixed.id}
    assert await ids_of(day=date(2026, 3, 31)) == {always.id, fixed.id}
    assert await ids_of(day=date(2026, 4, 1)) == {always.id}
    assert drafted.id not in await ids_of(day=date(2026, 3, 15))


@pytest.mark.parametrize(
    ("window", "takes"),
    [
        (Window(status="OPEN", opens_at=None, closes_at=None), True),
        (Window(status="CLOSED", opens_at=None, closes_at=None), False),
        (Window(status="DRAFT", opens_at=None, closes_at=None), False),
        (Window(status="OPEN", opens_at=MARCH_31, closes_at=None), True),
        (Window(status="OPEN", opens_at=None, closes_at=MARCH_31), True),
        (Window(status="OPEN", opens_at=APRIL_15, closes_at=None), False),
        (Window(status="OPEN", opens_at=None, closes_at=MARCH_31 - timedelta(seconds=1)), False),
    ],
)
def test_window_takes_applications_at_its_first_and_last_moment(window: Window, takes: bool) -> None:
    assert window.takes(MARCH_31) is takes


async def test_refuses_call_of_a_program_whose_plugin_is_not_enabled(office: Office) -> None:
    with use_declarations({}), pytest.raises(PluginNotEnabled, match="sales"):
        await office.call(publish=False)


async def test_too_long_text_is_named_and_never_repeated(office: Office) -> None:
    with pytest.raises(OutsideLimits) as refused:
        await office.call(title="홍길동" * 200)

    assert "title" in refused.value.message("ko")
    assert "홍길동" not in refused.value.message("ko")


async def test_call_for_one_district_is_told_there_until_its_end(office: Office) -> None:
    await District.create(code="12110", name_ko="목포시", kind="si")
    call = await office.call(districts=("12110",))
    later = await changed(office, call, closes_at=APRIL_15)
    await close_call(office.manager, call_id=call.id, version=later.version)

    told = await read_after(ANONYMOUS, 0, district="12110")

    assert [e["type"] for e in told] == ["core.CallPublished", "core.CallChanged", "core.CallClosed"]
