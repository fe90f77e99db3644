"""A profile laid over the columns that a file really has."""

from __future__ import annotations

from msgspec import Struct

from majung.imports.profiles import FIELDS, ColumnRef, Profile
from majung.imports.refusals import ColumnsMissing
from majung.imports.row_checks import resident_columns
from majung.imports.tables import Table, header_key

Values = dict[str, str | None]
# "N" alone stands for nothing where a text belongs; a column of yes and no is never one of these fields.
_NOTHING = frozenset({"N", "n", "0", "없음", "해당없음", "미상"})


class Columns(Struct, frozen=True, kw_only=True):
    """Which keys of a row to read for each field, identifier and extra value.

    `crn` are the columns where thirteen digits are a corporate number and not a person's.
    """

    profile: Profile
    single: tuple[tuple[str, str], ...]
    composed: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    identifiers: tuple[tuple[str, tuple[tuple[str, ...], ...]], ...]
    extra: tuple[tuple[str, str], ...]
    crn: frozenset[str]
    resident: frozenset[str]
    headers: dict[str, str]

    def field_values(self, values: Values) -> dict[str, str]:
        """The fields that the row has something for."""
        found = {field: text for field, key in self.single if (text := values[key]) and text not in _NOTHING}
        for field, keys in self.composed:
            text = _read(keys, values)
            if text:
                found[field] = text
        return found

    def identifier_values(self, values: Values) -> list[tuple[str, str]]:
        """Scheme and value of every mapped identifier that the row has."""
        found = ((scheme, _read(keys, values)) for scheme, keys in self.identifiers)
        return [(scheme, text) for scheme, text in found if text]

    def extra_values(self, values: Values) -> dict[str, str]:
        """What no field took, by header as written."""
        return {header: text for key, header in self.extra if (text := values[key])}

    def label(self, field: str) -> str:
        """The column of a field as the profile names it, or the field's own name."""
        ref = self.profile.columns.get(field)
        return str(ref) if ref else field


def find_columns(table: Table, profile: Profile) -> Columns:
    """Match the profile with the file; columns it requires and the file lacks refuse the file."""
    found = {field: _existing(ref, table.columns) for field, ref in profile.columns.items()}
    missing = [str(profile.columns[field]) for field in sorted(profile.required) if not found[field]]
    if missing:
        raise ColumnsMissing(
            name=table.name, missing=", ".join(missing), found=", ".join(table.columns.values())[:1000]
        )
    used = {key for keys in found.values() for parts in keys for key in parts}
    crn_keys = {key for parts in found.get("crn", ()) for key in parts}
    fields = {field: found[field] for field in FIELDS if found.get(field)}
    return Columns(
        profile=profile,
        single=tuple((field, keys[0][0]) for field, keys in fields.items() if len(keys) == len(keys[0]) == 1),
        composed=tuple((field, keys) for field, keys in fields.items() if not len(keys) == len(keys[0]) == 1),
        identifiers=tuple((field.removeprefix("id:"), keys) for field, keys in found.items() if field[:3] == "id:"),
        extra=tuple((key, header) for key, header in table.columns.items() if key not in used),
        crn=frozenset(crn_keys | {key for key in table.columns if "법인등록번호" in key}),
        resident=resident_columns(table),
        headers=table.columns,
    )


def _existing(ref: ColumnRef, columns: dict[str, str]) -> tuple[tuple[str, ...], ...]:
    whole = header_key(str(ref))
    if whole in columns:  # a header that itself contains + or |
        return ((whole,),)
    keys = (tuple(header_key(part) for part in parts) for parts in ref.alternatives)
    return tuple(parts for parts in keys if all(part in columns for part in parts))


def _read(alternatives: tuple[tuple[str, ...], ...], values: Values) -> str | None:
    for parts in alternatives:
        text = values[parts[0]] if len(parts) == 1 else " ".join([filled for part in parts if (filled := values[part])])
        if text and text not in _NOTHING:
            return text
    return None
