"""The program as it is declared: form, lifecycle, documents."""

from __future__ import annotations

from majung.access.actor import Kind
from majung.applications.lifecycle import DECIDE, ENTER, SCREEN
from majung.plugin.contract import DocumentKind, Field, Form, ProgramDeclaration, Section
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.texts import Text
from majung_export_costs.rules import ExportCostRules
from majung_export_costs.scopes import SELECT

CODE = "EXPORT_COSTS"
TITLE = Text("농수산가공식품 마케팅비·국제물류비 지원", "Export costs: marketing and international freight")

_APPLICANT: frozenset[Kind] = frozenset({"firm", "official"})


def _step(
    action: str, source: str, target: str, title: Text, scope: str, kinds: frozenset[Kind] = frozenset({"official"}),
    automatic: bool = False,
) -> Transition:  # fmt: skip
    return Transition(
        action=action, source=source, target=target, title=title, scope=scope, kinds=kinds, automatic=automatic
    )


LIFECYCLE = Lifecycle(
    name="export_costs_application",
    title=Text("수출비용 지원 신청", "application for export costs"),
    initial="DRAFT",
    states=(
        State(code="DRAFT", title=Text("작성 중", "draft")),
        State(code="SUBMITTED", title=Text("접수", "submitted")),
        State(code="SCREENING", title=Text("요건 검토", "screening")),
        State(code="SUPPLEMENT_REQUESTED", title=Text("보완 요청", "supplement requested")),
        State(code="INELIGIBLE", title=Text("부적격", "ineligible"), terminal=True),
        State(code="EVALUATING", title=Text("선정 검토", "being decided")),
        State(code="SELECTED", title=Text("선정", "selected"), terminal=True),
        State(code="REJECTED", title=Text("탈락", "rejected"), terminal=True),
        State(code="WITHDRAWN", title=Text("철회", "withdrawn"), terminal=True),
    ),
    transitions=(
        _step("submit", "DRAFT", "SUBMITTED", Text("제출", "submit"), ENTER, _APPLICANT, automatic=True),
        _step("withdraw", "DRAFT", "WITHDRAWN", Text("철회", "withdraw"), ENTER, _APPLICANT),
        _step("withdraw", "SUBMITTED", "WITHDRAWN", Text("철회", "withdraw"), ENTER, _APPLICANT),
        _step("begin_screening", "SUBMITTED", "SCREENING", Text("검토 시작", "begin screening"), SCREEN),
        _step(
            "request_supplement", "SCREENING", "SUPPLEMENT_REQUESTED", Text("보완 요청", "request a supplement"), SCREEN
        ),
        _step(
            "answer_supplement", "SUPPLEMENT_REQUESTED", "SCREENING", Text("보완 제출", "hand in the supplement"),
            ENTER, _APPLICANT,
        ),
        _step(
            "reject_ineligible", "SCREENING", "INELIGIBLE", Text("부적격 처리", "find ineligible"), SCREEN,
            automatic=True,
        ),
        _step("begin_evaluation", "SCREENING", "EVALUATING", Text("선정 검토", "begin the decision"), SCREEN),
        _step("select", "EVALUATING", "SELECTED", Text("선정", "select"), SELECT, automatic=True),
        _step("reject", "EVALUATING", "REJECTED", Text("탈락", "reject"), DECIDE, automatic=True),
    ),
)  # fmt: skip

FORM = Form(
    version=1,
    asks_helper=True,
    sections=(
        Section(code="exports", title=Text("수출 현황", "Exports")),
        Section(code="plan", title=Text("수출 계획", "Plan")),
    ),
    fields=(
        Field(
            name="exports_last_year_usd", section="exports", kind="decimal", known="year.exports_usd",
            title=Text("전년도 직수출액", "direct exports of last year"), unit=Text("미국 달러", "US dollars"),
            minimum=0, help=Text("수출실적증명서 기준", "as the certificate of export results says"),
        ),
        Field(
            name="main_product", section="exports", kind="text", max_length=200, known="firm.products",
            title=Text("주력 수출 품목", "main product exported"),
        ),
        Field(
            name="hs6", section="exports", kind="text", max_length=6, required=False,
            title=Text("품목번호(HS 6자리)", "goods code (HS, six digits)"),
        ),
        Field(
            name="target_countries", section="plan", kind="text", max_length=200,
            title=Text("목표 국가", "countries aimed at"),
        ),
        Field(
            name="wanted_krw", section="plan", kind="money", minimum=1,
            title=Text("예상 지원 신청액", "amount expected to be claimed"), unit=Text("원", "won"),
        ),
        Field(
            name="plan", section="plan", kind="text", max_length=2000, required=False,
            title=Text("수출 계획", "how exports are to grow"),
        ),
        Field(
            name="other_support", section="plan", kind="boolean",
            title=Text("같은 비용에 대한 다른 기관 지원 여부", "support of another body for the same costs"),
        ),
    ),
)  # fmt: skip

DOCUMENTS = (
    DocumentKind(code="BUSINESS_REGISTRATION", title=Text("사업자등록증", "business registration")),
    DocumentKind(
        code="EXPORT_RESULTS", title=Text("수출실적증명서", "certificate of export results"), required=False,
        valid_days=90,
    ),
    DocumentKind(code="SME_CERTIFICATE", title=Text("중소기업확인서", "SME certificate"), required=False),
)  # fmt: skip


PROGRAM = ProgramDeclaration(
    code=CODE,
    title=TITLE,
    benefit="EXPORT",
    applicant="firm",
    lifecycle=LIFECYCLE,
    form=FORM,
    documents=DOCUMENTS,
    rules=ExportCostRules,
)
