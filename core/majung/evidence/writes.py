"""Using evidence, taking it back, reviewing what was claimed before. For any program's writes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from majung import clock
from majung.access.actor import Actor
from majung.errors import Refusal
from majung.events.event import Happening, append, append_many
from majung.evidence.errors import (
    EvidenceNotReviewed,
    EvidenceResembles,
    EvidenceUsed,
    NothingToReview,
    TreatmentUnknown,
)
from majung.evidence.events import EvidenceFlagged, EvidenceReviewed
from majung.evidence.lookups import EarlierUse, Worth, earlier_uses, known_kinds, rules_of, worths_of
from majung.evidence.models import EvidenceUse
from majung.evidence.rules import Evidence, Kind, Marks, Purpose, ReuseRule, label, require_sound
from majung.evidence.scopes import REVIEW
from majung.identifiers import refuse_resident_number
from majung.storage.ids import uuid7
from majung.storage.transaction import current, load_for_change, save_change, write

_HOLD = "select pg_advisory_xact_lock(hashtextextended(k, 20261)) from unnest($1::text[]) k"

_PIECES = """
insert into evidence_piece (id, kind, issuer, issuer_key, number, dated_on, amount, currency, fingerprint, match_key,
    first_used_at)
select *, $11 from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::date[], $7::numeric[],
    $8::text[], $9::text[], $10::text[])
on conflict (fingerprint) do nothing
"""

_USES = """
insert into evidence_use (id, piece_id, amount_krw, rate_id, document_id, flag, earlier_use_id, purpose, program_code,
    about_type, about_id, firm_id, person_id, institution_id, used_at, used_by, review_note)
select e.id, p.id, e.amount_krw, e.rate_id, e.document_id, e.flag, e.earlier_use_id, $8, $9, $10, $11, $12, $13, $14,
    $15, $16, ''
from unnest($1::uuid[], $2::text[], $3::bigint[], $4::uuid[], $5::uuid[], $6::text[], $7::uuid[])
    e (id, fingerprint, amount_krw, rate_id, document_id, flag, earlier_use_id)
join evidence_piece p on p.fingerprint = e.fingerprint
"""


@dataclass(frozen=True, kw_only=True)
class UsedFor:
    """What evidence is used for: the program, the record it is about, and whose it is.

    `about_type` is the prefix of the record's global id, `about_id` its uuid: a claim, an outcome, a plugin's own row.
    """

    program_code: str
    about_type: str
    about_id: UUID
    purpose: Purpose = "MONEY"
    firm_id: UUID | None = None
    person_id: UUID | None = None
    institution_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class Used:
    """A use that was stored: what the piece is worth in won, and whether it looks used before."""

    use_id: UUID
    amount_krw: int
    grade: str
    flag: str | None


@write
async def use_evidence(actor: Actor, *, pieces: Sequence[Evidence], used_for: UsedFor) -> list[Used]:
    """Use pieces of evidence for a record, all or none, in the order given.

    Refuses one that is incomplete, in a currency without a rate, or claimed before where the rules say REFUSE, with
    the earlier use as far as the actor may see it; FLAG stores it for review. Of two uses at once one comes second.
    The caller has checked that the actor may speak for the record.
    """
    if not pieces:
        return []
    kinds = await known_kinds()
    marks = require_sound(pieces, kinds, clock.today())
    await current().fetch(_HOLD, sorted({mark.match for mark in marks}))
    rules = await rules_of([piece.kind for piece in pieces], used_for.program_code, clock.today())
    worths = await worths_of(pieces, rules)
    earlier = await earlier_uses(pieces, marks, used_for.purpose)
    flags = [_flag(place, piece, earlier, rules, kinds) for place, piece in enumerate(pieces)]
    ids = [uuid7() for _ in pieces]
    await _store(pieces, marks)
    await _store_uses(ids, list(zip(pieces, marks, worths, strict=True)), flags, earlier, used_for)
    await append_many([
        Happening(
            event=EvidenceFlagged(flag=flag, kind=piece.kind),
            subject=use_id,
            program=used_for.program_code,
        )
        for use_id, flag, piece in zip(ids, flags, pieces, strict=True)
        if flag
    ])  # fmt: skip
    return [
        Used(use_id=use_id, amount_krw=worth.amount_krw, grade=kinds[piece.kind].grade, flag=flag)
        for use_id, worth, piece, flag in zip(ids, worths, pieces, flags, strict=True)
    ]


@write
async def release_evidence(actor: Actor, *, about_id: UUID) -> int:
    """Take back every use for a record that will not be paid or counted; the evidence may be used again."""
    return await current().execute(
        "update evidence_use set released_at = $2, version = version + 1 where about_id = $1 and released_at is null",
        about_id,
        clock.now(),
    )


@write
async def review_evidence(
    actor: Actor, *, use_id: UUID, version: int | None, accepted: bool, note: str = ""
) -> EvidenceUse:
    """Say whether flagged evidence stands (permission ``evidence.review``); one that does not is taken back."""
    actor.require(REVIEW)
    use = await load_for_change(EvidenceUse, actor, use_id, version)
    if use.flag is None or use.verdict is not None or use.released_at is not None:
        raise NothingToReview
    refuse_resident_number(note, "note")
    now, verdict = clock.now(), "ACCEPTED" if accepted else "REJECTED"
    await save_change(
        use,
        verdict=verdict,
        reviewed_at=now,
        reviewed_by=actor.name,
        review_note=note,
        released_at=None if accepted else now,
    )
    await append(EvidenceReviewed(verdict=verdict), subject=use.id, program=use.program_code)
    return use


async def require_reviewed(*, about_type: str, about_id: UUID) -> None:
    """Refuse, inside the running write, while flagged evidence of a record waits for review."""
    [row] = await current().fetch(
        "select count(*)::int as n from evidence_use where about_id = $1 and flag is not null"
        " and verdict is null and released_at is null",
        about_id,
    )
    if row["n"]:
        raise EvidenceNotReviewed(about=f"{about_type}_{about_id}", count=row["n"])


def _flag(
    place: int,
    piece: Evidence,
    earlier: Mapping[int, EarlierUse],
    rules: Mapping[str, ReuseRule],
    kinds: Mapping[str, Kind],
) -> str | None:
    """SAME or SIMILAR for evidence to be reviewed, None for evidence that is new or may be used again."""
    before = earlier.get(place)
    if before is None:
        return None
    rule = rules[piece.kind]
    treatment = rule.on_same if before.same else rule.on_similar
    match treatment:
        case "ALLOW":
            return None
        case "FLAG":
            return "SAME" if before.same else "SIMILAR"
        case "REFUSE":
            refusal: type[Refusal] = EvidenceUsed if before.same else EvidenceResembles
            named, told = label(kinds[piece.kind], piece), before.told()
            raise refusal(
                path=("evidence", place),
                label_ko=named.ko,
                label_en=named.en,
                earlier_ko=told.ko,
                earlier_en=told.en,
                earlier=before.about if before.seen else None,
            )
        case _:
            raise TreatmentUnknown(given=treatment, known="REFUSE, FLAG, ALLOW")


async def _store(pieces: Sequence[Evidence], marks: Sequence[Marks]) -> None:
    await current().execute(
        _PIECES,
        [uuid7() for _ in pieces],
        [p.kind for p in pieces],
        [p.issuer.strip() for p in pieces],
        [m.issuer for m in marks],
        [p.number.strip() for p in pieces],
        [p.dated_on for p in pieces],
        [p.amount for p in pieces],
        [p.currency for p in pieces],
        [m.fingerprint for m in marks],
        [m.match for m in marks],
        clock.now(),
    )


async def _store_uses(
    ids: Sequence[UUID],
    pieces: Sequence[tuple[Evidence, Marks, Worth]],
    flags: Sequence[str | None],
    earlier: Mapping[int, EarlierUse],
    used_for: UsedFor,
) -> None:
    before = [earlier[place].id if place in earlier else None for place in range(len(ids))]
    await current().execute(
        _USES,
        list(ids),
        [mark.fingerprint for _, mark, _ in pieces],
        [worth.amount_krw for _, _, worth in pieces],
        [worth.rate_id for _, _, worth in pieces],
        [piece.document_id for piece, _, _ in pieces],
        list(flags),
        before,
        used_for.purpose,
        used_for.program_code,
        used_for.about_type,
        used_for.about_id,
        used_for.firm_id,
        used_for.person_id,
        used_for.institution_id,
        clock.now(),
        current().actor.name,
    )
