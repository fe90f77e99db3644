"""The centre's two programs as they are declared: the job-search allowance, and the hiring incentive."""

from __future__ import annotations

from majung.access.actor import Kind
from majung.applications.lifecycle import DECIDE, ENTER, SCREEN
from majung.plugin.contract import DocumentKind, Field, Form, ProgramDeclaration, Section
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text
from majung_midlife_jobs.rules.allowance import AllowanceRules
from majung_midlife_jobs.rules.incentive import IncentiveRules
from majung_midlife_jobs.scopes import SELECT

ALLOWANCE = "MIDLIFE_JOB_SEARCH"
INCENTIVE = "MIDLIFE_HIRING"
TITLE = Text("신중년일자리지원센터", "Jobs centre for people of 40 to 69")
ALLOWANCE_TITLE = Text("4060 구직활동 지원", "Job-search allowance")
INCENTIVE_TITLE = Text("신중년 희망 일자리장려금", "Hiring incentive")

_STATES = (
    State(code="DRAFT", title=Text("작성 중", "draft")),
    State(code="SUBMITTED", title=Text("접수", "submitted")),
    State(code="SCREENING", title=Text("요건 검토", "screening")),
    State(code="INELIGIBLE", title=Text("부적격", "ineligible"), terminal=True),
    State(code="EVALUATING", title=Text("선정 검토", "being decided")),
    State(code="SELECTED", title=Text("선정", "selected"), terminal=True),
    State(code="REJECTED", title=Text("탈락", "rejected"), terminal=True),
    State(code="WITHDRAWN", title=Text("철회", "withdrawn"), terminal=True),
)


def _lifecycle(name: str, title: Text, applicant: Kind) -> Lifecycle:
    """From the draft to the decision; `applicant` is who may hand in beside officials."""

    def step(
        action: str, way: str, ko: str, en: str, scope: str, *, own: bool = False, own_write: bool = False
    ) -> Transition:
        source, target = way.split(">")
        kinds: frozenset[Kind] = frozenset({applicant, "official"}) if own else frozenset({"official"})
        return Transition(
            action=action, source=source, target=target, title=Text(ko, en), scope=scope, kinds=kinds,
            automatic=own_write,
        )  # fmt: skip

    return Lifecycle(
        name=name,
        title=title,
        initial="DRAFT",
        states=_STATES,
        transitions=(
            step("submit", "DRAFT>SUBMITTED", "제출", "submit", ENTER, own=True, own_write=True),
            step("withdraw", "DRAFT>WITHDRAWN", "철회", "withdraw", ENTER, own=True),
            step("withdraw", "SUBMITTED>WITHDRAWN", "철회", "withdraw", ENTER, own=True),
            step("begin_screening", "SUBMITTED>SCREENING", "검토 시작", "begin screening", SCREEN),
            step("reject_ineligible", "SCREENING>INELIGIBLE", "부적격 처리", "find ineligible", SCREEN, own_write=True),
            step("begin_evaluation", "SCREENING>EVALUATING", "선정 검토", "begin the decision", SCREEN),
            step("select", "EVALUATING>SELECTED", "선정", "select", SELECT, own_write=True),
            step("reject", "EVALUATING>REJECTED", "탈락", "reject", DECIDE, own_write=True),
        ),
    )


ALLOWANCE_LIFECYCLE = _lifecycle(
    "midlife_job_search", Text("구직활동 지원 신청", "application for the allowance"), "person"
)
INCENTIVE_LIFECYCLE = _lifecycle("midlife_hiring", Text("일자리장려금 신청", "application for the incentive"), "firm")

ALLOWANCE_FORM = Form(
    version=1,
    asks_helper=True,
    sections=(
        Section(code="household", title=Text("가구", "Household")),
        Section(code="search", title=Text("구직", "Search")),
    ),
    fields=(
        Field(
            name="household_size", section="household", kind="integer", minimum=1, maximum=20,
            title=Text("가구원 수", "people in the household"),
        ),
        Field(
            name="income_month_krw", section="household", kind="money", minimum=0,
            title=Text("가구 월소득", "income of the household in a month"), unit=Text("원", "won"),
            help=Text("건강보험료 납부확인서 기준", "as the certificate of health insurance payments shows"),
        ),
        Field(
            name="search_plan", section="search", kind="text", max_length=2000,
            title=Text("구직활동 계획", "how work is looked for"),
        ),
    ),
)  # fmt: skip

INCENTIVE_FORM = Form(
    version=1,
    asks_helper=True,
    sections=(Section(code="firm", title=Text("기업", "Firm")),),
    fields=(
        Field(
            name="employees", section="firm", kind="integer", minimum=0, known="firm.employees",
            title=Text("상시근로자 수", "regular employees"),
            help=Text("고용보험 피보험자 기준", "as insured for employment"),
        ),
        Field(
            name="planned_hires", section="firm", kind="integer", minimum=1, maximum=100,
            title=Text("채용 예정 인원", "hires planned"),
        ),
    ),
)  # fmt: skip

_ALLOWANCE_PAPERS = (
    DocumentKind(code="RESIDENT_CERTIFICATE", title=Text("주민등록초본", "resident certificate"), valid_days=90),
    DocumentKind(
        code="HEALTH_INSURANCE_PAYMENT", valid_days=90, required=False,
        title=Text("건강보험료 납부확인서", "certificate of health insurance payments"),
    ),
)  # fmt: skip
_INCENTIVE_PAPERS = (
    DocumentKind(code="BUSINESS_REGISTRATION", title=Text("사업자등록증", "business registration")),
    DocumentKind(
        code="INSURED_LIST",
        title=Text("4대보험 가입자명부", "list of insured employees"),
        valid_days=30,
        required=False,
    ),
)

PROGRAMS = (
    ProgramDeclaration(
        code=ALLOWANCE,
        title=ALLOWANCE_TITLE,
        benefit="JOBS",
        applicant="person",
        lifecycle=ALLOWANCE_LIFECYCLE,
        form=ALLOWANCE_FORM,
        documents=_ALLOWANCE_PAPERS,
        rules=AllowanceRules,
    ),
    ProgramDeclaration(
        code=INCENTIVE,
        title=INCENTIVE_TITLE,
        benefit="JOBS",
        applicant="firm",
        lifecycle=INCENTIVE_LIFECYCLE,
        form=INCENTIVE_FORM,
        documents=_INCENTIVE_PAPERS,
        rules=IncentiveRules,
    ),
)
