"""Job orders of the demonstration: two years of them, with how many places each has left."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from uuid import UUID

from majung.clock import SEOUL
from majung_jobs.demo.words import TRADES
from majung_jobs.rules.data import JobRules
from majung_jobs.rules.periods import order_range

DAYS = 730
COLUMNS = (
    "id", "number", "firm_id", "centre_id", "account_id", "title", "duties", "conditions", "occupation_code", "major",
    "district_code", "employment", "wage_kind", "wage_krw", "wage_month_krw", "hours_week", "days_week", "headcount",
    "hired", "confirmed", "skills", "certificates", "certificates_required", "career_months", "findings", "state",
    "opened_on", "valid_until", "renewals", "confirmed_at", "close_reason",
)  # fmt: skip


@dataclass
class Order:
    """One order while the demonstration is made; hires take its places."""

    id: UUID
    firm_id: UUID
    centre_id: UUID
    account_id: UUID
    district: str
    major: str
    opened_on: date
    valid_until: date
    wage_krw: int
    headcount: int
    title: str
    skills: list[str]
    certificates: list[str]
    career_months: int
    number: str
    hired: int = 0
    confirmed: int = 0

    def record(self, today: date, chance: Random) -> tuple[object, ...]:
        """Its row, as it is today."""
        state = "OPEN" if self.valid_until >= today else "CLOSED" if chance.random() < 0.8 else "EXPIRED"
        if self.confirmed == self.headcount:
            state = "FILLED"
        at = datetime.combine(max(self.opened_on, today - timedelta(days=self.hired % 20)), time(9), SEOUL)
        return (
            self.id, self.number, self.firm_id, self.centre_id, self.account_id, self.title, "", "", self.major,
            self.major, self.district, "REGULAR" if self.headcount < 4 else "FIXED_TERM", "MONTH", self.wage_krw,
            self.wage_krw, 40, 5, self.headcount, self.hired, self.confirmed, self.skills, self.certificates, [],
            self.career_months, "[]", state, self.opened_on, self.valid_until, 0,
            at if state == "OPEN" else datetime.combine(self.opened_on, time(9), SEOUL), "",
        )  # fmt: skip


@dataclass
class Market:
    """All orders by the day on which they were opened, and by major group."""

    orders: dict[str, list[Order]] = field(default_factory=lambda: {trade.major: [] for trade in TRADES})

    def find(self, major: str, day: date, chance: Random) -> Order | None:
        """An order of a major group that stood on a day and had a place left; None where there is none."""
        listed = self.orders[major]
        end = bisect_left(listed, day, key=lambda order: order.opened_on)
        for _ in range(4):
            if end == 0:
                return None
            order = listed[chance.randrange(max(0, end - 40), end)]
            if order.valid_until >= day and order.hired < order.headcount:
                return order
        return None


@dataclass(frozen=True, kw_only=True)
class Desk:
    """A counsellor at a centre."""

    centre_id: UUID
    account_id: UUID
    name: str


def make_orders(
    firms: Sequence[tuple[UUID, str]], count: int, desks: dict[UUID, list[Desk]], centre_of: dict[str, UUID],
    rules: JobRules, today: date, seed: int,
) -> Market:  # fmt: skip
    """As many orders as `count`, opened over two years, the numbers of each year in order."""
    chance, market, numbers = Random(seed), Market(), Counter[int]()
    trades = [trade for trade in TRADES for _ in range(trade.share)]
    opened = sorted(today - timedelta(days=int(DAYS * chance.random() ** 1.2)) for _ in range(count))
    for place, day in enumerate(opened):
        firm_id, district = firms[chance.randrange(len(firms))]
        trade = chance.choice(trades)
        numbers[day.year] += 1
        desk = chance.choice(desks[centre_of[district]])
        least = rules.minimum_wages[str(min(day.year, max(map(int, rules.minimum_wages))))] * 209
        market.orders[trade.major].append(
            Order(
                id=UUID(int=seed << 64 | 0xA << 60 | place),
                firm_id=firm_id,
                centre_id=desk.centre_id,
                account_id=desk.account_id,
                district=district,
                major=trade.major,
                opened_on=day,
                valid_until=order_range(day, rules)[1],
                wage_krw=-(-least // 10_000) * 10_000 + 100_000 * int(8 * chance.random() ** 2),
                headcount=1 + int(5 * chance.random() ** 2),
                title=f"{chance.choice(trade.titles)} 모집",
                skills=[chance.choice(trade.skills)],
                certificates=[chance.choice(trade.certificates)] if chance.random() < 0.5 else [],
                career_months=12 * int(4 * chance.random() ** 3),
                number=f"{day.year}-{numbers[day.year]:06}",
            )
        )
    return market
