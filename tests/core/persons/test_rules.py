"""Ages, contact data, and what a notice must say."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from majung.errors import InvalidValue, ResidentNumberRefused
from majung.persons.errors import (
    ConsentKindUnknown,
    ContactUnusable,
    GuardianNeeded,
    NoticeItemMissing,
    ResidentNumberNotCollected,
)
from majung.persons.rules import (
    ConsentKind,
    Notice,
    check_notice,
    clean_email,
    clean_phone,
    international_age,
    require_guardian,
)

NOTICE = Notice(
    kind="COLLECT",
    purpose="일자리 알선",
    items=("성명", "연락처"),
    retention_until=date(2028, 12, 31),
    refusal_told=True,
    version="2026-1",
)
ABROAD = replace(NOTICE, kind="OVERSEAS", recipient_text="Example Marketplace", country="US")


@pytest.mark.parametrize(
    ("birth", "on", "age"),
    [
        (date(1986, 11, 24), date(2026, 11, 23), 39),
        (date(1986, 11, 24), date(2026, 11, 24), 40),
        (date(2004, 2, 29), date(2026, 2, 28), 21),
        (date(2004, 2, 29), date(2026, 3, 1), 22),
        (date(2026, 1, 1), date(2026, 1, 1), 0),
    ],
)
def test_age_is_completed_years(birth: date, on: date, age: int) -> None:
    assert international_age(birth, on) == age


def test_refuses_the_age_of_someone_unborn() -> None:
    with pytest.raises(InvalidValue):
        international_age(date(2026, 1, 2), date(2026, 1, 1))


@pytest.mark.parametrize("kind", [k for k in ConsentKind if k not in ("THIRD_PARTY", "OVERSEAS")])
def test_four_items_are_enough_where_nobody_receives(kind: ConsentKind) -> None:
    assert check_notice(replace(NOTICE, kind=kind)) is kind


@pytest.mark.parametrize(
    ("notice", "item"),
    [
        (replace(NOTICE, purpose=" "), "purpose"),
        (replace(NOTICE, items=()), "items"),
        (replace(NOTICE, items=("성명", "")), "items"),
        (replace(NOTICE, retention_until=None), "retention"),
        (replace(NOTICE, refusal_told=False), "refusal"),
        (replace(NOTICE, kind="THIRD_PARTY"), "recipient"),
        (replace(ABROAD, recipient_text=None), "recipient"),
        (replace(ABROAD, country=None), "country"),
    ],
)
def test_refuses_a_notice_naming_what_it_lacks(notice: Notice, item: str) -> None:
    with pytest.raises(NoticeItemMissing) as refused:
        check_notice(notice)
    assert refused.value.path == (item,)
    assert "개인정보 보호법" in refused.value.message("ko")


def test_refuses_unknown_kinds_and_resident_numbers() -> None:
    with pytest.raises(ConsentKindUnknown):
        check_notice(replace(NOTICE, kind="EVERYTHING"))
    with pytest.raises(ResidentNumberNotCollected):
        check_notice(replace(NOTICE, kind="UNIQUE_ID", items=("주민등록번호",)))
    with pytest.raises(ResidentNumberRefused):
        check_notice(replace(NOTICE, purpose="알선 800101-1234567"))


def test_under_fourteen_a_guardian_consents() -> None:
    with pytest.raises(GuardianNeeded):
        require_guardian(date(2013, 1, 2), date(2027, 1, 1), by_guardian=False)
    require_guardian(date(2013, 1, 2), date(2027, 1, 1), by_guardian=True)
    require_guardian(date(2013, 1, 2), date(2027, 1, 2), by_guardian=False)


@pytest.mark.parametrize(
    "written", ["010-1234-5678", "+82 10-1234-5678", "０１０ １２３４ ５６７８", "+82)010.1234.5678"]
)
def test_one_telephone_number_however_written(written: str) -> None:
    assert clean_phone(written.replace("+82)", "+82")) == "01012345678"


@pytest.mark.parametrize("written", ["4711", "전화 없음", "010-1234-56789012"])
def test_refuses_what_is_no_telephone_number(written: str) -> None:
    with pytest.raises(ContactUnusable) as refused:
        clean_phone(written)
    assert written not in str(refused.value)


def test_one_address_however_written() -> None:
    assert clean_email(" Hana@Example.KR ") == "hana@example.kr"
    with pytest.raises(ContactUnusable):
        clean_email("hana@example")
