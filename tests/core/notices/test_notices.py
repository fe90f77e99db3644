"""Notices: posted about a record, served by reading or after the days of a rule, told of by messages."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import msgspec
import pytest
from tests.core.deadlines.conftest import MORNING, Desk

from majung.access.actor import Actor, system
from majung.clock import clock_at
from majung.deadlines.passing import watch_due_dates
from majung.errors import NotAllowed, NotFound, ResidentNumberRefused
from majung.firms.fact_writes import link_person
from majung.notices.errors import NoticeNotForYou, NoticeTitleMissing, NoticeToOne
from majung.notices.messages import FolderMessenger, Message, Messenger, NoMessenger, tell_of_notice
from majung.notices.models import Notice, NoticeMessage
from majung.notices.rules import service_of
from majung.notices.writes import NoticeDraft, post_notice, read_notice
from majung.persons.writes import NewContact, change_contact
from majung.storage.transaction import write
from majung.tasks.passed import PASSED
from majung.testing import agent_of, make_firm, person_self

SAID = NoticeDraft(kind="SUPPLEMENT", title="보완 요청", body="재무제표를 제출해 주십시오.")
READ = datetime(2026, 3, 12, 1, tzinfo=UTC)
OVER = datetime(2026, 3, 20, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("read_at", "deemed_on", "now", "served"),
    [
        (READ, None, READ, (READ, "READ")),
        (READ, date(2026, 3, 20), OVER, (READ, "READ")),
        (None, date(2026, 3, 20), OVER, (OVER, "DEEMED")),
        (None, date(2026, 3, 20), OVER + timedelta(days=9), (OVER, "DEEMED")),  # a late run changes nothing
        (OVER + timedelta(hours=1), date(2026, 3, 20), OVER + timedelta(hours=1), (OVER, "DEEMED")),
        (None, date(2026, 3, 20), OVER - timedelta(seconds=1), None),
        (None, None, OVER, None),
    ],
)
def test_when_a_notice_is_served(
    read_at: datetime | None, deemed_on: date | None, now: datetime, served: tuple[datetime, str] | None
) -> None:
    found = service_of(read_at, deemed_on, now)
    assert (found and (found.at, found.how)) == served


async def posted(desk: Desk) -> Notice:
    return await post_notice(desk.adviser, subject_type="firm", subject_id=desk.firm.id, notice=SAID)


async def test_reading_serves_it_once(desk: Desk) -> None:
    await desk.period("notice.deemed_served", 14)
    made, agent = await posted(desk), await agent_of(desk.firm)
    with clock_at(MORNING + timedelta(hours=5)):
        read = await read_notice(agent, notice_id=made.id)
    with clock_at(MORNING + timedelta(days=60)):
        again = await read_notice(agent, notice_id=made.id)
        assert await watch_due_dates(system("test"), PASSED) == 0
    assert (read.served_at, read.served_how) == (MORNING + timedelta(hours=5), "READ")
    assert (again.read_at, again.served_at) == (read.read_at, read.served_at)
    assert [kind for kind, _ in await desk.events()] == ["core.NoticePosted", "core.NoticeServed"]


async def test_counts_as_served_when_the_days_have_passed(desk: Desk) -> None:
    await desk.period("notice.deemed_served", 14)
    made, agent = await posted(desk), await agent_of(desk.firm)
    assert made.deemed_on == date(2026, 3, 24)
    with clock_at(MORNING + timedelta(days=20)):
        await watch_due_dates(system("test"), PASSED)
        read = await read_notice(agent, notice_id=made.id)
    assert (read.served_at, read.served_how) == (datetime(2026, 3, 24, 15, tzinfo=UTC), "DEEMED")
    assert read.read_at == MORNING + timedelta(days=20)


async def test_reading_late_and_before_the_platform_looked_is_still_deemed(desk: Desk) -> None:
    await desk.period("notice.deemed_served", 14)
    made = await posted(desk)
    with clock_at(MORNING + timedelta(days=20)):
        read = await read_notice(await agent_of(desk.firm), notice_id=made.id)
    assert (read.served_at, read.served_how) == (datetime(2026, 3, 24, 15, tzinfo=UTC), "DEEMED")


async def test_without_a_rule_only_reading_serves(desk: Desk) -> None:
    made = await posted(desk)
    assert made.deemed_on is None
    with clock_at(MORNING + timedelta(days=400)):
        assert await watch_due_dates(system("test"), PASSED) == 0
    assert (await Notice.get(id=made.id)).served_at is None


async def test_only_those_for_whom_it_is_read_it(desk: Desk) -> None:
    made = await posted(desk)
    with pytest.raises(NoticeNotForYou):
        await read_notice(desk.adviser, notice_id=made.id)
    with pytest.raises(NotFound):
        await read_notice(await agent_of(await make_firm("다른회사")), notice_id=made.id)
    assert await desk.seen(Notice, await person_self(desk.person)) == []


@pytest.mark.parametrize(
    ("notice", "refusal"),
    [
        (NoticeDraft(kind="X", title=" "), NoticeTitleMissing),
        (NoticeDraft(kind="X", title="통지", body="900101-1234567"), ResidentNumberRefused),
    ],
)
async def test_what_cannot_be_posted(desk: Desk, notice: NoticeDraft, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        await post_notice(desk.adviser, subject_type="firm", subject_id=desk.firm.id, notice=notice)


async def test_a_record_of_nobody_has_nobody_to_tell(desk: Desk) -> None:
    with pytest.raises(NoticeToOne):
        await post_notice(desk.adviser, subject_type="inst", subject_id=desk.east.id, notice=SAID)
    with pytest.raises(NotFound):
        await post_notice(desk.adviser, subject_type="nothing", subject_id=desk.east.id, notice=SAID)


async def test_needs_the_permission(desk: Desk) -> None:
    with pytest.raises(NotAllowed):
        await post_notice(await agent_of(desk.firm), subject_type="firm", subject_id=desk.firm.id, notice=SAID)


@write
async def tell(actor: Actor, *, messenger: Messenger, notice_id: UUID) -> int:
    return await tell_of_notice(messenger, notice_id)


async def test_messages_tell_of_it_once_and_not_what_it_says(desk: Desk, tmp_path: Path) -> None:
    actor, messenger = system("test"), FolderMessenger(tmp_path / "messages")
    await change_contact(actor, person_id=desk.person.id, contact=NewContact(email="sky@example.kr"))
    await link_person(actor, firm_id=desk.firm.id, person_id=desk.person.id, role="CONTACT")
    made = await posted(desk)

    assert [await tell(actor, messenger=messenger, notice_id=made.id) for _ in range(2)] == [1, 0]

    [file] = (tmp_path / "messages").iterdir()
    message = msgspec.json.decode(file.read_bytes(), type=Message)
    assert (message.channel, message.address) == ("EMAIL", "sky@example.kr")
    assert "보완 요청" in message.text
    assert "재무제표" not in message.text
    rows = await NoticeMessage.filter(notice_id=made.id)
    assert [(row.channel, row.failure) for row in rows] == [("EMAIL", None)]


async def test_what_could_not_be_sent_is_on_record(desk: Desk) -> None:
    actor = system("test")
    await change_contact(actor, person_id=desk.person.id, contact=NewContact(phone="010-1234-5678"))
    made = await post_notice(desk.adviser, subject_type="person", subject_id=desk.person.id, notice=SAID)
    assert await tell(actor, messenger=NoMessenger(), notice_id=made.id) == 0
    [row] = await NoticeMessage.filter(notice_id=made.id)
    assert (row.channel, row.failure) == ("SMS", "no message service is configured")


async def test_what_was_read_needs_no_message(desk: Desk, tmp_path: Path) -> None:
    actor = system("test")
    await change_contact(actor, person_id=desk.person.id, contact=NewContact(email="sky@example.kr"))
    made = await post_notice(desk.adviser, subject_type="person", subject_id=desk.person.id, notice=SAID)
    await read_notice(await person_self(desk.person), notice_id=made.id)
    assert await tell(actor, messenger=FolderMessenger(tmp_path), notice_id=made.id) == 0
