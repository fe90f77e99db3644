"""Which column of a file holds what about a firm: named profiles of known files, and maps given by hand."""

from __future__ import annotations

import re
from collections.abc import Sequence

from msgspec import Struct

from majung.imports.refusals import MappingRefused, ProfileUnknown

FIELDS = (
    "name",
    "brn",
    "crn",
    "representative",
    "address",
    "district",
    "ksic",
    "phone",
    "homepage",
    "opened_on",
    "listed_on",
    "products",
)
"""What a column can be mapped to; `id:SCHEME` maps an identifier of another scheme."""

_SCHEME = re.compile(r"[A-Z][A-Z0-9]*(?:[-_.][A-Z0-9]+)*")


class ColumnRef(Struct, frozen=True):
    """Where a value stands: alternatives of which the first filled one counts, each of columns joined by a space.

    Written `도로명주소|지번주소` and `시도+시군구`.
    """

    alternatives: tuple[tuple[str, ...], ...]

    @classmethod
    def parse(cls, text: str) -> ColumnRef:
        """Read the written form."""
        return cls(tuple(tuple(part.strip() for part in one.split("+")) for one in text.split("|")))

    def __str__(self) -> str:
        return "|".join("+".join(parts) for parts in self.alternatives)


class Profile(Struct, frozen=True, kw_only=True):
    """How to read the firms of one kind of file.

    `columns` maps fields (and `id:SCHEME`) to columns; `required` are the fields whose columns must exist;
    `key` says which value tells one firm from another: `auto` takes the business number, else another
    identifier, else name and address; an identifier scheme can be named too (`id:KR-KRX`).
    """

    name: str
    columns: dict[str, ColumnRef]
    required: frozenset[str]
    key: str = "auto"
    code_width: int = 0


def profile_named(name: str) -> Profile:
    """One of the known profiles, else a refusal that lists them."""
    found = PROFILES.get(name)
    if found is None:
        raise ProfileUnknown(profile=name, known=", ".join(PROFILES))
    return found


def parse_map(entries: Sequence[str], key: str = "auto") -> Profile:
    """A profile from entries such as `name=시장명`, `id:KR-GI=등록번호`, `address=도로명주소|지번주소`.

    Every column named by hand must exist in the file.
    """
    columns: dict[str, ColumnRef] = {}
    for entry in entries:
        field, separator, column = (part.strip() for part in entry.partition("="))
        if not separator or not column:
            raise _refused(entry, "it has no column", "열 이름이 없습니다")
        if field not in FIELDS and not _is_identifier(field):
            raise _refused(entry, f"there is no field {field}", f"{field} 항목이 없습니다")
        if field in columns:
            raise _refused(entry, f"{field} is mapped twice", f"{field} 항목을 두 번 지정했습니다")
        columns[field] = ColumnRef.parse(column)
    if "name" not in columns:
        raise _refused("name=…", "the name of the firm is needed", "업체명 열이 필요합니다")
    return Profile(name="map", columns=columns, required=frozenset(columns), key=_checked_key(key, columns))


def with_key(profile: Profile, key: str) -> Profile:
    """The same profile with another natural key."""
    return Profile(
        name=profile.name,
        columns=profile.columns,
        required=profile.required,
        key=_checked_key(key, profile.columns),
        code_width=profile.code_width,
    )


def _checked_key(key: str, columns: dict[str, ColumnRef]) -> str:
    """`brn`, `crn`, `name_address` (also written name+address), or a mapped identifier with or without `id:`."""
    wanted = key.strip().replace("+", "_")
    if wanted in ("auto", "name_address") or (wanted in ("brn", "crn") and wanted in columns):
        return wanted
    scheme = wanted if wanted.startswith("id:") else f"id:{wanted}"
    if scheme not in columns:
        raise _refused(f"--key {key}", f"{key} is not mapped", f"{key} 열을 지정하지 않았습니다")
    return scheme


def _is_identifier(field: str) -> bool:
    return field.startswith("id:") and _SCHEME.fullmatch(field.removeprefix("id:")) is not None


def _refused(entry: str, reason: str, reason_ko: str) -> MappingRefused:
    fields = ", ".join((*FIELDS, "id:SCHEME"))
    return MappingRefused(entry=entry, reason=reason, reason_ko=reason_ko, fields=fields)


def _profile(name: str, key: str, required: str, columns: dict[str, str], code_width: int = 0) -> Profile:
    return Profile(
        name=name,
        columns={field: ColumnRef.parse(column) for field, column in columns.items()},
        required=frozenset(required.split()),
        key=key,
        code_width=code_width,
    )


PROFILES: dict[str, Profile] = {
    profile.name: profile
    for profile in (
        # The market code (시장코드) is no identifier: in the published file it was filled in by name, so that
        # twelve different markets called 중앙시장 share one. It stays among the extra values.
        _profile(
            "markets",
            "name_address",
            "name address",
            {
                "name": "시장명",
                "address": "도로명주소|지번주소|소재지도로명주소|소재지지번주소",
                "district": "시도+시군구",
                "phone": "전화번호",
                "homepage": "홈페이지주소",
                "products": "취급품목",
            },
        ),
        # A body may hold several registrations, one a row: the body is the firm, the numbers are its identifiers.
        _profile(
            "gi_producers",
            "name_address",
            "name id:KR-GI products",
            {"name": "업체명", "id:KR-GI": "등록번호", "products": "등록명칭", "district": "대상지역"},
        ),
        _profile(
            "krx_listed",
            "id:KR-KRX",
            "name id:KR-KRX",
            {
                "name": "회사명",
                "id:KR-KRX": "종목코드",
                "ksic": "업종",
                "products": "주요제품",
                "listed_on": "상장일",
                "representative": "대표자명",
                "homepage": "홈페이지",
                "district": "지역",
            },
            code_width=6,
        ),
    )
}
