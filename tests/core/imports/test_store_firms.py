"""Firms of files: exact counts of the real ones, a second run that changes nothing, numbers that meet."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from majung.access.actor import system
from majung.clock import clock_at
from majung.firms.registration import NewEstablishment, NewFirm
from majung.firms.writes import register_firm
from majung.imports.firms_store import import_firms
from majung.imports.profiles import Profile, parse_map, profile_named
from majung.imports.reference_store import import_reference
from majung.imports.report import ImportSummary
from majung.reference.seed import seed_reference
from majung.storage.database import Database

IMPORTER = system("import")
HEADER = "상호,사업자번호,법인번호,주소,전화,대표,업종,생산품\n"
MAP = (
    "name=상호", "brn=사업자번호", "crn=법인번호", "address=주소", "phone=전화", "representative=대표", "ksic=업종",
    "products=생산품",
)  # fmt: skip
RESIDENT = "800101-1234567"

FILES = {
    "markets": "kr_markets/semas_traditional_markets_20240719.csv",
    "gi_producers": "jeonnam_gi/jeonnam_geographical_indications_20230808.csv",
    "krx_listed": "krx_listed/krx_listed_companies_2021-08.xls",
}


@pytest.fixture
def mapped() -> Profile:
    return parse_map(MAP)


@pytest.fixture
def table(tmp_path: Path) -> Callable[..., Path]:
    """A file of firms with these rows."""
    made = iter(range(100))

    def write(*rows: str) -> Path:
        path = tmp_path / f"firms{next(made)}.csv"
        path.write_text(HEADER + "\n".join(rows) + "\n", "utf-8-sig")
        return path

    return write


async def one(database: Database, sql: str) -> tuple[object, ...]:
    [row] = await database.fetch(sql)
    return tuple(row)


@pytest.mark.parametrize(
    ("profile", "first", "second", "in_jeonnam"),
    [
        (
            "markets",
            ImportSummary(read=1388, new=1388),
            ImportSummary(read=1388, unchanged=1388),
            95,
        ),
        ("gi_producers", ImportSummary(read=29, new=28, changed=1), ImportSummary(read=29, unchanged=29), 28),
        (
            "krx_listed",
            ImportSummary(read=2451, new=2451, warnings=9),
            ImportSummary(read=2451, unchanged=2451, warnings=9),
            22,
        ),
    ],
)
async def test_takes_a_real_file_once(
    database: Database, real_file: Callable[[str], Path], profile: str, first: ImportSummary, second: ImportSummary,
    in_jeonnam: int,
) -> None:  # fmt: skip
    await seed_reference(system("prepare"))
    path = real_file(FILES[profile])
    assert await import_firms(IMPORTER, path, profile=profile_named(profile), dry_run=True) == first
    assert await one(database, "select count(*) from firm") == (0,)
    assert await import_firms(IMPORTER, path, profile=profile_named(profile)) == first
    assert await import_firms(IMPORTER, path, profile=profile_named(profile)) == second
    firms = first.new
    assert await one(database, "select count(*), count(distinct firm_id) from establishment") == (firms, firms)
    assert await one(database, "select count(*) from firm_name where valid_to is null") == (firms,)
    region = "exists (select 1 from district d where d.code = f.district_code and d.member)"
    # of a listed company only the province is known, and 전남 and 광주 share their code today
    province = "f.district_as_received = '전라남도'"
    assert await one(database, f"select count(*) from firm f where {region} or {province}") == (in_jeonnam,)


async def test_takes_the_class_that_listed_companies_name(database: Database, real_file: Callable[[str], Path]) -> None:
    await import_reference(IMPORTER, "ksic", real_file("ksic10.csv"))
    await import_firms(IMPORTER, real_file(FILES["krx_listed"]), profile=profile_named("krx_listed"))
    known = await one(database, "select count(*) from firm where industry_code is not null")
    assert known == await one(database, "select count(*) from firm_industry where main and revision = 10")
    assert await one(
        database,
        "select f.industry_code from firm f join firm_identifier i on i.firm_id = f.id"
        " where i.scheme = 'KR-KRX' and i.value = '323410'",
    ) == ("641",)


async def test_a_body_with_two_registrations_is_one_firm(database: Database, real_file: Callable[[str], Path]) -> None:
    await import_firms(IMPORTER, real_file(FILES["gi_producers"]), profile=profile_named("gi_producers"))
    rows = await database.fetch(
        "select count(*) as n, max(f.products) as products from firm f join firm_identifier i on i.firm_id = f.id"
        " where i.scheme = 'KR-GI' group by f.id order by n desc limit 1"
    )
    assert rows[0]["n"] == 2
    assert "; " in rows[0]["products"]


async def test_workplaces_with_one_corporate_number_are_one_firm(
    database: Database, table: Callable[..., Path], mapped: Profile
) -> None:
    path = table(
        "한빛수산(주),124-81-00998,130111-0006246,전라남도 여수시 돌산읍 1,061-640-0001,김하나,10211,건어물",
        "한빛수산(주) 목포공장,220-81-62517,130111-0006246,전라남도 목포시 산정동 2,061-270-0001,김하나,10211,",
    )
    expected = ImportSummary(read=2, new=1, changed=1)
    assert await import_firms(IMPORTER, path, profile=mapped, dry_run=True) == expected
    assert await import_firms(IMPORTER, path, profile=mapped) == expected
    assert await import_firms(IMPORTER, path, profile=mapped) == ImportSummary(read=2, unchanged=2)
    assert await one(database, "select name, district_code, industry_code from firm") == (
        "한빛수산(주)",
        "12130",
        "10211",
    )
    rows = await database.fetch("select brn, head, district_code from establishment order by brn")
    assert [tuple(row) for row in rows] == [("1248100998", True, "12130"), ("2208162517", False, "12110")]


async def test_a_later_file_changes_and_never_clears(
    database: Database, table: Callable[..., Path], mapped: Profile
) -> None:
    old = table("한빛수산,124-81-00998,,전라남도 여수시 돌산읍 1,061-640-0001,김하나,10211,건어물")
    new = table("한빛바다,124-81-00998,,전라남도 순천시 해룡면 5,,박둘,,")
    with clock_at(datetime(2026, 11, 1, tzinfo=UTC)):
        await import_firms(IMPORTER, old, profile=mapped)
    with clock_at(datetime(2026, 11, 20, tzinfo=UTC)):
        assert await import_firms(IMPORTER, new, profile=mapped) == ImportSummary(read=1, changed=1)
    assert await one(database, "select name, name_key, representative, district_code, products, version from firm") == (
        "한빛바다", "한빛바다", "박둘", "12150", "건어물", 3,
    )  # fmt: skip
    assert await one(database, "select phone, address from establishment") == (
        "061-640-0001",
        "전라남도 순천시 해룡면 5",
    )
    for history in ("firm_name", "firm_representative", "firm_address"):
        rows = await database.fetch(
            f"select valid_from::text, valid_to::text from {history} order by valid_to nulls last"
        )
        assert [tuple(row) for row in rows] == [(None, "2026-11-19"), ("2026-11-20", None)]


async def test_finds_a_firm_that_staff_registered(
    database: Database, table: Callable[..., Path], mapped: Profile
) -> None:
    firm = NewFirm(name="한빛수산", establishments=(NewEstablishment(brn="124-81-00998"),))
    await register_firm(system("staff"), firm=firm)
    path = table("한빛수산,124-81-00998,,전라남도 여수시 돌산읍 1,061-640-0001,김하나,,")
    assert await import_firms(IMPORTER, path, profile=mapped) == ImportSummary(read=1, changed=1)
    assert await one(database, "select count(*), max(representative), max(source) from firm") == (1, "김하나", "staff")


async def test_a_number_of_another_firm_goes_to_the_report(
    database: Database, table: Callable[..., Path], mapped: Profile, tmp_path: Path
) -> None:
    path = table(
        "한빛수산,124-81-00998,130111-0006246,여수시 1,,,,",
        "다온식품,220-81-62517,110111-1129497,목포시 2,,,,",
        "한빛식품,124-81-00998,110111-1129497,목포시 2,,,,",
    )
    report = tmp_path / "report.csv"
    summary = await import_firms(IMPORTER, path, profile=mapped, report=report)
    assert summary == ImportSummary(read=3, new=2, bad=1)
    assert "4,bad,crn,,BELONGS_TO_ANOTHER" in report.read_text("utf-8-sig")
    assert await one(database, "select count(*) from firm") == (2,)


async def test_good_rows_go_in_while_bad_ones_are_told(
    database: Database, table: Callable[..., Path], mapped: Profile, tmp_path: Path
) -> None:
    path = table(
        "한빛수산,124-81-00998,,,,,,", "다온식품,124-81-00999,,,,,,", ",,,목포시,,,,", "누리식품,220-81-62517,,,,,,"
    )
    report = tmp_path / "report.csv"
    summary = await import_firms(IMPORTER, path, profile=mapped, report=report)
    assert (summary.read, summary.new, summary.bad, summary.exit_code) == (4, 2, 2, 1)
    assert len(report.read_text("utf-8-sig").splitlines()) == 3


async def test_a_resident_number_is_nowhere_afterwards(
    database: Database, table: Callable[..., Path], mapped: Profile, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    path = table(
        f"한빛수산,124-81-00998,,전라남도 여수시,{RESIDENT},김하나,,",
        f"다온식품,220-81-62517,,전라남도 목포시 {RESIDENT.replace('-', '')},,박둘,,",
        f"누리식품,120-81-47521,,,,,,담당 {RESIDENT.replace('-', ' - ')}",
        "가람식품,116-82-00276,,전라남도 나주시,061-330-0001,최셋,,",
    )
    report = tmp_path / "report.csv"
    with_report = await import_firms(IMPORTER, path, profile=mapped, report=report)
    without = await import_firms(IMPORTER, path, profile=mapped)
    assert (with_report.new, with_report.bad, without.bad) == (1, 3, 3)
    tables = await database.fetch(
        "select relname as tablename from pg_class where relkind in ('r', 'p') and not relispartition"
        " and relnamespace = 'public'::regnamespace"
    )
    stored = ""
    for row in tables:
        found = await database.fetch(f'select to_jsonb(t)::text as t from "{row["tablename"]}" t')
        stored += "\n".join(each["t"] for each in found)
    assert "가람식품" in stored
    for everything in (stored, report.read_text("utf-8-sig"), caplog.text):
        assert "1234567" not in everything
        assert "다온식품" not in everything


async def test_an_interrupt_loses_the_running_batch_only(
    database: Database, table: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("majung.imports.bulk_rows.batches_ahead.__defaults__", (2,))
    path = table(*(f"업체{n},,,전라남도 여수시 {n},,,," for n in range(5)))

    def stop(done: int, _: int | None) -> None:
        if done == 4:
            raise KeyboardInterrupt

    profile = parse_map(("name=상호", "address=주소"))
    with pytest.raises(KeyboardInterrupt):
        await import_firms(IMPORTER, path, profile=profile, progress=stop)
    assert await one(database, "select count(*) from firm") == (4,)
    assert await import_firms(IMPORTER, path, profile=profile) == ImportSummary(read=5, new=1, unchanged=4)


async def test_every_firm_taken_is_told_to_listeners(
    database: Database, table: Callable[..., Path], mapped: Profile
) -> None:
    await import_firms(IMPORTER, table("한빛수산,124-81-00998,,,,,,"), profile=mapped)
    await import_firms(IMPORTER, table("한빛수산,124-81-00998,,,061-640-0001,,,"), profile=mapped)
    rows = await database.fetch(
        "select type, snapshot from (select type, snapshot, at from event_log"
        " union all select type, snapshot, at from event_outbox) e order by at"
    )
    assert [row["type"] for row in rows] == ["core.FirmRegistered", "core.FirmChanged"]
    assert rows[1]["snapshot"] == {"changed": ["establishments"], "source": "import:map"}
