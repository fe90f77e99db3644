"""Orders, seekers and occupations from files: good rows go in, bad ones are told, the same again changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from majung.access.actor import system
from majung.clock import SEOUL, clock_at
from majung.imports.refusals import ColumnsMissing
from majung.imports.report import ImportSummary
from majung.testing import make_firm, make_person
from majung_jobs.importing.occupations import read_occupations
from majung_jobs.importing.orders import read_orders
from majung_jobs.importing.seekers import read_seekers
from majung_schema.testing import App

STAFF = system("test")
ORDERS = (
    "구인인증번호,사업자등록번호,모집제목,직종코드,근무지,고용형태,임금형태,임금액,주소정근로시간,모집인원,구인등록일,마감일,"
    "우대자격증,우대조건"
)
ORDER = (
    'K1,124-81-00998,용접원 모집,8,순천시,정규직,월급,"2,600,000원",40시간,2명,2026-03-02,2026.05.01,용접기능사,경력자'
)
SEEKERS = (
    "구직등록번호,성명,생년월일,휴대전화,거주지,구직등록일,희망직종코드,희망임금(월),자격증,경력(개월),희망고용형태"
)
SEEKER = (
    'S1,김하나,1983-05-01,010-1234-5678,순천시,2026-03-02,"8, 6","2,300,000",지게차 운전기능사,24개월,정규직/시간제'
)


@pytest.fixture(autouse=True)
def march(app: App) -> Iterator[None]:
    """It is 15 March 2026, with one firm's platform open."""
    with clock_at(datetime(2026, 3, 15, 10, tzinfo=SEOUL)), app.platform.active():
        yield


def file(folder: Path, *rows: str, encoding: str = "cp949") -> Path:
    path = folder / "rows.csv"
    path.write_text("\n".join(rows) + "\n", encoding=encoding)
    return path


def reasons(folder: Path) -> dict[str, str]:
    """The code of each bad line."""
    told = (folder / "rows.report.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    return {line.split(",")[0]: line for line in told}


async def test_orders_are_taken_once_changed_and_renewed(app: App, tmp_path: Path) -> None:
    await make_firm("순천정밀", brn="124-81-00998")
    over = ORDER.replace("K1", "K2").replace("2026.05.01", "2026-03-14")
    assert await read_orders(STAFF, file(tmp_path, ORDERS, ORDER, over), False) == ImportSummary(read=2, new=2)
    assert await read_orders(STAFF, file(tmp_path, ORDERS, ORDER, over), False) == ImportSummary(read=2, unchanged=2)
    [one, two] = await _orders(app)
    assert (one["number"], one["state"], one["major"], one["wage_month_krw"]) == ("K1", "OPEN", "8", 2_600_000)
    assert (one["certificates"], one["centre"], two["state"]) == (["용접기능사"], "JEPA-JOBS-EAST", "EXPIRED")
    longer = over.replace("2026-03-14", "2026-05-14")
    assert (await read_orders(STAFF, file(tmp_path, ORDERS, longer), False)).changed == 1
    assert [row["state"] for row in await _orders(app)] == ["OPEN", "OPEN"]
    [events] = await app.database.fetch("select count(*) as n from event_outbox where type = 'jobs.JobOrderOpened'")
    assert events["n"] <= 1  # the one that was open from the beginning; the sequencer may have taken it already


async def test_a_dry_run_writes_nothing(app: App, tmp_path: Path) -> None:
    await make_firm("순천정밀", brn="124-81-00998")
    assert await read_orders(STAFF, file(tmp_path, ORDERS, ORDER), True) == ImportSummary(read=1, new=1)
    assert await read_seekers(STAFF, file(tmp_path, SEEKERS, SEEKER), True) == ImportSummary(read=1, new=1)
    assert await _orders(app) == []
    assert await app.database.fetch("select 1 from person") == []


async def test_bad_orders_are_told_with_their_reason(app: App, tmp_path: Path) -> None:
    await make_firm("순천정밀", brn="124-81-00998")
    await make_firm("여수화학", brn="220-81-62517")
    bad = (
        (ORDER.replace("124-81-00998", "107-87-83297"), "EMPLOYER_UNKNOWN"),
        (ORDER.replace(",8,", ",77,"), "OCCUPATION_UNKNOWN"),
        (ORDER.replace("순천시", "아무데"), "INVALID_VALUE"),
        (ORDER.replace("정규직", "평생직"), "CODE_INVALID"),
        (ORDER.replace("2,600,000원", "2,000,000"), "BELOW_MINIMUM_WAGE"),
        (ORDER.replace("경력자", "만 35세 이하"), "UNLAWFUL_CONDITION"),
        (ORDER.replace("2026.05.01", "2026-02-01"), "ORDER_PERIOD"),
        (ORDER.replace("2명", "0명"), "ORDER_INCOMPLETE"),
        (ORDER.replace("경력자", "900101-1234567"), "RESIDENT_NUMBER"),
        (ORDER.replace("124-81-00998", "220-81-62517"), "ORDER_OF_ANOTHER"),
        (ORDER.replace("용접원 모집", ""), "MISSING"),
    )
    await read_orders(STAFF, file(tmp_path, ORDERS, ORDER), False)
    taken = await read_orders(STAFF, file(tmp_path, ORDERS, *(row for row, _ in bad)), False)
    assert (taken.read, taken.bad) == (len(bad), len(bad))
    told = reasons(tmp_path)
    for line, (_, code) in enumerate(bad, start=2):
        assert code in told[str(line)], (line, code)
    assert len(await _orders(app)) == 1


async def test_an_ended_order_is_left_alone_and_taken_places_stay(app: App, tmp_path: Path) -> None:
    await make_firm("순천정밀", brn="124-81-00998")
    await read_orders(STAFF, file(tmp_path, ORDERS, ORDER), False)
    await app.database.fetch("update jobs_order set hired = 2 returning 1")
    fewer = ORDER.replace("2명", "1명")
    assert (await read_orders(STAFF, file(tmp_path, ORDERS, fewer), False)).bad == 1
    assert "HEADCOUNT_BELOW_HIRED" in reasons(tmp_path)["2"]
    await app.database.fetch("update jobs_order set state = 'CLOSED' returning 1")
    assert (await read_orders(STAFF, file(tmp_path, ORDERS, ORDER.replace("2명", "9명")), False)).unchanged == 1


async def test_a_file_takes_back_neither_a_hand_over_nor_a_renewal(app: App, tmp_path: Path) -> None:
    await make_firm("순천정밀", brn="124-81-00998")
    await read_orders(STAFF, file(tmp_path, ORDERS, ORDER), False)
    await read_seekers(STAFF, file(tmp_path, SEEKERS, SEEKER), False)
    for table in ("jobs_order", "jobs_seeker"):
        await app.database.fetch(
            f"update {table} set valid_until = '2026-09-01', renewals = 1, centre_id ="
            " (select id from institution where code = 'JEPA-JOBS-WEST') returning 1"
        )
    for read, header, row in ((read_orders, ORDERS, ORDER), (read_seekers, SEEKERS, SEEKER)):
        assert (await read(STAFF, file(tmp_path, header, row), False)).unchanged == 1


async def test_seekers_are_registered_with_their_persons(app: App, tmp_path: Path) -> None:
    known = await make_person("박둘", birth_date=datetime(1990, 4, 1).date(), phone="010-1111-2222")
    other = "S2,박둘,1990-04-01,010 1111 2222,목포시,2025-10-01,0,,,,"
    path = _workbook(tmp_path, SEEKERS.split(","), [next(_cells(SEEKER)), next(_cells(other))])
    assert await read_seekers(STAFF, path, False) == ImportSummary(read=2, new=2)
    assert await read_seekers(STAFF, path, False) == ImportSummary(read=2, unchanged=2)
    one, two = await app.database.fetch(
        "select s.*, p.name, c.code as centre from jobs_seeker s join person p on p.id = s.person_id"
        " join institution c on c.id = s.centre_id order by s.number"
    )
    assert (one["name"], one["occupations"], one["majors"]) == ("김하나", ["8", "6"], ["6", "8"])
    assert (one["employment"], one["career_months"], one["state"]) == (["REGULAR", "PART_TIME"], 24, "ACTIVE")
    assert (two["person_id"], two["state"], two["centre"]) == (known.id, "EXPIRED", "JEPA-JOBS-WEST")
    assert [row["n"] for row in await app.database.fetch("select count(*) as n from person")] == [2]


async def test_bad_seekers_are_told_with_their_reason(app: App, tmp_path: Path) -> None:
    for _ in range(2):
        await make_person("박둘", birth_date=datetime(1990, 4, 1).date())
    bad = (
        (SEEKER.replace("S1", "S3"), "SEEKER_REGISTERED"),
        (SEEKER.replace("김하나", "이셋"), "SEEKER_OF_ANOTHER"),
        ("S4,박둘,1990-04-01,,순천시,2026-03-02,8,,,,", "PERSON_NOT_CLEAR"),
        (SEEKER.replace("S1", "S5").replace("김하나", "최넷").replace("순천시", "서울 종로구"), "CENTRE_MISSING"),
        (SEEKER.replace("S1", "S6").replace("010-1234-5678", "없음?"), "CONTACT_UNUSABLE"),
        (SEEKER.replace("S1", "S7").replace("1983-05-01", "1983"), "DATE_INVALID"),
    )
    await read_seekers(STAFF, file(tmp_path, SEEKERS, SEEKER), False)
    taken = await read_seekers(STAFF, file(tmp_path, SEEKERS, *(row for row, _ in bad)), False)
    assert (taken.bad, taken.new) == (len(bad), 0)
    told = reasons(tmp_path)
    for line, (_, code) in enumerate(bad, start=2):
        assert code in told[str(line)], (line, code, told[str(line)])


async def test_deeper_occupations_are_taken_below_known_ones(app: App, tmp_path: Path) -> None:
    path = file(tmp_path, "직종코드,직종명", "821,용접원", "82,금속 설치·정비·생산직", "X1,모름", encoding="utf-8-sig")
    assert await read_occupations(STAFF, path, False) == ImportSummary(read=3, new=2, bad=1)
    renamed = file(tmp_path, "직종코드,직종명", "821,용접·절단원", "82,금속 설치·정비·생산직")
    assert await read_occupations(STAFF, renamed, False) == ImportSummary(read=2, changed=1, unchanged=1)


async def test_a_file_without_its_columns_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ColumnsMissing, match="모집제목"):
        await read_orders(STAFF, file(tmp_path, "구인인증번호,사업자등록번호", "1,2"), False)


async def _orders(app: App) -> Sequence[Any]:
    return await app.database.fetch(
        "select o.*, c.code as centre from jobs_order o join institution c on c.id = o.centre_id order by o.number"
    )


def _cells(line: str) -> Iterator[list[str]]:
    import csv

    yield from csv.reader([line])


def _workbook(folder: Path, header: list[str], rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (header, *rows):
        sheet.append(row)
    path = folder / "rows.xlsx"
    book.save(path)
    return path
