"""Whatever comes in, rows or a refusal come out, and a resident number never does."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Callable, Iterable
from datetime import date

import openpyxl
from hypothesis import given, settings
from hypothesis import strategies as st

from majung.errors import Refusal
from majung.imports.announcements import read_announcements
from majung.imports.closing import read_closing
from majung.imports.firm_rows import FirmRow, read_firms
from majung.imports.profiles import ColumnRef, Profile, parse_map
from majung.imports.reference_rows import read_districts, read_hs, read_ksic
from majung.imports.report import BadRow
from majung.imports.representatives import representative_names
from majung.imports.tables import read_table

ANYTHING = Profile(
    name="any",
    columns={
        field: ColumnRef.parse(f"{field}|a|b") for field in ("name", "brn", "crn", "phone", "address", "opened_on")
    },
    required=frozenset(),
)
HEADS = st.sampled_from(
    [b"", b"name,b\n", b"<table><tr><td>name</td><td>a</td><tr>", b"PK\x03\x04", b"\xef\xbb\xbf", b"\xff\xfe"]
)
CELLS = st.text(alphabet=st.characters(exclude_characters='",\r\n\t;|\0', exclude_categories=["Cs"]), max_size=30)


def outcome(read: Callable[[bytes], Iterable[object]], content: bytes) -> list[object] | Refusal:
    try:
        return list(read(content))
    except Refusal as refused:
        return refused


def read_rows(content: bytes) -> Iterable[object]:
    return read_table(content).rows


def read_any_firms(content: bytes) -> Iterable[object]:
    return read_firms(content, ANYTHING)


def workbook_parts() -> dict[str, bytes]:
    book = openpyxl.Workbook()
    book.worksheets[0].append(("name", "a"))
    book.worksheets[0].append(("가나", 7))
    content = io.BytesIO()
    book.save(content)
    with zipfile.ZipFile(content) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


PARTS = workbook_parts()


@settings(max_examples=150, deadline=None)
@given(HEADS, st.binary(max_size=400))
def test_any_bytes(head: bytes, tail: bytes) -> None:
    content = head + tail
    for read in (read_rows, read_any_firms, read_districts, read_ksic, read_hs, read_announcements):
        assert isinstance(outcome(read, content), list | Refusal)


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_any_text(text: str, encoding: str) -> None:
    content = text.encode(encoding, "surrogatepass")
    assert isinstance(outcome(read_any_firms, content), list | Refusal)


@settings(max_examples=60, deadline=None)
@given(st.sampled_from(sorted(PARTS)), st.binary(max_size=200), st.integers(0, 400))
def test_any_damage_in_a_workbook(part: str, noise: bytes, at: int) -> None:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        for name, data in PARTS.items():
            archive.writestr(name, data[:at] + noise + data[at + len(noise) :] if name == part else data)
    assert isinstance(outcome(read_rows, content.getvalue()), list | Refusal)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(
            st.sampled_from(["pblancId", "pblancNm", "reqstBeginEndDe", "areaNm", "creatPnttm", "inqireCo", "x"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=15,
)


@settings(max_examples=200, deadline=None)
@given(JSON)
def test_any_json(content: object) -> None:
    for given_content in (content, [content], {"jsonArray": content}):
        rows = outcome(read_announcements, json.dumps(given_content).encode())
        assert isinstance(rows, list | Refusal)


@settings(max_examples=150, deadline=None)
@given(st.lists(st.tuples(CELLS, CELLS), min_size=1, max_size=5))
def test_every_filled_row_comes_out_as_firm_or_bad_row(cells: list[tuple[str, str]]) -> None:
    lines = [f"가{name},나{address}" for name, address in cells]
    content = "\n".join(["상호,주소", *lines]).encode()
    rows = list(read_firms(content, parse_map(["name=상호", "address=주소"])))
    assert len(rows) == len(cells)
    assert all(isinstance(row, FirmRow | BadRow) for row in rows)


@settings(max_examples=150, deadline=None)
@given(
    st.dates(min_value=date(1910, 1, 1), max_value=date(1999, 12, 31)),
    st.sampled_from("1256"),
    st.integers(0, 999_999),
    st.sampled_from(["", "-", " ", " - ", "－", "–", "~"]),
    CELLS,
)
def test_no_resident_number_comes_out(born: date, century: str, rest: int, hyphen: str, around: str) -> None:
    text = f"{around} {born:%y%m%d}{hyphen}{century}{rest:06} {around}"
    content = f"상호,주소,비고\n가나,길 1,{text}\n".encode()
    (row,) = read_firms(content, parse_map(["name=상호", "address=주소"]))
    assert isinstance(row, BadRow)
    assert row.code == "RESIDENT_NUMBER"
    assert f"{century}{rest:06}" not in str(row.value)


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=80))
def test_any_words(text: str) -> None:
    assert read_closing(text).text == text
    assert all(name.strip() for name in representative_names(text))
