"""Data that staff keep for evidence: rules of using it again, exchange rates."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from majung.access.actor import Actor
from majung.errors import InvalidValue
from majung.evidence.errors import EvidenceKindUnknown, SamePeriodRuled, TreatmentUnknown
from majung.evidence.lookups import known_kinds
from majung.evidence.models import EvidenceRule, ExchangeRate
from majung.evidence.rules import TREATMENTS, WON
from majung.evidence.scopes import RULE
from majung.identifiers import refuse_resident_number
from majung.storage.transaction import current, save_change, write

_CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True, kw_only=True)
class NewRule:
    """What is done from a day on with evidence claimed again; None for program or kind means all of them."""

    program_code: str | None = None
    kind: str | None = None
    on_same: str
    on_similar: str
    rate_days: int
    valid_from: date
    valid_to: date | None = None


@write
async def set_evidence_rule(actor: Actor, *, rule: NewRule) -> EvidenceRule:
    """Enter a rule (permission ``evidence.rule``); the open one for the same program and kind ends the day before."""
    actor.require(RULE)
    for given in (rule.on_same, rule.on_similar):
        if given not in TREATMENTS:
            raise TreatmentUnknown(given=given[:40], known=", ".join(TREATMENTS))
    if rule.kind is not None and rule.kind not in (kinds := await known_kinds()):
        raise EvidenceKindUnknown(given=rule.kind[:40], known=", ".join(sorted(kinds)))
    connection = current().connection
    for_same = EvidenceRule.filter(program_code=rule.program_code, kind=rule.kind).using_db(connection)
    if await for_same.filter(valid_from=rule.valid_from).exists():
        raise SamePeriodRuled
    for known in await for_same.filter(valid_to=None, valid_from__lt=rule.valid_from):
        await save_change(known, valid_to=rule.valid_from - timedelta(days=1))
    return await EvidenceRule.create(entered_by=actor.name, using_db=connection, **vars(rule))


@write
async def enter_exchange_rate(
    actor: Actor, *, currency: str, on: date, rate_krw: Decimal, units: int = 1, source: str
) -> ExchangeRate:
    """Enter the won for `units` of a currency on a day as a source published it (permission ``evidence.rule``)."""
    actor.require(RULE)
    if not _CURRENCY.fullmatch(currency) or currency == WON:
        reason = "a code of three letters such as USD / USD 같은 세 글자 통화 코드여야 합니다"
        raise InvalidValue(field="currency", value=currency[:20], reason=reason)
    if not source.strip():
        raise InvalidValue(field="source", value="''", reason="say who published it / 출처를 입력하십시오")
    refuse_resident_number(source, "source")
    return await ExchangeRate.create(
        currency=currency,
        on=on,
        rate_krw=rate_krw,
        units=units,
        source=source.strip(),
        entered_by=actor.name,
        using_db=current().connection,
    )
