"""Who can log in to the demonstration: officials of each role, si/gun officers, firms' agents, a person, banks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from uuid import UUID

from majung.access.scopes import ADMINISTRATOR, AUDITOR, FINANCE, MANAGER, OFFICER
from majung.demo.batch import Batch, declare
from majung.demo.draws import RowIds

AGENTS = 20
"""The first firms have an agent each."""

OFFICER_LOGIN = "officer"
_SINCE = date(2026, 1, 1)

declare(
    {
        "account": "id login display_name active",
        "mandate": "id account_id kind firm_id person_id institution_id roles scopes centre_ids districts valid_from"
        " valid_to",
    }
)


@dataclass(frozen=True, kw_only=True)
class Login:
    """An account with its one mandate."""

    login: str
    name: str
    kind: str
    roles: tuple[str, ...] = ()
    districts: tuple[str, ...] = ()
    firm_id: UUID | None = None
    person_id: UUID | None = None
    institution_id: UUID | None = None
    centre_id: UUID | None = None


COUNSELLORS = {"counsellor-east": "JEPA-JOBS-EAST", "counsellor-west": "JEPA-JOBS-WEST", "counsellor-fta": "JEPA-FTA"}
"""Officials who advise, and the centre at which each works."""

OFFICIALS = (
    Login(login=OFFICER_LOGIN, name="담당자(시범)", kind="official", roles=(OFFICER,)),
    Login(login="manager", name="부서장(시범)", kind="official", roles=(MANAGER, OFFICER)),
    Login(login="finance", name="회계 담당자(시범)", kind="official", roles=(FINANCE,)),
    Login(login="admin", name="시스템 관리자(시범)", kind="official", roles=(ADMINISTRATOR,)),
    Login(login="auditor", name="감사 담당자(시범)", kind="official", roles=(AUDITOR,)),
    Login(login="officer-yeosu", name="여수시 담당자(시범)", kind="official", roles=(OFFICER,), districts=("12130",)),
    Login(login="officer-wando", name="완도군 담당자(시범)", kind="official", roles=(OFFICER,), districts=("12850",)),
)


def logins(
    firms: int, persons: int, banks: Mapping[str, UUID], seed: int, centres: Mapping[str, UUID] = MappingProxyType({})
) -> Iterable[Login]:
    """Every login of the demonstration; `centres` are institutions of the agency by code."""
    yield from OFFICIALS
    firm_id, person_id = RowIds("firm", seed).at, RowIds("person", seed).at
    for number in range(min(AGENTS, firms)):
        name = f"{number + 1}번 기업 담당자(시범)"
        yield Login(login=f"agent-{number + 1:02}", name=name, kind="firm", firm_id=firm_id(number))
    if persons:
        yield Login(login="person", name="개인 이용자(시범)", kind="person", person_id=person_id(0))
    for code, bank in sorted(banks.items()):
        yield Login(login=f"bank-{code}", name=f"은행 시스템 {code}(시범)", kind="partner", institution_id=bank)
    for login, code in COUNSELLORS.items():
        if code in centres:
            yield Login(login=login, name="상담사(시범)", kind="official", roles=(OFFICER,), centre_id=centres[code])


def account_rows(all_logins: Iterable[Login], seed: int) -> Batch:
    """Accounts and mandates."""
    account_id, mandate_id = RowIds("account", seed).at, RowIds("mandate", seed).at
    batch = Batch()
    for place, login in enumerate(all_logins):
        batch.add("account", (account_id(place), login.login, login.name, True))
        batch.add(
            "mandate",
            (
                mandate_id(place), account_id(place), login.kind, login.firm_id, login.person_id,
                login.institution_id, login.roles, (), (login.centre_id,) if login.centre_id else (), login.districts,
                _SINCE, None,
            ),
        )  # fmt: skip
    return batch


def officer_id(seed: int) -> UUID:
    """The account of the officer who handles what the demonstration shows."""
    return RowIds("account", seed).at(0)
