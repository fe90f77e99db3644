"""What masks leave of names, phones, e-mail and street addresses."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from majung.korean import mask_address, mask_email, mask_name, mask_phone


@pytest.mark.parametrize(
    ("name", "masked"),
    [
        ("홍길동", "홍*동"),
        ("홍길", "홍*"),
        ("남궁길동", "남**동"),
        ("홍", "*"),
        ("John Smith", "J*** S****"),
        ("洪吉童", "洪*童"),
        ("이준행, 이제중(각자대표이사)", "이*행, 이*중(각자대표이사)"),
        ("-", "-"),
        ("", ""),
    ],
)
def test_masks_names(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@given(st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=1, max_size=6))
def test_no_whole_name_is_left(name: str) -> None:
    assert "*" in mask_name(name + "가")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("010-1234-5678", "010-****-5678"),
        ("01012345678", "010-****-5678"),
        ("+82 10-1234-5678", "010-****-5678"),
        ("02-123-4567", "02-***-4567"),
        ("061-285-1234", "061-***-1234"),
        ("０１０－１２３４－５６７８", "010-****-5678"),
        ("0505-123-4567", "0505-***-4567"),
        ("1588-1234", "****-1234"),
        ("033-6629-2920", "033-****-2920"),
        ("123", "***"),
    ],
)
def test_masks_phones(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("email", "masked"),
    [
        ("hong@example.com", "h***@example.com"),
        ("ab@example.com", "***@example.com"),
        ("hong", "***"),
        ("hong@", "***"),
    ],
)
def test_masks_email(email: str, masked: str) -> None:
    assert mask_email(email) == masked


@pytest.mark.parametrize(
    ("address", "masked"),
    [
        ("전라남도 해남군 해남읍 군청길 4", "전라남도 해남군 ***"),
        ("(58629) 전남 목포시 옥암로 1", "전남 목포시 ***"),
        ("전남광주통합특별시 광양시 중마로 1", "전남광주통합특별시 광양시 ***"),
        ("경기도 수원시 장안구 정조로 1", "경기도 수원시 ***"),
        ("세종특별자치시 한누리대로 1", "세종특별자치시 ***"),
        ("해남군 해남읍", "해남군 ***"),
        ("군청길 4", "***"),
        ("", "***"),
    ],
)
def test_masks_addresses_below_the_si_gun(address: str, masked: str) -> None:
    assert mask_address(address) == masked


@pytest.mark.parametrize("gap", [" " * 5_000, "(" + " " * 5_000, " " * 2_000 + "우" + " " * 2_000 + ")" + " " * 2_000])
def test_a_long_gap_before_an_address_is_looked_through_once(gap: str) -> None:
    """Each part of the gap was tried with each other: three hundred spaces took seconds."""
    assert mask_address(f"{gap}전라남도 해남군 군청길 4") in ("전라남도 해남군 ***", "***")
    assert mask_address(f"{gap}12345 전라남도 해남군 군청길 4") in ("전라남도 해남군 ***", "***")
