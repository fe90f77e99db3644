"""Records to begin a test with: say what matters, the rest is made up and well-formed."""

from __future__ import annotations

import itertools
from datetime import date
from typing import Any

from majung.access.actor import Actor, system
from majung.firms.models import Firm
from majung.firms.registration import NewEstablishment, NewFirm
from majung.firms.writes import register_firm
from majung.institutions.models import Institution
from majung.institutions.writes import create_institution
from majung.persons.models import Person
from majung.persons.writes import NewPerson, register_person

_WEIGHTS = (1, 3, 7, 1, 3, 7, 1, 3, 5)
_numbers = itertools.count(1)


def next_brn() -> str:
    """A business registration number that no test has had yet: well-formed, of a tax office that does not exist."""
    nine = f"00981{next(_numbers):04}"
    total = sum(int(d) * w for d, w in zip(nine, _WEIGHTS, strict=True)) + int(nine[8]) * 5 // 10
    return f"{nine}{-total % 10}"


async def make_firm(name: str = "한빛정밀", *, brn: str | None = None, district: str = "순천시", **more: Any) -> Firm:
    """A firm with one workplace. `more` are further fields of `majung.firms.registration.NewFirm`."""
    place = NewEstablishment(brn=brn or next_brn(), district=district)
    given = NewFirm(**{"name": name, "district": district, "establishments": (place,), **more})
    return (await register_firm(_maker(), firm=given)).firm


async def make_person(name: str = "김하늘", *, district: str = "순천시", **more: Any) -> Person:
    """A person born in 1990. `more` are further fields of `majung.persons.writes.NewPerson`."""
    given = NewPerson(**{"name": name, "birth_date": date(1990, 4, 1), "district": district, **more})
    return await register_person(_maker(), person=given)


async def make_institution(name_ko: str = "남도은행", *, kind: str = "BANK", **more: Any) -> Institution:
    """An institution, a bank unless said otherwise; `more` are further values of `create_institution`."""
    values: dict[str, Any] = {"code": f"testing-{next(_numbers)}", "name_ko": name_ko, "kind": kind, **more}
    return await create_institution(_maker(), **values)


def _maker() -> Actor:
    return system("testing")
