"""Documents: files by their content, what each is a document of, and the records it was handed in with."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields

from majung.access.personal import Personal
from majung.access.policy import (
    Policy,
    any_of,
    behind,
    follows,
    own_firm,
    own_person,
    public,
    whole_province,
)
from majung.storage.columns import may_refer, refers, texts
from majung.storage.table import Access, Table


class DocumentType(Table):
    """A type of document (tax clearance, business registration …): for how many days after its issue it counts,
    whether it must be dated, which media types and how many bytes it may have (none said: what is accepted at all).
    """

    code = fields.CharField(max_length=100, unique=True)
    title_ko = fields.CharField(max_length=200)
    title_en = fields.CharField(max_length=200, default="")
    valid_days = fields.IntField(null=True)
    dated = fields.BooleanField(default=False)
    media_types = texts()
    max_bytes = fields.BigIntField(null=True)

    class Meta:
        table = "document_type"

    access = Access(
        prefix="doctype",
        policy=public(),
        plain=("code", "title_ko", "title_en", "valid_days", "dated", "media_types", "max_bytes"),
    )


class StoredFile(Table):
    """A file's content, once, however many documents have it; its bytes are in the store under `sha256`.

    `scan` is None until a virus scan has looked at it, then CLEAN or INFECTED.
    """

    sha256 = fields.CharField(max_length=64, unique=True)
    size = fields.BigIntField()
    media_type = fields.CharField(max_length=100)
    scan = fields.CharField(max_length=10, null=True)
    scanned_at = fields.DatetimeField(null=True)
    stored_at = fields.DatetimeField()

    class Meta:
        table = "stored_file"

    _held = behind("document", "file_id")
    access = Access(
        prefix="file",
        policy=Policy(official=_held, firm=_held, person=_held, partner=_held),
        plain=("sha256", "size", "media_type", "scan", "scanned_at", "stored_at"),
        history=False,
    )


class Document(Table):
    """A document of a firm or a person, uploaded once and handed in as often as it counts.

    `filename` is whatever the sender called it. `removed_at` takes it out of use; what was handed in stays. Without a
    file it was destroyed after its term or on request; the sweep deletes the content that no document has any more.
    """

    file = may_refer("core.StoredFile")
    file_id: UUID | None
    type_code = fields.CharField(max_length=100)
    firm = may_refer("core.Firm")
    firm_id: UUID | None
    person = may_refer("core.Person")
    person_id: UUID | None
    title = fields.CharField(max_length=300, default="")
    filename = fields.CharField(max_length=300, default="")
    number = fields.CharField(max_length=100, default="")
    issued_by = fields.CharField(max_length=200, default="")
    issued_on = fields.DateField(null=True)
    valid_until = fields.DateField(null=True)
    uploaded_at = fields.DatetimeField()
    uploaded_by = fields.CharField(max_length=200)
    removed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "document"
        indexes = (("firm_id", "type_code"), ("person_id",), ("file_id",))

    access = Access(
        prefix="doc",
        policy=Policy(
            official=any_of(
                whole_province(),
                follows("firm_id", "firm"),
                follows("person_id", "person"),
                behind("document_use", "document_id"),
            ),
            firm=own_firm(),
            person=own_person(),
            partner=behind("document_use", "document_id"),
        ),
        plain=(
            "file_id", "type_code", "firm_id", "person_id", "title", "number", "issued_by", "issued_on", "valid_until",
            "uploaded_at", "uploaded_by", "removed_at",
        ),
        personal={"filename": Personal(firm="firm_id")},
        dated="uploaded_at",
        destroyed_too=("title", "number", "file_id"),
        binding="exists (select from document_use u left join application a on a.id = u.application_id"
        " where u.document_id = {row}.id and (u.claim_id is not null or a.submitted_at is not null))",
    )  # fmt: skip


class DocumentUse(Table):
    """That a document was handed in with an application or a claim; who sees that record sees the document."""

    document = refers("core.Document")
    document_id: UUID
    application = may_refer("core.Application")
    application_id: UUID | None
    claim = may_refer("core.Claim")
    claim_id: UUID | None
    used_at = fields.DatetimeField()
    used_by = fields.CharField(max_length=200)

    class Meta:
        table = "document_use"
        unique_together = (("document_id", "application_id"), ("document_id", "claim_id"))
        indexes = (("application_id",), ("claim_id",))

    access = Access(
        prefix="docuse",
        policy=Policy(
            official=any_of(follows("application_id", "application"), follows("claim_id", "claim")),
            firm=follows("document_id", "document"),
            person=follows("document_id", "document"),
            partner=any_of(follows("application_id", "application"), follows("claim_id", "claim")),
        ),
        plain=("document_id", "application_id", "claim_id", "used_at", "used_by"),
        history=False,
    )
