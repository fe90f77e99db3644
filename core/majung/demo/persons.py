"""The persons of the province, their consents, and their roles in firms."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from random import Random

from majung.access.cipher import encrypt, keyed_hash
from majung.demo.batch import Batch, declare
from majung.demo.draws import RowIds, Weighted, block_chances, mixed
from majung.demo.names import PersonName, name_columns, person_name, representative_of
from majung.demo.numbers import person_phone
from majung.demo.places import ELSEWHERE, Place, address_in, place_of, places

declare(
    {
        "person": "id name birth_date gender district_code district_as_received phone phone_hash email email_hash"
        " address merged_into_id search_jamo search_initials search_grams",
        "consent": "id person_id kind purpose notice_version items recipient_id recipient_text retention_until"
        " given_at withdrawn_at channel recipient_firm_id",
        "firm_person": "id firm_id person_id role valid_from valid_to",
    }
)

_STREAM = 104
_ROUND = 12
_HEADS = 5
_WORKERS = 4
"""Of twelve persons five represent a firm each, four work in one of those five, three are on their own."""

_YOUNGEST = date(2007, 1, 1)
_ELSEWHERE = Weighted([((code, name), weight) for code, name, weight in ELSEWHERE])
_GIVEN = datetime(2024, 1, 2, tzinfo=UTC)
_NOTICE = "2024-01"
_COLLECTED = ["성명", "생년월일", "연락처", "거주지"]
_PASSED_ON = ["성명", "연락처"]


class PersonRows:
    """Makes the records of persons, block by block; `firms` is how many firms there are."""

    def __init__(self, seed: int, firms: int) -> None:
        self._seed = seed
        self._firms = firms
        self._ids = {table: RowIds(table, seed).at for table in ("person", "consent", "firm_person")}
        self._firm_id = RowIds("firm", seed).at

    def block(self, block: int, numbers: range) -> Batch:
        """All records of the persons with these numbers."""
        chances = block_chances(self._seed, "persons", block)
        batch = Batch()
        for number in numbers:
            self._add(batch, number, chances)
        return batch

    def _add(self, batch: Batch, number: int, chances: Random) -> None:
        id_ = self._ids["person"](number)
        firm, role = self._role(number)
        name = self._name(number, firm, role)
        batch.add("person", (id_, *self._person(number, name, firm, chances)))
        for place, consent in enumerate(_consents(chances), start=number * 4):
            batch.add("consent", (self._ids["consent"](place), id_, *consent))
        if firm is not None:
            since = _GIVEN.date() - timedelta(days=int(chances.random() * 2000))
            batch.add("firm_person", (self._ids["firm_person"](number), self._firm_id(firm), id_, role, since, None))

    def _role(self, number: int) -> tuple[int | None, str]:
        """The firm that a person belongs to, if any, and as what."""
        round_, place = divmod(number, _ROUND)
        if place < _HEADS:
            firm, role = round_ * _HEADS + place, "REPRESENTATIVE"
        else:
            firm, role = round_ * _HEADS + place - _HEADS, "CONTACT" if place % 2 else "EMPLOYEE"
        known = place < _HEADS + _WORKERS and firm < self._firms
        return (firm if known else None), role

    def _name(self, number: int, firm: int | None, role: str) -> PersonName:
        if firm is not None and role == "REPRESENTATIVE":
            return representative_of(self._seed, firm)
        return person_name(mixed(self._seed, _STREAM, number))

    def _person(self, number: int, name: PersonName, firm: int | None, chances: Random) -> tuple[object, ...]:
        random = chances.random
        born = _YOUNGEST - timedelta(days=int(random() * 50 * 365) + (12 * 365 if firm is not None else 0))
        if firm is None and random() < 0.35:
            code, as_received = _ELSEWHERE.draw(chances)
            address = f"{as_received} 시범로 {int(random() * 300) + 1}"
        else:
            code, as_received, address = _home(place_of(self._seed, firm) if firm is not None else None, chances)
        phone = person_phone(mixed(self._seed, _STREAM + 1, number))
        email = f"person{number}@example.com" if random() < 0.7 else None
        columns = name_columns(name.text)
        return (
            name.text, born, name.gender, code, as_received, encrypt(phone), keyed_hash(phone.replace("-", "")),
            email and encrypt(email), email and keyed_hash(email), encrypt(address), None, columns.jamo,
            columns.initials, columns.grams,
        )  # fmt: skip


def _home(place: Place | None, chances: Random) -> tuple[str, str, str]:
    place = place or places().draw(chances)
    address = address_in(place, chances)
    return place.code, address.as_received, address.text


def _consents(chances: Random) -> list[tuple[object, ...]]:
    """One row for each purpose that was agreed to; what was refused has none, and some were withdrawn."""
    random = chances.random
    given = _GIVEN + timedelta(minutes=int(random() * 1_200_000))
    until = date(given.year + 5, 12, 31)
    channel = ("portal", "visit", "phone")[int(random() * 3)]
    rows: list[tuple[object, ...]] = [
        ("COLLECT", "지원사업 신청과 상담", _NOTICE, _COLLECTED, None, None, until, given, None, channel, None)
    ]
    if random() < 0.55:
        recipient = "도내 시·군과 협약 기관"
        rows.append(
            ("THIRD_PARTY", "지원사업 연계", _NOTICE, _PASSED_ON, None, recipient, until, given, None, channel, None)
        )
    if random() < 0.3:
        ended = given + timedelta(days=int(random() * 300) + 1) if random() < 0.15 else None
        rows.append(("MARKETING", "새 공고 알림", _NOTICE, ["연락처"], None, None, until, given, ended, channel, None))
    return rows
