"""Seekers of the demonstration and what became of them: counselling, referrals with consents, placements, retention."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from majung.calendar.months import add_months
from majung.clock import SEOUL
from majung_jobs.demo.orders import Desk, Market, Order
from majung_jobs.demo.words import LEFT, SUMMARIES, TRADES, Trade
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import seeker_until

COLUMNS = {
    "jobs_seeker": (
        "id", "number", "person_id", "centre_id", "account_id", "counsellor", "district_code", "registered_on",
        "valid_until", "overseas", "renewals", "state", "live_key", "occupations", "majors", "districts", "within_km",
        "employment", "wage_month_krw", "skills", "certificates", "career_months", "career", "close_reason",
    ),
    "consultation": (
        "id", "person_id", "centre_id", "account_id", "adviser", "kind", "channel", "district_code", "held_at",
        "minutes", "summary", "outcome", "next_step", "next_step_due_on", "next_step_done_at",
    ),
    "consent": (
        "id", "person_id", "kind", "purpose", "notice_version", "items", "recipient_firm_id", "retention_until",
        "given_at", "channel",
    ),
    "jobs_referral": (
        "id", "number", "order_id", "seeker_id", "person_id", "firm_id", "centre_id", "account_id", "consent_id",
        "live_key", "state", "score", "proposed_at", "sent_at", "interview_place", "accompanied", "hired_on",
        "start_on", "wage_month_krw", "retained_1m_on", "retained_3m_on", "retained_6m_on", "left_on", "ended_at",
        "reason",
    ),
}  # fmt: skip

RETAINED = ((1, "RETAINED_1M", 0.9), (3, "RETAINED_3M", 0.85), (6, "RETAINED_6M", 0.85))
_SECONDS = time(10)


@dataclass(frozen=True, kw_only=True)
class Placement:
    """How a referral ended: its state, days, and whether the seeker works."""

    state: str
    hired_on: date | None = None
    start_on: date | None = None
    retained: tuple[date | None, date | None, date | None] = (None, None, None)
    left_on: date | None = None

    @property
    def works(self) -> bool:
        """Whether the seeker holds the job."""
        return self.start_on is not None and self.left_on is None


@dataclass
class Journeys:
    """Makes the records of seekers one after another; the same for the same seed and day."""

    market: Market
    desks: dict[UUID, list[Desk]]
    centre_of: dict[str, UUID]
    rules: JobRules
    today: date
    seed: int
    rows: dict[str, list[tuple[object, ...]]] = field(default_factory=lambda: defaultdict(list))
    numbers: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self.chance = Random(self.seed + 1)
        self.trades = [trade for trade in TRADES for _ in range(trade.share)]

    def add(self, place: int, person_id: UUID, district: str, registered_on: date) -> None:
        """Everything about one seeker."""
        trade = self.chance.choice(self.trades)
        desk = self.chance.choice(self.desks[self.centre_of[district]])
        waiting = registered_on > self.today - timedelta(days=3)
        placed = None
        if not waiting:
            self._counsel(place, person_id, district, desk, registered_on)
            placed = self._refer(place, person_id, desk, trade, registered_on)
        self.rows["jobs_seeker"].append(
            self._seeker(place, person_id, district, desk, trade, registered_on, placed, waiting=waiting)
        )

    def _seeker(  # noqa: PLR0913 - everything that one row is made of
        self, place: int, person_id: UUID, district: str, desk: Desk, trade: Trade, registered_on: date,
        placed: Placement | None, *, waiting: bool,
    ) -> tuple[object, ...]:  # fmt: skip
        chance = self.chance
        until = seeker_until(registered_on, self.rules, overseas=False)
        if waiting:
            state = "REGISTERED"
        elif placed is not None and placed.works:
            state = {"CONFIRMED": "PLACED", "RETAINED_6M": "CLOSED"}.get(placed.state, "FOLLOW_UP")
        elif until >= self.today:
            state = "ACTIVE"
        else:
            state = "CLOSED" if chance.random() < 0.8 else "EXPIRED"
        wish = self.rules.minimum_wages[max(self.rules.minimum_wages)] * 209 + 50_000 * chance.randrange(8)
        has = [one for one in trade.certificates if chance.random() < 0.4]
        months = int(120 * chance.random() ** 2)
        return (
            self._id(0xB, place), self._number("S", registered_on), person_id, desk.centre_id,
            None if waiting else desk.account_id, None if waiting else desk.name, district, registered_on, until, False,
            0, state, None if state == "CLOSED" else person_id, [trade.major], [trade.major], [],
            30 if chance.random() < 0.3 else None, [], wish // 10_000 * 10_000,
            [one for one in trade.skills if chance.random() < 0.6], has, months,
            f"{chance.choice(trade.titles)} {months // 12}년" if months >= 12 else "",
            "demonstration / 시범" if state == "CLOSED" else "",
        )  # fmt: skip

    def _counsel(self, place: int, person_id: UUID, district: str, desk: Desk, registered_on: date) -> None:
        for turn in range(1 + self.chance.randrange(3)):
            day = registered_on + timedelta(days=turn * 14 + self.chance.randrange(3))
            if day > self.today:
                return
            summary, next_step = SUMMARIES[turn]
            held_at, done = self._at(day), day < self.today - timedelta(days=14)
            self.rows["consultation"].append((
                self._id(0xC, place, turn), person_id, desk.centre_id, desk.account_id, desk.name,
                "JOB_IN_DEPTH" if turn == 1 else "JOB_INITIAL" if turn == 0 else "JOB_FOLLOW_UP",
                self.chance.choice(("VISIT", "PHONE", "VIDEO")), district, held_at, 20 + self.chance.randrange(40),
                summary, "PLAN_MADE" if turn == 1 else "FOLLOW_UP", next_step, day + timedelta(days=14),
                held_at + timedelta(days=7) if done else None,
            ))  # fmt: skip

    def _refer(self, place: int, person_id: UUID, desk: Desk, trade: Trade, registered_on: date) -> Placement | None:
        """Up to three referrals, each with a consent to its firm, until one leads to a job."""
        for turn in range(self.chance.randrange(4)):
            day = registered_on + timedelta(days=5 + 20 * turn + self.chance.randrange(10))
            order = self.market.find(trade.major, day, self.chance) if day <= self.today else None
            if order is None:
                continue
            placed = self._outcome(order, day)
            self._record(place, turn, person_id, desk, order, day, placed)
            if placed.start_on is not None:
                return placed
        return None

    def _outcome(self, order: Order, sent_on: date) -> Placement:
        chance = self.chance
        if sent_on > self.today - timedelta(days=12):
            return Placement(state="SENT" if chance.random() < 0.6 else "INTERVIEW")
        if chance.random() > 0.55:
            return Placement(state=chance.choice(("NOT_HIRED", "NOT_HIRED", "NO_SHOW", "DECLINED_BY_SEEKER")))
        order.hired += 1
        hired_on, start_on = sent_on + timedelta(days=5), sent_on + timedelta(days=7 + chance.randrange(8))
        if start_on > self.today:
            return Placement(state="HIRED", hired_on=hired_on)
        order.confirmed += 1
        state, days = "CONFIRMED", [None, None, None]  # type: tuple[str, list[date | None]]
        for number, (months, reached, stays) in enumerate(RETAINED):
            asked = add_months(start_on, months)
            if asked > self.today:
                break
            if chance.random() > stays:
                left_on = asked - timedelta(days=chance.randrange(1, 25))
                return Placement(
                    state="LEFT", hired_on=hired_on, start_on=start_on, retained=_three(days), left_on=left_on
                )
            state, days[number] = reached, asked
        return Placement(state=state, hired_on=hired_on, start_on=start_on, retained=_three(days))

    def _record(
        self, place: int, turn: int, person_id: UUID, desk: Desk, order: Order, day: date, placed: Placement
    ) -> None:
        consent, seeker = self._id(0xD, place, turn), self._id(0xB, place)
        self.rows["consent"].append((
            consent, person_id, "THIRD_PARTY", "JOB_REFERRAL", "2026-1", ["성명", "연락처", "경력"], order.firm_id,
            add_months(day, 24), self._at(day - timedelta(days=1)), "visit",
        ))  # fmt: skip
        ended = placed.state in {"NOT_HIRED", "NO_SHOW", "DECLINED_BY_SEEKER", "LEFT", "RETAINED_6M"}
        self.rows["jobs_referral"].append((
            self._id(0xF, place, turn), self._number("R", day), order.id, seeker, person_id, order.firm_id,
            desk.centre_id, desk.account_id, consent, None if ended else f"{order.id}:{seeker}", placed.state,
            60 + self.chance.randrange(40), self._at(day - timedelta(days=2)), self._at(day), "",
            self.chance.random() < 0.1, placed.hired_on, placed.start_on, order.wage_krw if placed.start_on else None,
            *placed.retained, placed.left_on, self._at(placed.left_on or day + timedelta(days=9)) if ended else None,
            self.chance.choice(LEFT) if placed.left_on else "",
        ))  # fmt: skip

    def _number(self, kind: str, day: date) -> str:
        self.numbers[f"{kind}{day.year}"] += 1
        return f"{day.year}-{self.numbers[f'{kind}{day.year}']:06}"

    def _id(self, kind: int, place: int, turn: int = 0) -> UUID:
        return UUID(int=self.seed << 64 | kind << 60 | place << 8 | turn)

    def _at(self, day: date) -> datetime:
        return datetime.combine(day, _SECONDS, SEOUL)

    def take(self) -> Iterator[tuple[str, tuple[str, ...], list[tuple[object, ...]]]]:
        """The records made since the last call, table by table in the order in which they refer to each other."""
        for table, columns in COLUMNS.items():
            yield table, columns, self.rows.pop(table, [])


def _three(days: list[date | None]) -> tuple[date | None, date | None, date | None]:
    return days[0], days[1], days[2]
