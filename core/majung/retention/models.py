"""Retention terms with their legal basis, what was destroyed under them, and identities that a law keeps apart."""

from __future__ import annotations

from uuid import UUID

from tortoise import fields
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

from majung.access.personal import Personal
from majung.access.policy import EVERYONE, NOBODY, Policy, scoped
from majung.storage.columns import EncryptedText, refers, texts
from majung.storage.table import Access, Table


class RetentionTerm(Table):
    """For how many months personal data of a class, or of one table, are kept, and on what ground.

    `effect` DESTROY: what is older is destroyed. KEEP: a law wants rows of the table (or class) kept so long, and
    nothing destroys them earlier; with `keeps_identity` it also wants to know whose they are. `counts_from` is ROW
    (each row's own date), YEAR_AFTER (the 1 January after that date) or PERSON (the last dealings with the person).
    Until somebody has confirmed a DESTROY term nothing is destroyed by it; a KEEP term holds at once. Personal
    Information Protection Act, art. 21.
    """

    retention = fields.CharField(max_length=60, null=True)
    of_table = fields.CharField(max_length=63, null=True)
    effect = fields.CharField(max_length=10)
    months = fields.IntField()
    counts_from = fields.CharField(max_length=10, default="ROW")
    keeps_identity = fields.BooleanField(default=False)
    basis = fields.CharField(max_length=300)
    valid_from = fields.DateField()
    valid_to = fields.DateField(null=True)
    entered_by = fields.CharField(max_length=200)
    confirmed_by = fields.CharField(max_length=200, null=True)
    confirmed_at = fields.DatetimeField(null=True)

    class Meta:
        table = "retention_term"
        constraints = (
            CheckConstraint(check="(retention is null) <> (of_table is null)", name="retention_term_of_one"),
            CheckConstraint(check="effect in ('DESTROY', 'KEEP')", name="retention_term_effect"),
            CheckConstraint(check="counts_from in ('ROW', 'PERSON', 'YEAR_AFTER')", name="retention_term_counts_from"),
            CheckConstraint(check="months > 0", name="retention_term_months"),
        )

    access = Access(
        prefix="retterm",
        policy=Policy(official=EVERYONE),
        plain=(
            "retention", "of_table", "effect", "months", "counts_from", "keeps_identity", "basis", "valid_from",
            "valid_to", "entered_by", "confirmed_by", "confirmed_at",
        ),
    )  # fmt: skip


class Destruction(Table):
    """One batch that was destroyed: of which table and columns, how many rows and earlier versions, why, by whom.

    `ground` is TERM (its time was over), REQUEST (the person asked) or KEPT_ENDED (a law kept it until then). It says
    nothing of whom. Only the function that destroys writes it, in the same transaction.
    """

    run_id = fields.UUIDField(db_index=True)
    at = fields.DatetimeField(db_index=True)
    by = fields.CharField(max_length=200)
    ground = fields.CharField(max_length=20)
    retention = fields.CharField(max_length=60)
    of_table = fields.CharField(max_length=63)
    columns = texts()
    rows = fields.IntField()
    earlier = fields.IntField()
    term_id = fields.UUIDField(null=True)
    basis = fields.CharField(max_length=300)

    class Meta:
        table = "destruction"

    access = Access(
        prefix="destruction",
        policy=Policy(official=scoped("audit.read"), firm=NOBODY),
        plain=(
            "run_id", "at", "by", "ground", "retention", "of_table", "columns", "rows", "earlier", "term_id", "basis",
        ),
        history=False,
        append_only=True,
    )  # fmt: skip


class KeptIdentity(Table):
    """Who a person was whose data are destroyed but for what a law keeps: apart from all other data, until a day.

    Personal Information Protection Act, art. 21(3). `identity` is JSON of name and birth date; the server shows it to
    nobody, the tables' owner reads it for an audit.
    """

    person = refers("core.Person")
    person_id: UUID
    identity = EncryptedText(null=True)
    kept_until = fields.DateField()
    basis = fields.CharField(max_length=300)
    put_apart_at = fields.DatetimeField()

    class Meta:
        table = "kept_identity"
        constraints = (UniqueConstraint(fields=("person_id",), name="kept_identity_of_person"),)

    access = Access(
        prefix="keptid",
        policy=Policy(official=NOBODY),
        plain=("person_id", "kept_until", "basis", "put_apart_at"),
        personal={"identity": Personal(encrypted=True, staff_only=True, retention="kept_identity")},
        history=False,
    )
