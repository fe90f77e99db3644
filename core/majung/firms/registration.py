"""What is said of a firm when it is registered, checked and cleaned before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from majung import clock
from majung.errors import InvalidValue
from majung.firms.errors import NameMissing
from majung.identifiers import clean_brn, clean_crn, refuse_resident_number
from majung.korean import name_key, search_columns
from majung.korean_firm_names import split_legal_form


@dataclass(frozen=True, kw_only=True)
class NewEstablishment:
    """A workplace: its business registration number as written, and where it is."""

    name: str | None = None
    brn: str | None = None
    address: str | None = None
    district: str | None = None
    postcode: str | None = None
    phone: str | None = None
    registered_factory: bool | None = None
    opened_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class NewFirm:
    """A legal entity as someone describes it; the first establishment is the head office.

    `district` is a code or name as received; where it is missing, the address tells. `industry` is the revision
    of KSIC and a code in it. `identifiers` are (scheme, value).
    """

    name: str
    crn: str | None = None
    representatives: tuple[str, ...] = ()
    address: str | None = None
    district: str | None = None
    industry: tuple[int, str] | None = None
    founded_on: date | None = None
    employees: int | None = None
    homepage: str | None = None
    products: str | None = None
    establishments: tuple[NewEstablishment, ...] = ()
    identifiers: tuple[tuple[str, str], ...] = ()
    source: str = "staff"


def name_columns(name: str) -> dict[str, object]:
    """The columns of a firm that follow from its name."""
    found = search_columns(name)
    return {
        "name": name,
        "name_key": name_key(name)[:300],
        "legal_form": (split_legal_form(name)[1] or "")[:30] or None,
        "search_jamo": found.jamo,
        "search_initials": found.initials,
        "search_grams": found.grams,
    }


def clean_name(name: str, field: str = "name") -> str:
    """A name in one line; refuses an empty one and one with a resident number."""
    refuse_resident_number(name, field)
    cleaned = " ".join(name.split())
    if not cleaned:
        raise NameMissing(path=(field,))
    if len(cleaned) > 300:
        raise InvalidValue(field=field, value=f"{cleaned[:20]}…", reason="longer than 300 characters / 300자 초과")
    return cleaned


def clean_representatives(names: tuple[str, ...]) -> tuple[str, ...]:
    """Names of representatives, each once; refuses one with a resident number."""
    return tuple(dict.fromkeys(clean_name(name, "representatives") for name in names))


def clean_numbers(firm: NewFirm) -> tuple[str | None, tuple[str | None, ...]]:
    """The checked corporate number, and the checked business number of each establishment."""
    brns = tuple(clean_brn(e.brn) if e.brn else None for e in firm.establishments)
    given = [brn for brn in brns if brn]
    if len(set(given)) < len(given):
        raise InvalidValue(field="brn", value="", reason="given twice / 같은 사업자등록번호를 두 번 입력했습니다")
    return (clean_crn(firm.crn) if firm.crn else None), brns


def refuse_personal_numbers(firm: NewFirm) -> None:
    """Refuse a resident number in any free text of a registration (Personal Information Protection Act art. 24-2)."""
    for field in ("address", "district", "homepage", "products"):
        refuse_resident_number(getattr(firm, field), field)
    for scheme, value in firm.identifiers:
        refuse_resident_number(value, scheme)
    for establishment in firm.establishments:
        for field in ("name", "address", "district", "phone"):
            refuse_resident_number(getattr(establishment, field), field)


def clean_industry(industry: tuple[int, str] | None) -> tuple[int, str] | tuple[None, None]:
    """A revision of KSIC with a code, its section letter dropped (C10309 -> 10309)."""
    if industry is None:
        return None, None
    revision, code = industry
    bare = code.strip().upper()
    bare = bare if len(bare) == 1 else bare.lstrip("ABCDEFGHIJKLMNOPQRSTU")
    letter = len(bare) == 1 and "A" <= bare <= "U"
    if not letter and not (bare.isascii() and bare.isdigit() and 2 <= len(bare) <= 5):
        raise InvalidValue(
            field="industry", value=code, reason="a letter or 2-5 digits / 대분류 문자 또는 숫자 2~5자리"
        )
    return revision, bare


def not_in_future(on: date | None) -> date:
    """The day a change takes effect: today unless said otherwise."""
    today = clock.today()
    if on is not None and on > today:
        raise InvalidValue(
            field="on", value=on, reason="changes are recorded once in force / 미래 날짜는 쓸 수 없습니다"
        )
    return on or today
