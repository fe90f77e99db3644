"""Invented names: of firms from syllables that make no word, of persons from common ones."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from random import Random

from majung.demo.draws import Weighted, mixed, original
from majung.demo.places import Industry, Place
from majung.korean import SearchColumns, search_columns

_FIRST = "한새온다해늘가누미솔바청나보라도마아이소"
_MIDDLE = "든누온가비무루하나래시라미도리"
_LAST = "람결찬솔울별빛담린벗품름샘꽃재"

_SURNAMES = Weighted(
    [
        ("김", 21.5), ("이", 14.7), ("박", 8.4), ("최", 4.7), ("정", 4.3), ("강", 2.4), ("조", 2.1), ("윤", 2.1),
        ("장", 2.0), ("임", 1.7), ("한", 1.5), ("오", 1.5), ("서", 1.5), ("신", 1.5), ("권", 1.4), ("황", 1.4),
        ("안", 1.4), ("송", 1.4), ("전", 1.1), ("홍", 1.1), ("고", 0.9), ("문", 0.9), ("양", 0.9), ("손", 0.9),
        ("배", 0.8), ("백", 0.8), ("허", 0.7), ("남궁", 0.1), ("선우", 0.1),
    ]
)  # fmt: skip
_GIVEN_FIRST = "민서지현수영정은준도하태상성경미진재동혜"
_GIVEN_LAST = (
    ("호", "M"), ("우", "M"), ("훈", "M"), ("철", "M"), ("준", "M"), ("석", "M"), ("환", "M"),
    ("영", "F"), ("희", "F"), ("진", "F"), ("경", "F"), ("미", "F"), ("아", "F"), ("숙", "F"), ("연", "F"),
)  # fmt: skip
_STREAM = 102

SOLE = "개인"
_STOCK = "주식회사"
_FORMS = Weighted([(_STOCK, 52.0), (SOLE, 34.0), ("유한회사", 6.0), ("특수", 8.0)])
_WRITTEN = {
    _STOCK: Weighted(
        [("주식회사 {0}", 40.0), ("{0} 주식회사", 20.0), ("(주){0}", 25.0), ("㈜{0}", 10.0), ("{0}(주)", 5.0)]
    ),
    SOLE: Weighted([("{0}", 1.0)]),
    "유한회사": Weighted([("유한회사 {0}", 60.0), ("{0} 유한회사", 20.0), ("(유){0}", 20.0)]),
    "농업회사법인": Weighted(
        [("농업회사법인 {0} 주식회사", 50.0), ("농업회사법인 {0}(주)", 30.0), ("{0} 농업회사법인", 20.0)]
    ),
    "어업회사법인": Weighted([("어업회사법인 {0} 주식회사", 60.0), ("{0} 어업회사법인", 40.0)]),
}


@dataclass(frozen=True, kw_only=True)
class PersonName:
    """A person's name, and the gender it is usual for (M, F)."""

    text: str
    gender: str


@dataclass(frozen=True, kw_only=True)
class InventedName:
    """A firm's name as registered, without its legal form, and the form."""

    text: str
    bare: str
    form: str


def firm_name(place: Place, industry: Industry, chances: Random) -> InventedName:
    """솔누람해조, 여수바온결 철강: a word that does not exist, often the place, what they do, the legal form."""
    random = chances.random
    stem = _FIRST[int(random() * 20)] + _MIDDLE[int(random() * 15)] + _LAST[int(random() * 15)]
    before = place.words[int(random() * len(place.words))] if random() < 0.25 else ""
    space = " " if random() < 0.12 else ""
    bare = f"{before}{stem}{space}{industry.words[int(random() * len(industry.words))]}"
    form = _FORMS.draw(chances)
    form = (industry.form or _STOCK) if form == "특수" else form
    return InventedName(text=_WRITTEN[form].draw(chances).format(bare), bare=bare, form=form)


def person_name(number: int) -> PersonName:
    """The name that a number of 64 bits stands for."""
    given, gender = _GIVEN_LAST[number % 15]
    first = _GIVEN_FIRST[number // 15 % 20]
    first = first if first != given else "윤"
    return PersonName(text=_SURNAMES.at(mixed(number, _STREAM, 0)) + first + given, gender=gender)


def representative_of(seed: int, firm: int) -> PersonName:
    """Who represents the firm at a place of the list; the firm and the person agree on it."""
    return person_name(mixed(seed, _STREAM, original(firm)))


@lru_cache(maxsize=10_000)
def name_columns(name: str) -> SearchColumns:
    """The search columns of a person's name; there are fewer than 10,000 different ones."""
    return search_columns(name)
