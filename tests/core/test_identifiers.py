"""Numbers of firms and the resident number, on the worked numbers of the domain report and on invented ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.errors import ResidentNumberRefused
from majung.identifiers import (
    BrnAllSame,
    BrnCheckDigitWrong,
    BrnNotDigits,
    BrnRefused,
    BrnWrongLength,
    CrnRefused,
    brn_is_valid,
    brn_kind,
    brn_kinds,
    clean_brn,
    clean_crn,
    crn_warning,
    format_brn,
    looks_like_resident_number,
    redact,
    refuse_resident_number,
)
from majung.reference import read_reference

NINE = st.text("0123456789", min_size=9, max_size=9)
TWELVE = st.text("0123456789", min_size=12, max_size=12)


def with_check_digit(nine: str) -> str:
    return next(nine + last for last in "0123456789" if brn_is_valid(nine + last))


@pytest.mark.parametrize("brn", ["124-81-00998", "220-81-62517", "120-81-47521", "116-82-00276", "123-45-67891"])
def test_accepts_valid_business_numbers(brn: str) -> None:
    assert clean_brn(brn) == brn.replace("-", "")
    assert brn_is_valid(brn)


@pytest.mark.parametrize(("brn", "expected"), [("123-45-67890", 1), ("214-81-12345", 6)])
def test_refuses_wrong_check_digit_and_names_the_right_one(brn: str, expected: int) -> None:
    assert not brn_is_valid(brn)
    with pytest.raises(BrnCheckDigitWrong) as refused:
        clean_brn(brn)
    assert refused.value.details["expected"] == expected
    assert str(expected) in refused.value.message("ko")


@pytest.mark.parametrize(
    "written", ["１２４-８１-００９９８", " 124 81 00998 ", "124–81–00998", "1248100998", "124.81.00998"]
)
def test_cleans_hyphens_spaces_and_full_width_digits(written: str) -> None:
    assert clean_brn(written) == "1248100998"


@pytest.mark.parametrize(
    ("written", "refusal"),
    [
        ("0000000000", BrnAllSame),
        ("124-81-0099", BrnWrongLength),
        ("124-81-O0998", BrnNotDigits),
        ("", BrnRefused),
        ("900101-1234567", ResidentNumberRefused),
    ],
)
def test_refusal_names_what_is_wrong(written: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        clean_brn(written)


@given(NINE.filter(lambda nine: len(set(nine)) > 1))
def test_formatted_number_cleans_to_itself(nine: str) -> None:
    brn = with_check_digit(nine)
    assert clean_brn(format_brn(brn)) == brn


@given(NINE.filter(lambda nine: len(set(nine)) > 2), st.integers(0, 9), st.integers(1, 9))
def test_every_single_digit_error_is_detected(nine: str, place: int, shift: int) -> None:
    brn = with_check_digit(nine)
    wrong = brn[:place] + str((int(brn[place]) + shift) % 10) + brn[place + 1 :]
    assert not brn_is_valid(wrong)


@pytest.mark.parametrize(
    ("brn", "kind"),
    [
        ("124-81-00998", "for-profit corporation HQ"),
        ("116-82-00276", "non-profit corporation"),
        ("123-45-67891", "sole proprietor, VAT-taxable"),
        ("1239500000", "sole proprietor, VAT-exempt"),
        ("1238500000", "for-profit corporation branch"),
    ],
)
def test_kind_of_taxpayer_is_in_the_fourth_and_fifth_digit(brn: str, kind: str) -> None:
    found = brn_kind(brn, brn_kinds(read_reference("brn_type_digits")))
    assert found is not None
    assert found.name.en == kind


def test_no_kind_begins_with_00() -> None:
    assert brn_kind("1230000000", brn_kinds(read_reference("brn_type_digits"))) is None


@pytest.mark.parametrize("crn", ["130111-0006246", "110111-1129497", "110111-1707178"])
def test_valid_corporate_number_has_no_warning(crn: str) -> None:
    assert crn_warning(clean_crn(crn)) is None


def test_wrong_corporate_check_digit_is_only_a_warning() -> None:
    warning = crn_warning(clean_crn("200111-0000001"))
    assert warning is not None
    assert "3" in warning


@pytest.mark.parametrize("written", ["13011-0006246", "13011A-0006246", ""])
def test_refuses_what_has_not_thirteen_digits(written: str) -> None:
    with pytest.raises(CrnRefused):
        clean_crn(written)


@given(TWELVE, st.integers(0, 5).map(lambda n: n * 2), st.integers(1, 9))
def test_corporate_check_digit_detects_errors_in_places_of_weight_one(twelve: str, place: int, shift: int) -> None:
    crn = next(twelve + last for last in "0123456789" if crn_warning(twelve + last) is None)
    wrong = crn[:place] + str((int(crn[place]) + shift) % 10) + crn[place + 1 :]
    assert crn_warning(wrong) is not None


def test_corporate_number_in_its_field_is_fine_although_it_looks_like_a_resident_number() -> None:
    assert looks_like_resident_number("110111-1129497")
    assert clean_crn("110111-1129497") == "1101111129497"


def test_resident_number_in_the_field_for_corporate_numbers_is_refused() -> None:
    with pytest.raises(ResidentNumberRefused):
        clean_crn("900101-1234568")


@pytest.mark.parametrize(
    "text",
    [
        "900101-1234567",
        "9001011234567",
        "주민번호900101-1234567입니다",
        "９００１０１－１２３４５６７",
        "900101 - 1234567",
        "000229-3000000",
        "850505-5000000",
    ],
)
def test_finds_resident_numbers_in_any_writing(text: str) -> None:
    assert looks_like_resident_number(text)
    with pytest.raises(ResidentNumberRefused) as refused:
        refuse_resident_number(text, "memo")
    assert refused.value.details == {"field": "memo"}


@pytest.mark.parametrize(
    "text",
    ["130111-0006246", "991301-1234567", "900101-9234567", "2900101-1234567", "900101-12345678", "010229-1000000", ""],
)
def test_leaves_other_numbers_alone(text: str) -> None:
    assert not looks_like_resident_number(text)
    refuse_resident_number(text, "memo")


def test_redacts_what_looks_personal_and_nothing_else() -> None:
    text = (
        "광주ㆍ전남 ㈜한빛 124-81-00998, 홍 900101-1234567, 010-1234-5678, (061) 285-1234, +82-10-1234-5678, hong@a.kr"
    )
    assert redact(text) == (
        "광주ㆍ전남 ㈜한빛 124-81-00998, 홍 ******-*******, 010-****-5678, 061-***-1234, 010-****-5678, h***@a.kr"
    )


@given(st.text(max_size=30), st.dates(), st.integers(0, 9_999_999))
def test_nothing_like_a_resident_number_is_left_after_redaction(text: str, born: object, tail: int) -> None:
    number = f"{born:%y%m%d}-{tail:07d}"
    assert not looks_like_resident_number(redact(f"{text} {number} {text}"))


@pytest.mark.parametrize("piece", ["a", "가", "a.", "a-", "a@", "a@b", "1", "-", "가@나.", " a"])
def test_long_texts_are_looked_through_once(piece: str) -> None:
    """Each letter of one long word might have begun an address: this took longer than anybody waits for a test."""
    text = piece * 200_000
    redact(text)
    with pytest.raises(BrnRefused) as refused:
        clean_brn(text)
    assert len(refused.value.details["given"]) <= 60


@pytest.mark.parametrize(
    ("text", "hidden"),
    [("mail kim@a.kr", "kim@a.kr"), ("kim.lee+x@a-b.co.kr,", "kim.lee+x@a-b.co.kr"), ("(k@a.b)", "k@a.b")],
)
def test_addresses_are_hidden_wherever_they_begin(text: str, hidden: str) -> None:
    assert hidden not in redact(text)
