"""Programs of others, as their announcements tell them: who is in charge of what field of support."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from majung.imports.announcements import Announcement
from majung.korean import search_columns
from majung.storage.ids import uuid7
from majung.storage.transaction import current

SOURCE = "bizinfo"

BENEFITS = {
    "금융": ("FINANCE", "finance"),
    "기술": ("TECHNOLOGY", "technology"),
    "인력": ("JOBS", "jobs and staff"),
    "수출": ("EXPORT", "exports"),
    "내수": ("SALES", "domestic sales"),
    "창업": ("STARTUP", "start-ups"),
    "경영": ("CONSULTING", "management"),
    "제도": ("REGULATION", "rules and certificates"),
    "동반성장": ("PARTNERSHIP", "shared growth"),
}
"""The portal's fields of support (대분류) as kinds of benefit."""

_OTHER = ("OTHER", "other")

_ADD = """
insert into program (id, code, title_ko, title_en, benefit, applicant, search_jamo, search_initials, search_grams)
select n.id, n.code, n.title_ko, n.title_en, n.benefit, 'firm', n.jamo, n.initials, string_to_array(n.grams, ' ')
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[])
    n (id, code, title_ko, title_en, benefit, jamo, initials, grams)
on conflict (code) do nothing
"""


@dataclass(frozen=True, kw_only=True)
class ExternalProgram:
    """One body's support in one field; `code` names it here."""

    code: str
    title_ko: str
    title_en: str
    benefit: str


def external_program(announcement: Announcement) -> ExternalProgram:
    """The program an announcement belongs to: its supervising body and its first field of support."""
    body = announcement.supervising_body or "기관 미상"
    field = next((f.major for f in announcement.fields if f.major), None) or "기타"
    benefit, english = BENEFITS.get(field, _OTHER)
    return ExternalProgram(
        code=f"{SOURCE}:{body[:60]}:{field[:20]}",
        title_ko=f"{body} {field} 지원",
        title_en=f"Support for {english} ({body})",
        benefit=benefit,
    )


async def store_programs(programs: Sequence[ExternalProgram], *, dry_run: bool) -> dict[str, UUID]:
    """The ids of programs by code; those that are new are added first, unless it is a dry run."""
    wanted = {program.code: program for program in programs}
    known = await _known(list(wanted))
    missing = [program for code, program in sorted(wanted.items()) if code not in known]
    if not missing or dry_run:
        return known
    found = [search_columns(program.title_ko) for program in missing]
    await current().execute(
        _ADD,
        [uuid7() for _ in missing],
        [program.code for program in missing],
        [program.title_ko for program in missing],
        [program.title_en for program in missing],
        [program.benefit for program in missing],
        [columns.jamo for columns in found],
        [columns.initials for columns in found],
        [" ".join(columns.grams) for columns in found],
    )
    return await _known(list(wanted))


async def _known(codes: list[str]) -> dict[str, UUID]:
    rows = await current().fetch("select code, id from program where code = any($1::text[])", codes)
    return {row["code"]: row["id"] for row in rows}
