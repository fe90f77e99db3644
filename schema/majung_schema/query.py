"""The root of all questions; plugins add their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from inspect import Parameter
from typing import Any

import strawberry

from majung import clock
from majung.applications import models as application_models
from majung.calendar import models as calendar_models
from majung.committees import models as committee_models
from majung.consultations import models as consultation_models
from majung.deadlines import models as deadline_models
from majung.deliveries import models as delivery_models
from majung.districts import models as district_models
from majung.documents import models as document_models
from majung.errors import Refusal
from majung.evidence import models as evidence_models
from majung.exports import models as export_models
from majung.firms import models as firm_models
from majung.identifiers import clean_brn
from majung.industries import models as industry_models
from majung.institutions import models as institution_models
from majung.merging import models as merging_models
from majung.merging.scopes import MERGE_FIRMS, MERGE_PERSONS
from majung.money import models as money_models
from majung.notices import models as notice_models
from majung.outcomes import models as outcome_models
from majung.persons import models as person_models
from majung.products import models as product_models
from majung.programs import models as program_models
from majung.questions import models as question_models
from majung.referrals import models as referral_models
from majung.retention import models as retention_models
from majung.rights import models as rights_models
from majung.storage.select import Select, Where
from majung.support import models as support_models
from majung_schema.deliveries.trying import dry_run
from majung_schema.graph.connections import Connection
from majung_schema.graph.context import Context, reading_of
from majung_schema.graph.filters import storable
from majung_schema.graph.lookups import AS_OF, found_by, one_by, one_by_id, row_at
from majung_schema.graph.node import Node
from majung_schema.graph.relations import list_of
from majung_schema.graph.scalars import Json, parse_global_id, uuid_of
from majung_schema.graph.sources import RowAt
from majung_schema.search import CORE_SOURCES, SearchHit, search
from majung_schema.types.accounts import AccessRecord, Account, ListExport, Role
from majung_schema.types.applications import Application, ApplicationFilter, ApplicationOrder
from majung_schema.types.committees import Committee, Rubric
from majung_schema.types.consultations import (
    Consultation,
    ConsultationFilter,
    ConsultationKind,
    ConsultationOrder,
    consultation_kinds,
)
from majung_schema.types.deadlines import DueDate, PeriodRule
from majung_schema.types.deliveries import Delivery, Question, StoredDocument, WebhookEndpoint
from majung_schema.types.documents import Document, DocumentFilter, DocumentType
from majung_schema.types.evidence import (
    Evidence,
    EvidenceFilter,
    EvidenceKind,
    EvidenceRule,
    EvidenceUse,
    EvidenceUseFilter,
    ExchangeRate,
)
from majung_schema.types.firms import Firm, FirmFilter, FirmOrder
from majung_schema.types.institutions import Institution
from majung_schema.types.merging import Duplicate, FirmMerge, PersonMerge, duplicates_field, suspects_field
from majung_schema.types.money import BudgetLine, Claim
from majung_schema.types.notices import Notice
from majung_schema.types.outcomes import Outcome, OutcomeFilter, OutcomeSum, all_sums
from majung_schema.types.persons import Person, PersonFilter, PersonOrder
from majung_schema.types.products import Product, ProductFilter
from majung_schema.types.programs import Call, CallFilter, CallOrder, Edition, Program
from majung_schema.types.reference import District, Holiday, HsCode, Industry
from majung_schema.types.referrals import Referral, ReferralFilter, ReferralOrder
from majung_schema.types.retention import Destruction, RetentionTerm
from majung_schema.types.rights import Erasure
from majung_schema.types.running import PluginInfo, Viewer, plugins_of, viewer_of
from majung_schema.types.support import SupportRecord

__all__ = ["Query", "found_by", "one_by", "one_by_id"]


class OneKeyNeeded(Refusal):
    """Give exactly one of: {keys}.

    ko: 다음 중 하나만 지정해 주십시오: {keys}.
    """


def _open_on(day: date) -> Where:
    """Calls that take applications on a day: published, begun, and not past an end that is a date."""
    return Where(
        text="{row}.status = 'OPEN'"
        " and ({row}.opens_at is null or {row}.opens_at < (:day + 1)::timestamp at time zone :zone)"
        " and ({row}.closes_at is null or {row}.closes_at >= :day::timestamp at time zone :zone)",
        values={"day": (day, "date"), "zone": (clock.SEOUL.key, "text")},
    )


def _node(context: Context, given: Mapping[str, Any]) -> RowAt | None:
    prefix, uuid = parse_global_id(given["id"])
    table = context.graph.table_of(prefix)
    return None if table is None else row_at(table, uuid, given)


def _firm(context: Context, given: Mapping[str, Any]) -> Select | RowAt:
    id, brn, as_of = given.get("id"), given.get("brn"), given.get("as_of")
    if (id is None) == (brn is None):
        raise OneKeyNeeded(keys="id, brn")
    if id is not None:
        return row_at(firm_models.Firm, uuid_of(id, "firm"), given)
    where = Where(
        text="{row}.id = (select e.firm_id from {establishment} e where e.brn = :brn)",
        values={"brn": (clean_brn(brn or ""), "text")},
        tables=(firm_models.Establishment,),
    )
    return Select(table=firm_models.Firm, where=(where,), as_of=storable(as_of, "asOf"))


async def _search(root: Any, info: strawberry.Info[Context, Any], text: str, first: int = 20) -> list[SearchHit]:
    more = [source for _, source in info.context.registry.search_sources]
    return await search(reading_of(info), [*CORE_SOURCES, *more], text, first)


async def _dry_run(
    root: Any,
    info: strawberry.Info[Context, Any],
    document: strawberry.ID,
    type: str | None = None,
    event: strawberry.ID | None = None,
) -> Json:
    document_id, event_id = uuid_of(document, "selection"), uuid_of(event, "event") if event else None
    return Json(await dry_run(info.context, document_id, type_name=type, event_id=event_id))


@strawberry.type
class Query:
    """Everything that can be asked for."""

    node: Node | None = found_by(
        _node, None, {"id": (strawberry.ID, Parameter.empty), **AS_OF}, "Anything by its global id."
    )
    viewer: Viewer = strawberry.field(resolver=viewer_of, description="Who asks, and with which permissions.")
    plugins: list[PluginInfo] = strawberry.field(
        resolver=plugins_of, description="The programs that run here and what each adds to the graph."
    )
    search: list[SearchHit] = strawberry.field(
        resolver=_search, description="Firms, persons, programs and calls by name as people type it."
    )
    firm: Firm | None = found_by(
        _firm,
        firm_models.Firm,
        {"id": (strawberry.ID | None, None), "brn": (str | None, None), **AS_OF},
        "One firm, by its id or by a business registration number, which must be a possible one.",
    )
    firms: Connection[Firm] = list_of(firm_models.Firm, where=FirmFilter, order_by=FirmOrder, sort=("name",))
    person: Person | None = one_by_id(person_models.Person, "One person.")
    persons: Connection[Person] = list_of(person_models.Person, where=PersonFilter, order_by=PersonOrder)
    program: Program | None = one_by(program_models.Program, "code", "One program, by its code.")
    programs: Connection[Program] = list_of(program_models.Program, sort=("code",))
    edition: Edition | None = one_by_id(program_models.Edition, "One edition.")
    call: Call | None = one_by_id(program_models.Call, "One call.")
    calls: Connection[Call] = list_of(
        program_models.Call,
        where=CallFilter,
        order_by=CallOrder,
        sort=("-published_on",),
        extra={"open_on": (date, _open_on)},
        description="Announced calls; `openOn` keeps those that take applications on a day.",
    )
    application: Application | None = one_by_id(application_models.Application, "One application.")
    applications: Connection[Application] = list_of(
        application_models.Application, where=ApplicationFilter, order_by=ApplicationOrder, sort=("-created_at",)
    )
    support_records: Connection[SupportRecord] = list_of(support_models.SupportRecord, sort=("-year",))
    claims: Connection[Claim] = list_of(money_models.Claim, sort=("-submitted_at",))
    budget_lines: Connection[BudgetLine] = list_of(money_models.BudgetLine, sort=("code",))
    documents: Connection[Document] = list_of(document_models.Document, where=DocumentFilter, sort=("-uploaded_at",))
    document_types: Connection[DocumentType] = list_of(document_models.DocumentType, sort=("code",))
    evidence: Connection[Evidence] = list_of(
        evidence_models.EvidencePiece, where=EvidenceFilter, sort=("-first_used_at",)
    )
    evidence_uses: Connection[EvidenceUse] = list_of(
        evidence_models.EvidenceUse, where=EvidenceUseFilter, sort=("-used_at",)
    )
    evidence_kinds: Connection[EvidenceKind] = list_of(evidence_models.EvidenceKind, sort=("code",))
    evidence_rules: Connection[EvidenceRule] = list_of(evidence_models.EvidenceRule, sort=("-valid_from",))
    exchange_rates: Connection[ExchangeRate] = list_of(
        evidence_models.ExchangeRate,
        sort=("-on",),
        extra={"currency": (str, lambda v: Where(text="{row}.currency = :v", values={"v": (v, "text")}))},
    )
    outcomes: Connection[Outcome] = list_of(outcome_models.Outcome, where=OutcomeFilter, sort=("-happened_on",))
    outcome_sums: list[OutcomeSum] = strawberry.field(
        resolver=all_sums, description="What outcomes come to, for each kind, unit and grade by itself."
    )
    consultations: Connection[Consultation] = list_of(
        consultation_models.Consultation, where=ConsultationFilter, order_by=ConsultationOrder, sort=("-held_at",)
    )
    consultation_kinds: list[ConsultationKind] = strawberry.field(
        resolver=consultation_kinds, description="Kinds of consultations held here, with their channels and outcomes."
    )
    referrals: Connection[Referral] = list_of(
        referral_models.Referral, where=ReferralFilter, order_by=ReferralOrder, sort=("-sent_at",)
    )
    products: Connection[Product] = list_of(product_models.Product, where=ProductFilter, sort=("name_ko",))
    notices: Connection[Notice] = list_of(notice_models.Notice, sort=("-posted_at",))
    due_dates: Connection[DueDate] = list_of(deadline_models.DueDate, sort=("due_on",))
    period_rules: Connection[PeriodRule] = list_of(
        deadline_models.PeriodRule, sort=("kind", "valid_from"), description="How long things may take."
    )
    rubrics: Connection[Rubric] = list_of(committee_models.Rubric, sort=("program_code", "code", "-valid_from"))
    committees: Connection[Committee] = list_of(committee_models.Committee, sort=("-meets_on",))
    accounts: Connection[Account] = list_of(institution_models.Account, scope=institution_models.MANAGE)
    roles: Connection[Role] = list_of(institution_models.Role, sort=("code",), scope=institution_models.MANAGE)
    access_records: Connection[AccessRecord] = list_of(
        institution_models.AccessRecord, sort=("-at",), scope="audit.read", description="Who read whose personal data."
    )
    list_exports: Connection[ListExport] = list_of(
        export_models.ListExport, sort=("-at",), scope="audit.read", description="Who took which list out as a file."
    )
    duplicates: list[Duplicate] = duplicates_field
    suspected_duplicates: list[Firm] = suspects_field
    firm_merges: Connection[FirmMerge] = list_of(merging_models.FirmMerge, sort=("-at",), scope=MERGE_FIRMS)
    retention_terms: Connection[RetentionTerm] = list_of(retention_models.RetentionTerm, sort=("effect", "valid_from"))
    destructions: Connection[Destruction] = list_of(retention_models.Destruction, sort=("-at",), scope="audit.read")
    erasures: Connection[Erasure] = list_of(rights_models.Erasure, sort=("-at",))
    person_merges: Connection[PersonMerge] = list_of(merging_models.PersonMerge, sort=("-at",), scope=MERGE_PERSONS)
    institution: Institution | None = one_by(institution_models.Institution, "code", "One institution, by its code.")
    institutions: Connection[Institution] = list_of(institution_models.Institution, sort=("code",))
    stored_documents: Connection[StoredDocument] = list_of(delivery_models.StoredDocument, sort=("name",))
    webhook_endpoints: Connection[WebhookEndpoint] = list_of(delivery_models.WebhookEndpoint, sort=("name",))
    webhook_endpoint: WebhookEndpoint | None = one_by_id(delivery_models.WebhookEndpoint, "One endpoint of a partner.")
    delivery: Delivery | None = one_by_id(delivery_models.Delivery, "One message to an endpoint.")
    questions: Connection[Question] = list_of(
        question_models.Question, sort=("-asked_at",), description="Questions to partner systems, and their answers."
    )
    dry_run: Json = strawberry.field(
        resolver=_dry_run,
        description="What a stored document would send for a past event, or for a made-up one of a kind.",
    )
    district: District | None = one_by(district_models.District, "code", "One district, by its canonical code.")
    districts: Connection[District] = list_of(
        district_models.District,
        sort=("code",),
        extra={"member": (bool, lambda v: Where(text="{row}.member = :v", values={"v": (v, "bool")}))},
    )
    holidays: Connection[Holiday] = list_of(calendar_models.Holiday, sort=("day",))
    industries: Connection[Industry] = list_of(
        industry_models.Industry,
        sort=("code",),
        extra={
            "revision": (int, lambda v: Where(text="{row}.revision = :v", values={"v": (v, "int")})),
            "under": (str, lambda v: Where(text="{row}.parent_code = :v", values={"v": (v, "text")})),
        },
    )
    hs_codes: Connection[HsCode] = list_of(
        industry_models.HsCode,
        sort=("code",),
        extra={"under": (str, lambda v: Where(text="{row}.parent_code = :v", values={"v": (v, "text")}))},
    )
