"""Startup refusals about tables and migrations, each shown by a broken plugin."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from majung.plugin.contract import ConsultationKind, SearchSource, Tables, TaskSource
from majung.texts import Text

LOAN = """
class Loan(Table):
    name = fields.CharField(max_length=50)
    class Meta:
        table = "alpha_loan"
    access = Access(prefix="alphaloan", policy=public(), plain=("name",))
"""


LOAN_ALONE = (
    "from tortoise import fields\nfrom majung.access.policy import public\n"
    "from majung.storage.table import Access, Table\n" + LOAN
)


def pointing(reference: str, prefix: str = "alphaloan", plain: str = "firm_id") -> str:
    """A table with one reference, called `firm`."""
    return f"""
class Loan(Table):
    firm = {reference}
    class Meta:
        table = "alpha_loan"
    access = Access(prefix="{prefix}", policy=public(), plain=("{plain}",))
"""


WAITING = TaskSource(name="alpha.loans", title=Text("대출", "Loans"), table="alpha_loan", waiting="true")
BETA = LOAN.replace("alpha", "beta").replace("Loan", "Grant")

TABLES: dict[str, Any] = {
    "table outside its prefix": (
        "TABLE_OUTSIDE_PREFIX",
        lambda w: [w.stores(LOAN.replace("alpha_loan", "loan"))],
        ("plugin 'alpha': table Loan is stored as 'loan'", 'expected in its Meta is table = "alpha_…"'),
    ),
    "table in another's prefix": (
        "TABLE_OUTSIDE_PREFIX",
        lambda w: [w.stores(LOAN.replace("alpha_loan", "alpha_one_loan")), w.plugin("alpha_one")],
        ("plugin 'alpha': table Loan is stored as 'alpha_one_loan'", "where plugin 'alpha_one' keeps its tables"),
    ),
    "prefix of the core": (
        "BAD_NAME",
        lambda w: [w.plugin("firm")],
        (
            "plugin 'firm' would own the tables that begin with firm_, as firm_",
            "of 'core' do",
            "expected is another name",
        ),
    ),
    "table without access": (
        "BAD_ACCESS",
        lambda w: [w.stores(LOAN.partition("    access")[0])],
        ("plugin 'alpha': table Loan has no access declaration", "access = Access(prefix=…, policy=…, plain=…)"),
    ),
    "column without class": (
        "BAD_ACCESS",
        lambda w: [w.stores(LOAN.replace('plain=("name",)', "plain=()"))],
        ("plugin 'alpha': column Loan.name has no personal class", "`plain` or `personal`"),
    ),
    "policy follows an unknown table": (
        "BAD_ACCESS",
        lambda w: [
            w.stores(pointing('refers("core.Firm")').replace("public()", "Policy(firm=follows('firm_id', 'frm'))"))
        ],
        ("plugin 'alpha': policy of Loan for firm follows column firm_id to table frm, which nobody declares",),
    ),
    "policy looks at an unknown table": (
        "BAD_ACCESS",
        lambda w: [w.stores(LOAN.replace("public()", "Policy(partner=behind('frm', 'loan_id'))"))],
        ("plugin 'alpha': policy of Loan for partner looks at loan_id of table frm, which nobody declares",),
    ),
    "policy looks at an unknown column": (
        "BAD_ACCESS",
        lambda w: [w.stores(LOAN.replace("public()", "Policy(partner=behind('firm', 'loan_id'))"))],
        ("policy of Loan for partner looks at loan_id of table firm, but it has no such column",),
    ),
    "bare model": (
        "NOT_A_TABLE",
        lambda w: [w.stores(LOAN + "class Note(Model):\n    id = fields.IntField(primary_key=True)\n")],
        ("plugin 'alpha'", "models.Note is a bare model", "expected is a subclass of Table"),
    ),
    "module without tables": ("NO_TABLES", lambda w: [w.stores("")], ("plugin 'alpha'", "defines no table")),
    "models that cannot be imported": (
        "IMPORT_FAILED",
        lambda w: [w.stores("import no_such_library")],
        ("plugin 'alpha'", "ModuleNotFoundError: No module named 'no_such_library'", "models.py, line"),
    ),
    "reverse relation on the core": (
        "BAD_FOREIGN_KEY",
        lambda w: [w.stores(pointing('fields.ForeignKeyField("core.Firm", related_name="loans")'))],
        ("plugin 'alpha': Loan.firm points to core.Firm with related_name='loans'", "expected is related_name=False"),
    ),
    "reverse relation on the core by default": (
        "BAD_FOREIGN_KEY",
        lambda w: [w.stores(pointing('fields.OneToOneField("core.Firm")'))],
        ("plugin 'alpha': Loan.firm points to core.Firm with related_name=None", "expected is related_name=False"),
    ),
    "many to many to the core": (
        "BAD_FOREIGN_KEY",
        lambda w: [w.stores(pointing('fields.ManyToManyField("core.Firm")'))],
        ("plugin 'alpha': Loan.firm points to core.Firm as many-to-many", "a table of its own"),
    ),
    "unknown model": (
        "BAD_FOREIGN_KEY",
        lambda w: [w.stores(pointing('refers("core.Company")'))],
        ("plugin 'alpha': Loan.firm points to core.Company, which does not exist; core has", "Firm"),
    ),
    "plugin that is not required": (
        "FOREIGN_KEY_NOT_REQUIRED",
        lambda w: [w.stores(pointing('refers("beta.Grant")')), w.stores(BETA, "beta")],
        (
            "plugin 'alpha': Loan.firm points to beta.Grant, which it does not require",
            "'beta' in the manifest's `requires`",
        ),
    ),
    "id prefix of the core": (
        "ID_PREFIX_TWICE",
        lambda w: [w.stores(LOAN.replace("alphaloan", "firm"))],
        ("plugin 'alpha': ids of Loan begin with 'firm', as those of Firm of 'core' do", "expected is a new prefix"),
    ),
    "search over another's table": (
        "BAD_SEARCH_SOURCE",
        lambda w: [w.stores(LOAN, majung_search_sources=[SearchSource(table="firm", title_column="name")])],
        ("plugin 'alpha' declares search over firm, which is not its table", "expected is one of alpha_loan"),
    ),
    "tasks of another's table": (
        "BAD_TASK_SOURCE",
        lambda w: [w.stores(LOAN, majung_task_sources=[replace(WAITING, table="firm")])],
        ("plugin 'alpha' declares task source alpha.loans over firm, which is not its table", "one of alpha_loan"),
    ),
    "tasks under another's name": (
        "BAD_TASK_SOURCE",
        lambda w: [w.stores(LOAN, majung_task_sources=[replace(WAITING, name="beta.loans")])],
        ("plugin 'alpha' declares task source beta.loans", "expected is alpha.SOMETHING"),
    ),
    "tasks that lead to a bare word": (
        "BAD_TASK_SOURCE",
        lambda w: [w.stores(LOAN, majung_task_sources=[replace(WAITING, subject_type="alphaloan")])],
        ("task source alpha.loans with the subject type alphaloan", "expected is 'alphaloan' in quotes"),
    ),
    "kind of consultation of the core": (
        "NAME_TWICE",
        lambda w: [w.stores(LOAN, majung_consultation_kinds=[ConsultationKind(code="GENERAL", title=WAITING.title)])],
        ("plugin 'alpha' declares kind of consultation GENERAL, which 'core' declares already",),
    ),
    "search by an unknown column": (
        "BAD_SEARCH_SOURCE",
        lambda w: [w.stores(LOAN, majung_search_sources=[SearchSource(table="alpha_loan", title_column="nme")])],
        ("search over alpha_loan by nme, which is not a column of it", "name"),
    ),
}

KEY = '    operations = [ops.CreateModel(name="Loan", fields=[("firm", fields.ForeignKeyField("core.Firm"))])]\n'

MIGRATIONS: dict[str, Any] = {
    "no migrations": (
        "MIGRATIONS_MISSING",
        lambda w: [w.stores(LOAN, migrations=None)],
        ("plugin 'alpha' has tables but no migrations: No module named", "expected is a package", "__init__.py"),
    ),
    "migrations in one module": (
        "MIGRATIONS_MISSING",
        lambda w: [
            w.plugin(majung_tables=Tables(models=f"{w.package(models=LOAN_ALONE)}.models", migrations="json.decoder"))
        ],
        ("plugin 'alpha': its migrations json.decoder are one module", "expected is a package"),
    ),
    "migration that cannot be imported": (
        "BAD_MIGRATION",
        lambda w: [w.stores(LOAN, migrations="import no_such_library")],
        (
            "plugin 'alpha': its migration workshop_",
            "m0001_initial cannot be used: ModuleNotFoundError: No module named",
        ),
    ),
    "foreign key without a dependency": (
        "MIGRATION_WITHOUT_DEPENDENCY",
        lambda w: [w.stores(LOAN, migrations="    dependencies = []\n" + KEY)],
        ("plugin 'alpha': migration m0001_initial makes Loan.firm point to 'core' but does not depend on it",),
    ),
}

BROKEN = TABLES | MIGRATIONS


@pytest.mark.parametrize("broken", BROKEN.values(), ids=BROKEN.keys())
def test_refuses(workshop: Any, broken: Any) -> None:
    workshop.shows(broken)


def test_refused_reference_leaves_no_trace_on_the_core(workshop: Any) -> None:
    from majung.firms.models import Firm

    before = set(Firm._meta.fields_map)
    workshop.refused(workshop.stores(pointing('fields.ForeignKeyField("core.Firm", related_name="traces")')))
    assert set(Firm._meta.fields_map) == before


def test_plugin_built_on_a_refused_one_is_not_resolved_either(workshop: Any) -> None:
    built_on = pointing('refers("alpha.Loan")', "betagrant", "firm_id").replace("alpha_", "beta_")
    problems = workshop.refused(
        workshop.stores(pointing('refers("core.Company")')),
        workshop.stores(built_on, "beta", requires={"alpha": ">=1"}),
    )
    assert [(p.plugin, p.code) for p in problems] == [("alpha", "BAD_FOREIGN_KEY")]


def test_takes_a_foreign_key_whose_migration_depends_on_the_core(workshop: Any) -> None:
    registry = workshop.load(workshop.stores(pointing('refers("core.Firm")'), migrations=KEY))
    assert [t.table_name() for t in registry.tables("alpha")] == ["alpha_loan"]


async def test_tells_an_unwritten_migration(workshop: Any) -> None:
    from majung.plugin.migrations import unwritten_migrations

    registry = workshop.load(workshop.stores(LOAN))
    [problem] = [p for p in await unwritten_migrations(registry) if p.plugin == "alpha"]
    assert problem.code == "MIGRATION_UNWRITTEN"
    assert "plugin 'alpha': its models have changed, but no migration in workshop_" in problem.message
