"""The 22 si/gun, what their firms do, and how their addresses and codes are written."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from random import Random

from majung.demo.draws import Weighted, mixed, original

_SPELLINGS = Weighted(
    [("전라남도 {0}", 55.0), ("전남 {0}", 20.0), ("전남광주통합특별시 {0}", 20.0), ("전남광주 {0}", 5.0)]
)
"""Until 2026-06-30 the province was 전라남도; both spellings stay in data for long."""

_ROADS = ("중앙로", "해안로", "산업로", "시장길", "농공단지길", "항만대로", "역전길", "향교길", "신흥로", "들판길")
_STREAM = 101

ELSEWHERE = (
    ("11440", "서울특별시 마포구", 2.0), ("11680", "서울특별시 강남구", 1.5), ("11620", "서울특별시 관악구", 2.0),
    ("11380", "서울특별시 은평구", 1.5), ("41135", "경기도 성남시 분당구", 1.2), ("41465", "경기도 용인시 수지구", 1.2),
    ("41360", "경기도 남양주시", 1.0), ("41590", "경기도 화성시", 1.0),
)  # fmt: skip
"""Where those who think of moving to the province live: districts of the capital region."""


@dataclass(frozen=True, kw_only=True)
class Industry:
    """A kind of business with what its firms are called, how large they are and what a worker sells a year."""

    code: str
    name_ko: str
    group: str
    words: tuple[str, ...]
    workers: int
    sales_per_worker_krw: int
    export_pct: int
    factory: bool
    form: str


@dataclass(frozen=True, kw_only=True)
class Place:
    """A si/gun under its code since 2026-07-01 and the one before."""

    code: str
    legacy: str
    name_ko: str
    words: tuple[str, ...]
    towns: tuple[str, ...]
    industries: Weighted[Industry]


@dataclass(frozen=True, kw_only=True)
class Address:
    """An address, and the district as it was received with it: a code or a name, old or new."""

    text: str
    postcode: str
    as_received: str


def read_table(name: str) -> list[dict[str, str]]:
    """The rows of a table of this folder."""
    text = files(__package__).joinpath(f"{name}.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


@cache
def industries() -> tuple[Industry, ...]:
    """Every kind of business in the province."""
    forms = {row["group"]: row["forms"] for row in read_table("groups")}
    return tuple(
        Industry(
            code=row["code"],
            name_ko=row["name_ko"],
            group=row["group"],
            words=tuple(row["words"].split()),
            workers=int(row["workers"]),
            sales_per_worker_krw=int(row["sales_per_worker_krw"]),
            export_pct=int(row["export_pct"]),
            factory=row["factory"] == "1",
            form=forms[row["group"]],
        )
        for row in read_table("industries")
    )


@cache
def places() -> Weighted[Place]:
    """The si/gun, weighted by how many firms they have."""
    return Weighted([(_place(row), float(row["weight"])) for row in read_table("places")])


def place_of(seed: int, firm: int) -> Place:
    """Where the firm at a place of the list sits."""
    return places().at(mixed(seed, _STREAM, original(firm)))


def address_in(place: Place, chances: Random) -> Address:
    """An invented address: the towns are real, the road numbers are not looked up."""
    spelling = _SPELLINGS.draw(chances).format(place.name_ko)
    number = int(chances.random() * 400) + 1
    town = place.towns[int(chances.random() * len(place.towns))]
    road = _ROADS[int(chances.random() * len(_ROADS))]
    kind = chances.random()
    return Address(
        text=f"{spelling} {town} {road} {number}",
        postcode=f"{57000 + int(place.legacy[2:]) * 3 % 2700 + number % 30:05}",
        as_received=place.legacy if kind < 0.4 else place.code if kind < 0.6 else spelling,
    )


def _place(row: dict[str, str]) -> Place:
    more = {group: float(times) for group, _, times in (word.partition("*") for word in row["groups"].split())}
    usual = {group["group"]: float(group["weight"]) for group in read_table("groups")}
    sizes = {group: sum(i.group == group for i in industries()) for group in usual}
    return Place(
        code=row["code"],
        legacy=row["legacy"],
        name_ko=row["name_ko"],
        words=tuple(row["words"].split()),
        towns=tuple(row["towns"].split()),
        industries=Weighted([(i, usual[i.group] * more.get(i.group, 1) / sizes[i.group]) for i in industries()]),
    )
