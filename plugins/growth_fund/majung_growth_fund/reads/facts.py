"""What the graph knows of a firm on a day, as facts with their sources; papers that staff checked come first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

import msgspec

from majung.errors import InvalidValue
from majung.firms.reads import size_class_on
from majung.firms.size import SizeClass
from majung_growth_fund.reads.sources import fetch
from majung_growth_fund.rules.facts import BusinessStatus, Fact, FirmFacts, Overlap
from majung_growth_fund.rules.industries import Industry
from majung_growth_fund.rules.preference import HeldCertification

REGISTER = "firm register"

_FIRM = """
select f.status, f.founded_on, f.industry_revision, f.industry_code, d.member, f.district_code,
    (select bool_or(e.registered_factory) from establishment e where e.firm_id = f.id and e.closed_on is null)
        as factory,
    (select min(e.opened_on) from establishment e where e.firm_id = f.id) as opened_on,
    (select sum(i.sales_share_pct) from firm_industry i where i.firm_id = f.id and i.code between '10' and '349999'
        and (i.valid_from is null or i.valid_from <= $2) and (i.valid_to is null or i.valid_to >= $2)) as manufacturing,
    (select max(s.restricted_until) from support_record s where s.firm_id = f.id) as restricted_until,
    coalesce((select json_agg(json_build_object('code', c.kind, 'valid_from', c.valid_from, 'valid_to', c.valid_to)
        order by c.kind) from certification c where c.firm_id = f.id), '[]'::json) as certifications
from firm f left join district d on d.code = f.district_code where f.id = $1
"""

_CHECKED = "select * from growth_fund_checked_fact where application_id = $1"


@dataclass(frozen=True, kw_only=True)
class Judged:
    """Who is judged: a firm, the application if there is one, and the double-benefit check if it was made."""

    firm_id: UUID
    application_id: UUID | None = None
    overlap: Overlap | None = None


async def facts_of(judged: Judged, today: date) -> FirmFacts:
    """Everything known of the firm on a day; None is not known."""
    rows = await fetch(_FIRM, judged.firm_id, today)
    facts = _from_register(rows[0], today) if rows else FirmFacts()
    size = (await size_class_on(judged.firm_id, today)).size if rows else SizeClass.UNKNOWN
    if size is not SizeClass.UNKNOWN:
        facts = msgspec.structs.replace(facts, size_class=Fact(size.value, "business years in the register", today))
    if judged.overlap is not None:
        facts = msgspec.structs.replace(facts, overlap=Fact(judged.overlap, "support records", today))
    if judged.application_id is None:
        return facts
    checked = await fetch(_CHECKED, judged.application_id)
    return msgspec.structs.replace(facts, **{row["name"]: _checked(row) for row in checked})


def _from_register(row: Mapping[str, Any], today: date) -> FirmFacts:
    def known(value: Any) -> Any:
        return None if value is None else Fact(value, REGISTER, today)

    industry = Industry(row["industry_revision"], row["industry_code"]) if row["industry_code"] else None
    restricted = row["restricted_until"]
    return FirmFacts(
        business_status=known(BusinessStatus(row["status"])),
        in_province=known(bool(row["member"])) if row["district_code"] else None,
        opened_on=known(row["opened_on"] or row["founded_on"]),
        industry=known(industry),
        sanction_until=Fact(restricted if restricted and restricted >= today else None, "support records", today),
        registered_factory=known(row["factory"]),
        manufacturing_pct=known(row["manufacturing"]),
        certifications=Fact(_held(row["certifications"]), REGISTER, today),
    )


def _held(rows: list[dict[str, Any]]) -> tuple[HeldCertification, ...]:
    return tuple(msgspec.convert(row, HeldCertification) for row in rows)


def _truth(text: str) -> bool:
    return {"true": True, "false": False}[text]


_READ: dict[str, Callable[[str], Any]] = {
    "business_status": BusinessStatus,
    "in_province": _truth,
    "national_tax_arrears": _truth,
    "local_tax_arrears": _truth,
    "size_class": str,
    "opened_on": date.fromisoformat,
    "registered_factory": _truth,
    "manufacturing_pct": Decimal,
    "idle_factory_awarded_on": date.fromisoformat,
}
CHECKED_NAMES = tuple(_READ)
"""Facts that staff may enter from papers."""


def read_fact(name: str, text: str) -> Any:
    """The value that a text means for a fact; refuses an unknown name or a text that is no value of it."""
    reader = _READ.get(name)
    if reader is None:
        raise InvalidValue(field="name", value=name, reason=f"known facts are {', '.join(CHECKED_NAMES)}")
    try:
        return reader(text)
    except (ValueError, KeyError, ArithmeticError) as err:
        raise InvalidValue(
            field=name, value=text, reason="not a value of this fact; 해당 항목의 값이 아닙니다"
        ) from err


def _checked(row: Mapping[str, Any]) -> Fact[Any]:
    value = read_fact(row["name"], row["value"])
    return Fact(value, row["source"], row["as_of"], row["valid_until"])
