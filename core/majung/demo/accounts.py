"""Who can log in to the demonstration: officials of departments, centres and si/gun, agents, a person, banks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
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


@dataclass(frozen=True, kw_only=True)
class Official:
    """Somebody who works for an institution, by its code."""

    login: str
    name: str
    institution: str
    roles: tuple[str, ...]
    districts: tuple[str, ...] = ()


OFFICIALS = (
    Official(login=OFFICER_LOGIN, name="육성 담당자(시범)", institution="JEPA-FUND", roles=(OFFICER,)),
    Official(login="manager", name="육성 부서장(시범)", institution="JEPA-FUND", roles=(MANAGER, OFFICER)),
    Official(login="approver", name="경영 부서장(시범)", institution="JEPA", roles=(MANAGER,)),
    Official(login="finance", name="회계 담당자(시범)", institution="JEPA", roles=(FINANCE,)),
    Official(login="admin", name="시스템 관리자(시범)", institution="JEPA", roles=(ADMINISTRATOR,)),
    Official(login="auditor", name="감사 담당자(시범)", institution="JEPA", roles=(AUDITOR,)),
    Official(
        login="officer-yeosu", name="여수시 담당자(시범)", institution="SIGUN-12130", roles=(OFFICER,),
        districts=("12130",),
    ),
    Official(
        login="officer-wando", name="완도군 담당자(시범)", institution="SIGUN-12850", roles=(OFFICER,),
        districts=("12850",),
    ),
    *(
        Official(login=login, name="상담사(시범)", institution=centre, roles=(OFFICER,))
        for login, centre in COUNSELLORS.items()
    ),
)  # fmt: skip
"""The agency's and two si/gun's people; counsellors see the desks of their centre."""


def officials(institutions: Mapping[str, UUID]) -> Iterable[Login]:
    """The officials' logins, each with a mandate of the institution they work for, by its code."""
    for one in OFFICIALS:
        works_at = institutions[one.institution]
        yield Login(
            login=one.login,
            name=one.name,
            kind="official",
            roles=one.roles,
            districts=one.districts,
            institution_id=works_at,
            centre_id=works_at if one.login in COUNSELLORS else None,
        )


def logins(
    firms: int, persons: int, banks: Mapping[str, UUID], seed: int, institutions: Mapping[str, UUID]
) -> Iterable[Login]:
    """Every login of the demonstration."""
    yield from officials(institutions)
    firm_id, person_id = RowIds("firm", seed).at, RowIds("person", seed).at
    for number in range(min(AGENTS, firms)):
        name = f"{number + 1}번 기업 담당자(시범)"
        yield Login(login=f"agent-{number + 1:02}", name=name, kind="firm", firm_id=firm_id(number))
    if persons:
        yield Login(login="person", name="개인 이용자(시범)", kind="person", person_id=person_id(0))
    for code, bank in sorted(banks.items()):
        yield Login(login=f"bank-{code}", name=f"은행 시스템 {code}(시범)", kind="partner", institution_id=bank)


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
