"""What a use of evidence needs to know: kinds, the rules in force, rates, and earlier uses of the same or alike."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from majung import clock
from majung.evidence.errors import RateMissing
from majung.evidence.models import EvidenceUse
from majung.evidence.rules import STRICTEST, WON, Evidence, Kind, Marks, ReuseRule, in_won
from majung.storage.select import Parameters
from majung.storage.transaction import current
from majung.texts import Text

_RULES = """
select k.kind, r.on_same, r.on_similar, r.rate_days
from unnest($1::text[]) k (kind)
join lateral (
    select * from evidence_rule r
    where coalesce(r.program_code, $2) = $2 and coalesce(r.kind, k.kind) = k.kind
        and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $3)
    order by (r.program_code is not null) desc, (r.kind is not null) desc, r.valid_from desc limit 1
) r on true
"""

_RATES = """
select g.n, r.id, r.rate_krw, r.units
from unnest($1::text[], $2::date[], $3::int[]) with ordinality g (currency, day, days, n)
join lateral (
    select * from exchange_rate r
    where r.currency = g.currency and r."on" <= g.day and r."on" >= g.day - g.days
    order by r."on" desc, r.id desc limit 1
) r on true
"""

_EARLIER = """
select distinct on (g.n) (g.n - 1)::int as place, p.fingerprint = g.fingerprint as same, u.id, u.program_code,
    u.about_type, u.about_id, u.used_at, {seen} as seen
from unnest({match}, {fingerprint}, {issuer}, {day}, {amount}, {currency}) with ordinality
    g (match_key, fingerprint, issuer_key, dated_on, amount, currency, n)
join evidence_piece p on p.match_key = g.match_key and (p.issuer_key = g.issuer_key
    or (p.dated_on = g.dated_on and p.amount = g.amount and p.currency = g.currency))
join evidence_use u on u.piece_id = p.id and u.purpose = {purpose} and u.released_at is null
order by g.n, (p.fingerprint = g.fingerprint) desc, u.used_at, u.id
"""


@dataclass(frozen=True, kw_only=True)
class EarlierUse:
    """A use that was made before of the same piece, or of one of the same number that differs otherwise."""

    id: UUID
    same: bool
    program_code: str
    about: str
    used_at: datetime
    seen: bool

    def told(self) -> Text:
        """Where it was used, as much as the viewer may know."""
        day = self.used_at.astimezone(clock.SEOUL).date().isoformat()
        if self.seen:
            return Text(f"{day} {self.program_code} {self.about}", f"{self.program_code} {self.about} on {day}")
        return Text("다른 신청인 또는 다른 사업에서 사용", "by another applicant or in another program")


@dataclass(frozen=True, kw_only=True)
class Worth:
    """What a piece is worth in won, and the rate that says so."""

    amount_krw: int
    rate_id: UUID | None = None


async def known_kinds() -> dict[str, Kind]:
    """Every kind of evidence there is, by its code."""
    rows = await current().fetch("select code, title_ko, title_en, grade, number_needed from evidence_kind")
    return {
        row["code"]: Kind(
            code=row["code"],
            title=Text(row["title_ko"], row["title_en"]),
            grade=row["grade"],
            number_needed=row["number_needed"],
        )
        for row in rows
    }


async def rules_of(kinds: Sequence[str], program_code: str, on: date) -> dict[str, ReuseRule]:
    """The rule in force on a day for each kind, in one program."""
    rows = await current().fetch(_RULES, sorted({*kinds}), program_code, on)
    found = {row.pop("kind"): ReuseRule(**row) for row in rows}
    return {kind: found.get(kind, STRICTEST) for kind in kinds}


async def worths_of(pieces: Sequence[Evidence], rules: dict[str, ReuseRule]) -> list[Worth]:
    """What each piece is worth in won at the rate of its day; refuses a currency without a rate."""
    foreign = [(place, piece) for place, piece in enumerate(pieces) if piece.currency != WON]
    worths = [Worth(amount_krw=int(piece.amount) if piece.currency == WON else 0) for piece in pieces]
    if not foreign:
        return worths
    rows = await current().fetch(
        _RATES,
        [piece.currency for _, piece in foreign],
        [piece.dated_on for _, piece in foreign],
        [rules[piece.kind].rate_days for _, piece in foreign],
    )
    found = {row["n"]: row for row in rows}
    for number, (place, piece) in enumerate(foreign, start=1):
        rate = found.get(number)
        if rate is None:
            days = rules[piece.kind].rate_days
            raise RateMissing(
                path=("evidence", place, "currency"), currency=piece.currency, on=piece.dated_on.isoformat(), days=days
            )
        won = in_won(piece.amount, Decimal(rate["rate_krw"]), rate["units"])
        worths[place] = Worth(amount_krw=won, rate_id=rate["id"])
    return worths


async def earlier_uses(pieces: Sequence[Evidence], marks: Sequence[Marks], purpose: str) -> dict[int, EarlierUse]:
    """The first use of each piece that stands, the same before a similar one; whether the actor may see it."""
    p = Parameters(current().actor)
    text = _EARLIER.format(
        seen=p.bind(EvidenceUse.access.policy.compile("u", p.actor)),
        match=p.add([m.match for m in marks], "text[]"),
        fingerprint=p.add([m.fingerprint for m in marks], "text[]"),
        issuer=p.add([m.issuer for m in marks], "text[]"),
        day=p.add([e.dated_on for e in pieces], "date[]"),
        amount=p.add([e.amount for e in pieces], "numeric[]"),
        currency=p.add([e.currency for e in pieces], "text[]"),
        purpose=p.add(purpose, "text"),
    )
    return {
        row["place"]: EarlierUse(
            id=row["id"],
            same=row["same"],
            program_code=row["program_code"],
            about=f"{row['about_type']}_{row['about_id']}",
            used_at=row["used_at"],
            seen=bool(row["seen"]),
        )
        for row in await current().fetch(text, *p.values)
    }
