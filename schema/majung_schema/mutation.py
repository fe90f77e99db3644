"""The root of all changes; one file for each noun in `changes/`; plugins add their own."""

from __future__ import annotations

import strawberry

from majung_schema.changes.agreements import AgreementChanges
from majung_schema.changes.applications import ApplicationChanges
from majung_schema.changes.committees import CommitteeChanges
from majung_schema.changes.consultations import ConsultationChanges
from majung_schema.changes.deliveries import DeliveryChanges
from majung_schema.changes.documents import DocumentChanges
from majung_schema.changes.evidence import EvidenceChanges
from majung_schema.changes.institutions import InstitutionChanges
from majung_schema.changes.logins import LoginChanges
from majung_schema.changes.merging import MergingChanges
from majung_schema.changes.money import MoneyChanges
from majung_schema.changes.people import PeopleChanges
from majung_schema.changes.products import ProductChanges
from majung_schema.changes.programs import ProgramChanges
from majung_schema.changes.rights import RightsChanges
from majung_schema.changes.screening import ScreeningChanges
from majung_schema.changes.streams import StreamChanges
from majung_schema.changes.support import SupportChanges


@strawberry.type
class Mutation(
    ApplicationChanges,
    ProgramChanges,
    MoneyChanges,
    PeopleChanges,
    ScreeningChanges,
    CommitteeChanges,
    AgreementChanges,
    ConsultationChanges,
    ProductChanges,
    InstitutionChanges,
    LoginChanges,
    EvidenceChanges,
    DeliveryChanges,
    DocumentChanges,
    StreamChanges,
    MergingChanges,
    RightsChanges,
    SupportChanges,
):
    """Everything that can be changed. Each change happens whole or not at all."""
