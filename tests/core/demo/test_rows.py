from __future__ import annotations

import pytest

from majung.access.cipher import MARK, decrypt
from majung.demo.batch import COLUMNS, Batch
from majung.demo.firms import FirmRows
from majung.demo.persons import PersonRows
from majung.demo.places import places, read_table
from majung.demo.programs import program_rows
from majung.events.models import OutboxEntry
from majung.merging.spellings import spelling_variants
from majung.reference import read_reference
from majung.storage.apps import core_tables
from majung.storage.table import BASE_COLUMNS

SEED = 20260101


def records(batch: Batch, table: str) -> list[dict[str, object]]:
    return [dict(zip(COLUMNS[table], record, strict=True)) for record in batch.tables[table]]


def decrypted(batch: Batch) -> dict[str, list[tuple[object, ...]]]:
    return {
        table: [tuple(decrypt(v) if isinstance(v, str) else v for v in record) for record in rows]
        for table, rows in batch.tables.items()
    }


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_every_column_of_a_table_is_written(table: str) -> None:
    models = {model.table_name(): set(model.column_names()) - set(BASE_COLUMNS) | {"id"} for model in core_tables()}
    models["event_outbox"] = {*OutboxEntry._meta.fields_db_projection.values()} - {"seq"}
    assert set(COLUMNS[table]) == models[table]


def test_same_seed_makes_the_same_firms() -> None:
    assert FirmRows(SEED).block(3, range(60, 120)).tables == FirmRows(SEED).block(3, range(60, 120)).tables


def test_another_seed_makes_other_firms() -> None:
    one, other = (FirmRows(seed).block(0, range(50)).tables["firm"] for seed in (1, 2))
    assert {row[0] for row in one}.isdisjoint(row[0] for row in other)
    assert [row[1] for row in one] != [row[1] for row in other]


def test_same_seed_makes_the_same_persons_but_for_the_bytes_of_encrypted_values() -> None:
    one, other = (PersonRows(SEED, 50).block(0, range(120)) for _ in range(2))
    assert decrypted(one) == decrypted(other)
    assert one.tables["person"] != other.tables["person"]


def test_contact_data_of_persons_are_encrypted() -> None:
    rows = records(PersonRows(SEED, 50).block(0, range(120)), "person")
    assert all(str(row[column]).startswith(MARK) for row in rows for column in ("phone", "address"))
    assert all(row["email"] is None or str(row["email"]).startswith(MARK) for row in rows)


def test_a_representative_and_the_linked_person_have_one_name() -> None:
    firms = {row["id"]: row["representative"] for row in records(FirmRows(SEED).block(0, range(50)), "firm")}
    batch = PersonRows(SEED, 50).block(0, range(120))
    names = {row["id"]: row["name"] for row in records(batch, "person")}
    linked = [row for row in records(batch, "firm_person") if row["role"] == "REPRESENTATIVE"]
    assert len(linked) == 50
    assert {firms[row["firm_id"]] == names[row["person_id"]] for row in linked} == {True}


def test_figures_of_years_fit_each_other() -> None:
    rows = records(FirmRows(SEED).block(0, range(400)), "firm_year")
    by_firm = [row["firm_id"] for row in rows]
    assert {by_firm.count(firm) for firm in set(by_firm)} == {1, 2, 3, 4, 5}
    assert len(set(by_firm)) == 400
    for row in rows:
        sales, assets, workers = row["sales_krw"], row["assets_krw"], row["workers"]
        assert isinstance(sales, int)
        assert isinstance(assets, int)
        assert 0.3 * sales < assets < 1.6 * sales
        assert 1 <= float(str(workers)) < 1_500


def test_industries_follow_the_district() -> None:
    rows = records(FirmRows(SEED).block(0, range(4_000)), "firm")
    metals = {"24121", "24122", "25112", "25922", "25924", "29294"}

    def share(district: str, codes: set[str]) -> float:
        here = [row["industry_code"] for row in rows if row["district_code"] == district]
        return sum(code in codes for code in here) / len(here)

    gwangyang, wando, yeongam = "12190", "12850", "12800"
    assert share(gwangyang, metals) > 5 * share(wando, metals)
    assert share(wando, {"10220", "10213", "03211"}) > 5 * share(gwangyang, {"10220", "10213", "03211"})
    assert share(yeongam, {"31111", "31112", "31114"}) > 0.1


def test_districts_come_in_old_and_new_spelling() -> None:
    rows = records(FirmRows(SEED).block(0, range(400)), "firm")
    received = {str(row["district_as_received"]) for row in rows}
    assert any(text.startswith("46") for text in received)
    assert any(text.startswith("12") for text in received)
    assert any(text.startswith("전라남도") for text in received)
    assert any(text.startswith("전남광주통합특별시") for text in received)


def test_the_places_are_the_22_that_are_served() -> None:
    served = [(row["code_2026"], row["code_legacy"], row["name_ko"]) for row in read_reference("jeonnam_sigungu")]
    assert [(row["code"], row["legacy"], row["name_ko"]) for row in read_table("places")] == served
    assert places()


def test_calls_have_every_kind_of_closing() -> None:
    calls = records(program_rows(SEED), "call")
    known = {row["closing_kind"] for row in read_reference("closing_kind_samples")}
    assert {row["closing_kind"] for row in calls} == known
    fixed = [row for row in calls if row["closing_kind"] == "FIXED"]
    assert {row["closes_at"] is not None for row in fixed} == {True}
    assert {row["status"] for row in calls} == {"OPEN", "CLOSED"}


def test_one_firm_of_300_is_in_the_list_twice() -> None:
    rows = records(FirmRows(SEED).block(0, range(900)), "firm")
    for first, second in ((rows[n], rows[n + 1]) for n in (298, 598, 898)):
        assert str(second["name_key"]) in spelling_variants(str(first["name_key"]))
        assert second["crn"] is None
        for column in ("representative", "district_code", "founded_on"):
            assert first[column] == second[column]
