"""The program as it is declared: who applies, with which form and documents, through which states."""

from __future__ import annotations

from majung.plugin.contract import DocumentKind, Field, Form, ProgramDeclaration, Scope, Section, SubProgram
from majung.texts import Text
from majung_growth_fund.reference import rows
from majung_growth_fund.rules.edition import FundRules
from majung_growth_fund.rules.lifecycle import (
    ANSWER,
    APPLICATION,
    APPLY,
    CLAW_BACK,
    DECIDE,
    EVALUATE,
    LOAN,
    MANAGE,
    SCOPES,
    SCREEN,
    SETTLE,
)
from majung_growth_fund.rules.products import Route
from majung_growth_fund.writes.guards import guard_end, guard_submit, guard_withdraw
from majung_growth_fund.writes.steps import PROGRAM

ROLES: dict[str, tuple[str, ...]] = {
    APPLY: ("officer",),
    SCREEN: ("officer",),
    EVALUATE: ("officer", "manager"),
    DECIDE: ("manager",),
    ANSWER: ("officer",),
    MANAGE: ("officer",),
    CLAW_BACK: ("manager",),
    SETTLE: ("officer",),
}
"""Officers screen and compute, managers decide, finance pays; who recommended a loan never approves its payment."""

_ROUTES: dict[Route, Text] = {
    Route.GENERAL: Text("일반", "general"),
    Route.MANUFACTURER: Text("제조업", "manufacturer"),
    Route.IDLE_FACTORY: Text("유휴공장 매입", "purchase of an idle factory"),
    Route.SOCIAL_ECONOMY: Text("사회적경제기업", "social-economy firm"),
    Route.SERVICE: Text("제조업 관련·지식기반 서비스업", "manufacturing-related or knowledge service"),
}
_WON = Text("원", "won")
_NOTHING_LESS = 0

_MONEY, _FIRM, _CONSENT = "money", "firm", "consent"

FORM = Form(
    version=1,
    sections=(
        Section(code=_MONEY, title=Text("신청 자금", "The money asked for")),
        Section(code=_FIRM, title=Text("기업 현황", "The firm")),
        Section(code=_CONSENT, title=Text("동의", "Consent")),
    ),
    fields=(
        Field(
            name="route",
            section=_MONEY,
            kind="choice",
            title=Text("신청 자격 구분", "ground of the application"),
            choices=tuple((route.value, title) for route, title in _ROUTES.items()),
        ),
        Field(
            name="facility_krw",
            section=_MONEY,
            kind="money",
            title=Text("시설자금 신청액", "facility money asked for"),
            required=False,
            minimum=_NOTHING_LESS,
            unit=_WON,
        ),
        Field(
            name="working_krw",
            section=_MONEY,
            kind="money",
            title=Text("운전자금 신청액", "working money asked for"),
            required=False,
            minimum=_NOTHING_LESS,
            unit=_WON,
        ),
        Field(
            name="use_of_funds",
            section=_MONEY,
            kind="text",
            title=Text("자금 사용 계획", "what the money is for"),
            help=Text("시설명, 원자재 등 구체적으로", "name the equipment, material …"),
            max_length=500,
        ),
        Field(
            name="bank",
            section=_MONEY,
            kind="text",
            title=Text("희망 은행", "bank wished for"),
            help=Text("은행 코드 3자리(예: 034 광주은행)", "three digits, for example 034 Kwangju Bank"),
            max_length=3,
        ),
        Field(
            name="repayment",
            section=_MONEY,
            kind="text",
            title=Text("상환 방식", "repayment"),
            help=Text("공고된 자금의 상환 방식 코드", "code of one of the product's repayments"),
            max_length=40,
        ),
        Field(
            name="sales_last_year_krw",
            section=_FIRM,
            known="year.sales_krw",
            kind="money",
            title=Text("전년도 매출액", "sales of last year"),
            minimum=_NOTHING_LESS,
            unit=_WON,
        ),
        Field(
            name="manufacturing_pct",
            section=_FIRM,
            kind="percent",
            title=Text("제조업 매출 비중", "share of sales from manufacturing"),
            required=False,
            required_when=("route", "MANUFACTURER"),
            minimum=0,
            maximum=100,
            unit=Text("%", "%"),
        ),
        Field(
            name="workers",
            section=_FIRM,
            known="year.workers",
            kind="integer",
            title=Text("상시근로자 수", "regular workers"),
            minimum=0,
            maximum=100_000,
            unit=Text("명", "persons"),
        ),
        Field(
            name="jobs_planned",
            section=_FIRM,
            kind="integer",
            title=Text("고용 창출 계획", "jobs to be created"),
            required=False,
            minimum=0,
            maximum=10_000,
            unit=Text("명", "persons"),
        ),
        Field(
            name="idle_factory_awarded_on",
            section=_FIRM,
            kind="date",
            title=Text("유휴공장 낙찰·계약일", "day of award or contract of the idle factory"),
            required=False,
            required_when=("route", "IDLE_FACTORY"),
        ),
        Field(
            name="idle_factory_address",
            section=_FIRM,
            kind="text",
            title=Text("유휴공장 소재지", "where the idle factory is"),
            required=False,
            required_when=("route", "IDLE_FACTORY"),
            max_length=300,
        ),
        Field(
            name="collateral",
            section=_MONEY,
            kind="choice",
            title=Text("담보 구분", "security offered"),
            choices=(
                ("REAL_ESTATE", Text("부동산", "real estate")),
                ("GUARANTEE", Text("신용보증서", "credit guarantee")),
                ("CREDIT", Text("신용", "none: credit")),
            ),
        ),
        Field(
            name="other_public_loans",
            section=_FIRM,
            kind="boolean",
            title=Text("다른 정책자금 이용 여부", "other public loans running"),
        ),
        Field(
            name="plan",
            section=_MONEY,
            kind="text",
            title=Text("사업 계획", "business plan"),
            required=False,
            max_length=4000,
        ),
        Field(
            name="tell_bank",
            section=_CONSENT,
            kind="boolean",
            title=Text("은행에 신청 정보를 제공하는 데 동의", "agrees that the bank is told"),
        ),
    ),
)

DOCUMENTS = (
    DocumentKind(code="BUSINESS_REGISTRATION", title=Text("사업자등록증", "business registration")),
    DocumentKind(code="NATIONAL_TAX", title=Text("국세 납세증명서", "national tax certificate"), valid_days=30),
    DocumentKind(code="LOCAL_TAX", title=Text("지방세 납세증명서", "local tax certificate"), valid_days=30),
    DocumentKind(code="FINANCIAL_STATEMENTS", title=Text("재무제표", "financial statements")),
    DocumentKind(code="INSURED_WORKERS", title=Text("4대보험 가입자명부", "list of insured workers"), required=False),
    DocumentKind(code="SME_CERTIFICATE", title=Text("중소기업확인서", "SME certificate"), required=False),
    DocumentKind(code="FACTORY_REGISTRATION", title=Text("공장등록증명서", "factory registration"), required=False),
    DocumentKind(code="ESTIMATE", title=Text("견적서·계약서", "estimates and contracts"), required=False),
)


def program() -> ProgramDeclaration:
    """The fund, with one part for each product that was ever announced."""
    products = {row["code"]: row for row in rows("fund_products.csv")}
    return ProgramDeclaration(
        code=PROGRAM,
        title=Text("중소기업 육성자금", "SME development fund"),
        benefit="LOAN",
        applicant="firm",
        lifecycle=APPLICATION,
        other_lifecycles=(LOAN,),
        form=FORM,
        documents=DOCUMENTS,
        sub_programs=tuple(
            SubProgram(code=code, title=Text(row["name_ko"], row.get("name_en", ""))) for code, row in products.items()
        ),
        rules=FundRules,
        guards={"submit": guard_submit, "withdraw": guard_withdraw, "end": guard_end},
    )


def scopes() -> tuple[Scope, ...]:
    """Permissions of the fund with the roles that hold them unless staff say otherwise."""
    return tuple(Scope(name=name, title=title, roles=ROLES[name]) for name, title in SCOPES)
