"""Files as centres and portals write them: a workbook of orders, a CP949 list of seekers, and what is wrong in them."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pytest

from majung.access.actor import system
from majung.clock import SEOUL, clock_at
from majung.testing import make_firm, next_brn
from majung_jobs.demo.words import TRADES
from majung_jobs.importing.orders import read_orders
from majung_jobs.importing.seekers import read_seekers
from majung_schema.testing import App

STAFF = system("test")
TODAY = date(2026, 3, 15)
PLACES = ("순천시", "전남 여수시", "전라남도 광양시", "46790", "12810", "목포시", "해남군 해남읍")
ORDERS = (
    "구인 인증번호", "사업자_등록번호", "모집제목", "직종코드", "근무 예정지", "고용형태", "급여형태", "급여액",
    "주 소정근로시간", "모집인원", "구인등록일", "접수마감일", "직무내용", "우대 조건", "우대자격증", "경력(개월)",
    "담당자",
)  # fmt: skip
SEEKERS = (
    "구직번호", "이름", "생년월일", "휴대폰", "거주지역", "등록일", "희망직종", "희망지역", "희망월임금", "보유자격증",
    "보유기술", "경력개월", "비고",
)  # fmt: skip


@pytest.fixture(autouse=True)
def march(app: App) -> Iterator[None]:
    """It is 15 March 2026."""
    with clock_at(datetime(2026, 3, 15, 10, tzinfo=SEOUL)), app.platform.active():
        yield


async def test_a_workbook_of_orders_goes_in_but_for_what_is_unlawful(app: App, tmp_path: Path) -> None:
    chance, brns = random.Random(7), [next_brn() for _ in range(12)]
    for number, brn in enumerate(brns):
        await make_firm(f"전남기업{number}", brn=brn)
    lines = [_order(chance, number, chance.choice(brns)) for number in range(600)]
    unlawful = [number for number in range(600) if number % 40 == 7]
    for number in unlawful:
        lines[number][13] = chance.choice(("만 35세 이하", "여성 우대", "미혼자 우대", "호남 출신 우대"))
    path = tmp_path / "rows.xlsx"
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for line in (ORDERS, *lines):
        sheet.append(line)
    book.save(path)

    taken = await read_orders(STAFF, path, False)

    assert (taken.read, taken.new, taken.bad) == (600, 600 - len(unlawful), len(unlawful))
    told = (tmp_path / "rows.report.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert all("UNLAWFUL_CONDITION" in line for line in told)
    again = await read_orders(STAFF, path, False)
    assert (again.new, again.changed, again.unchanged) == (0, 0, 600 - len(unlawful))
    [wages] = await app.database.fetch("select min(wage_month_krw) as least from jobs_order")
    assert wages["least"] >= 10_320 * 104  # nobody below the minimum, also of half days


async def test_a_list_of_seekers_goes_in_with_its_persons_once(app: App, tmp_path: Path) -> None:
    chance = random.Random(8)
    path = tmp_path / "rows.csv"
    with path.open("w", encoding="cp949", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(SEEKERS)
        writer.writerows(_seeker(chance, number) for number in range(400))

    taken = await read_seekers(STAFF, path, False)

    assert (taken.read, taken.new, taken.bad) == (400, 390, 10)  # every fortieth has no birth date that exists
    assert (await read_seekers(STAFF, path, False)).unchanged == 390
    [persons] = await app.database.fetch("select count(*) as n, count(phone_hash) as reached from person")
    assert (persons["n"], persons["reached"]) == (390, 390)


def _order(chance: random.Random, number: int, brn: str) -> list[object]:
    trade = chance.choice(TRADES)
    opened = TODAY - timedelta(days=chance.randrange(50))
    kind, krw, hours = chance.choice(
        (
            ("월급", "2,500,000", "40"),
            ("시급", "10,500원", "20시간"),
            ("연봉", "31,000,000", 40),
            ("일급", "90,000", "40"),
        )
    )
    dashed = f"{brn[:3]}-{brn[3:5]}-{brn[5:]}" if number % 2 else brn
    return [
        f"K15{number:07}", dashed, chance.choice(trade.titles) + " 모집", trade.major, chance.choice(PLACES),
        chance.choice(("정규직", "계약직", "시간제")), kind, krw, hours, f"{1 + number % 3}명",
        f"{opened:%Y.%m.%d}" if number % 3 else opened, f"{opened + timedelta(days=60):%Y-%m-%d}",
        chance.choice(("", "-", "조립과 검사")), "성실한 분", ", ".join(trade.certificates[:1]), "", "김담당",
    ]  # fmt: skip


def _seeker(chance: random.Random, number: int) -> list[object]:
    trade = chance.choice(TRADES)
    birth = "1980-13-01" if number % 40 == 9 else f"{1957 + number % 48}.{1 + number % 12:02}.{1 + number % 28:02}"
    return [
        f"S26{number:06}", f"김가나{'다라마바사'[number % 5]}", birth, f"010-{2000 + number}-{1000 + number}",
        chance.choice(PLACES), "20260302", f"{trade.major}/8", chance.choice(("", "순천시, 여수시")), "2,300,000",
        "·".join(trade.certificates), ", ".join(trade.skills), number % 90, "",
    ]  # fmt: skip
