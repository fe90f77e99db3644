"""The program as it is declared: form, lifecycle, documents, guard, facts, exclusion."""

from __future__ import annotations

from majung.access.actor import Actor, Kind
from majung.applications.lifecycle import DECIDE, ENTER, SCREEN
from majung.applications.models import Application
from majung.errors import Refusal
from majung.plugin.contract import (
    DocumentKind,
    Exclusion,
    Fact,
    Field,
    Form,
    ProgramDeclaration,
    Section,
    SubProgram,
)
from majung.plugin.lifecycle import Lifecycle, State, Transition
from majung.storage.transaction import current
from majung.texts import Text
from majung_example.errors import AdviceMissing
from majung_example.rules import VoucherRules
from majung_example.scopes import ADVISE, ISSUE

CODE = "EXAMPLE_VOUCHER"

_APPLICANT: frozenset[Kind] = frozenset({"firm", "official"})

LIFECYCLE = Lifecycle(
    name="example_voucher_application",
    title=Text("바우처 신청", "application for a voucher"),
    initial="DRAFT",
    states=(
        State(code="DRAFT", title=Text("작성 중", "draft")),
        State(code="SUBMITTED", title=Text("접수", "submitted")),
        State(code="SCREENING", title=Text("요건 검토", "screening")),
        State(code="ADVISER_CHECK", title=Text("전문위원 검토", "looked at by an adviser"), spine="SCREENING"),
        State(code="EVALUATING", title=Text("평가", "evaluating")),
        State(code="SELECTED", title=Text("선정", "selected"), terminal=True),
        State(code="REJECTED", title=Text("탈락", "rejected"), terminal=True),
        State(code="WITHDRAWN", title=Text("철회", "withdrawn"), terminal=True),
    ),
    transitions=(
        Transition(
            action="submit", source="DRAFT", target="SUBMITTED", title=Text("제출", "submit"), scope=ENTER,
            kinds=_APPLICANT, automatic=True,
        ),
        Transition(
            action="withdraw", source="DRAFT", target="WITHDRAWN", title=Text("철회", "withdraw"), scope=ENTER,
            kinds=_APPLICANT,
        ),
        Transition(
            action="begin_screening", source="SUBMITTED", target="SCREENING",
            title=Text("검토 시작", "begin screening"), scope=SCREEN,
        ),
        Transition(
            action="send_to_adviser", source="SCREENING", target="ADVISER_CHECK",
            title=Text("전문위원 회부", "send to an adviser"), scope=ADVISE,
        ),
        Transition(
            action="begin_evaluation", source="ADVISER_CHECK", target="EVALUATING",
            title=Text("평가 회부", "begin evaluation"), scope=SCREEN,
        ),
        Transition(
            action="select", source="EVALUATING", target="SELECTED", title=Text("선정", "select"), scope=ISSUE,
            automatic=True,
        ),
        Transition(
            action="reject", source="EVALUATING", target="REJECTED", title=Text("탈락", "reject"), scope=DECIDE,
            automatic=True,
        ),
    ),
)  # fmt: skip

VOUCHER_LIFECYCLE = Lifecycle(
    name="example_voucher",
    title=Text("바우처", "voucher"),
    initial="ISSUED",
    states=(
        State(code="ISSUED", title=Text("발급", "issued")),
        State(code="REDEEMED", title=Text("사용", "redeemed"), terminal=True),
        State(code="EXPIRED", title=Text("만료", "expired"), terminal=True),
    ),
    transitions=(
        Transition(
            action="redeem", source="ISSUED", target="REDEEMED", title=Text("사용", "redeem"), kinds=frozenset({"firm"})
        ),
        Transition(
            action="expire", source="ISSUED", target="EXPIRED", title=Text("만료", "expire"), automatic=True
        ),
    ),
)  # fmt: skip

FORM = Form(
    version=1,
    sections=(
        Section(
            code="firm", title=Text("기업", "The firm"), help=Text("아는 내용은 제안됩니다", "What is known is offered")
        ),
        Section(code="files", title=Text("첨부", "Files")),
    ),
    fields=(
        Field(name="product", kind="text", title=Text("시제품 이름", "Product"), max_length=200),
        Field(
            name="firm_name", kind="text", title=Text("기업명", "Name of the firm"), section="firm", required=False,
            known="firm.name",
        ),
        Field(
            name="sales_krw", kind="money", title=Text("전년도 매출액", "Sales of last year"), section="firm",
            required=False, unit=Text("원", "won"), known="year.sales_krw",
        ),
        Field(
            name="methods", kind="choices", title=Text("제작 방식", "Methods"), required=False,
            choices=(("PRINT", Text("3D 출력", "3D print")), ("MILL", Text("절삭", "milling"))),
        ),
        Field(
            name="parts", kind="table", title=Text("부품 목록", "Parts"), required=False, max_rows=20,
            columns=(
                Field(name="part", kind="text", title=Text("부품", "Part"), max_length=100),
                Field(name="weight_kg", kind="decimal", title=Text("무게", "Weight"), unit=Text("kg", "kg"), minimum=0),
            ),
        ),
        Field(
            name="drawing", kind="document", title=Text("도면", "Drawing"), section="files", required=False,
            document_type="DRAWING",
        ),
        Field(
            name="tell_workshop", kind="consent", title=Text("제작소 제공 동의", "Agrees that the workshop is told"),
            required=False,
        ),
        Field(
            name="cost_krw", kind="money", title=Text("예상 제작비", "Expected cost"), unit=Text("원", "won"), minimum=1
        ),
        Field(
            name="hours", kind="integer", title=Text("제작 시간", "Hours"), unit=Text("시간", "h"), minimum=1,
            maximum=999,
        ),
        Field(
            name="own_share_pct", kind="percent", title=Text("자부담 비율", "Own share"), required=False, minimum=0,
            maximum=100, help=Text("제작비 중 기업이 부담하는 비율", "Part of the cost that the firm bears"),
        ),
        Field(name="needed_by", kind="date", title=Text("필요 시기", "Needed by"), required=False),
        Field(name="patented", kind="boolean", title=Text("특허 여부", "Patented"), required=False),
        Field(
            name="market", kind="choice", title=Text("목표 시장", "Market"),
            choices=(("HOME", Text("국내", "at home")), ("ABROAD", Text("해외", "abroad"))),
        ),
        Field(
            name="country", kind="text", title=Text("수출 국가", "Country"), required_when=("market", "ABROAD"),
            max_length=100,
        ),
    ),
)  # fmt: skip

FACTS: tuple[Fact, ...] = (
    Fact(
        name="example_vouchers_redeemed",
        title=Text("사용한 바우처 수", "Vouchers redeemed"),
        subject="firm",
        sql="(select count(*) from example_voucher v where v.firm_id = {row}.id and v.state = 'REDEEMED')",
        sql_type="bigint",
        source=Text("시제품 제작 바우처", "Prototype vouchers"),
    ),
)

EXCLUSIONS: tuple[Exclusion, ...] = (
    Exclusion(
        program=CODE,
        against="PROTOTYPE_GRANT",
        level="BLOCK",
        reason=Text("같은 해 시제품 제작 보조금을 받았습니다", "a prototype grant was given in the same year"),
    ),
)


async def advice_is_sound(actor: Actor, application: Application) -> Refusal | None:
    """An application is evaluated once an adviser has found it sound."""
    rows = await current().fetch(
        "select 1 from example_advice where application_id = $1 and verdict = 'SOUND'", application.id
    )
    return None if rows else AdviceMissing()


PROGRAM = ProgramDeclaration(
    code=CODE,
    title=Text("시제품 제작 바우처", "Prototype vouchers"),
    benefit="GRANT",
    applicant="firm",
    lifecycle=LIFECYCLE,
    other_lifecycles=(VOUCHER_LIFECYCLE,),
    form=FORM,
    sub_programs=(SubProgram(code="EXAMPLE_VOUCHER_EXPORT", title=Text("수출형", "For export")),),
    documents=(
        DocumentKind(code="QUOTE", title=Text("견적서", "Quotation"), valid_days=90),
        DocumentKind(code="DRAWING", title=Text("도면", "Drawing"), required=False),
        DocumentKind(code="PATENT", title=Text("특허증", "Patent"), required=False),
    ),
    rules=VoucherRules,
    guards={"begin_evaluation": advice_is_sound},
)
