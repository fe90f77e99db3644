"""Change 0001_initial of the tables of midlife_jobs, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from orjson import loads
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

AGES = """
insert into midlife_jobs_age_rule (id, valid_from, age_from, age_to, source)
values (gen_random_uuid(), '2023-01-01', 40, 69, '신중년 일자리 사업 공고(2023)')
"""


ONE_LIVE = """
-- two persons who turn out to be one have one running hire and one place, or are not merged before one is ended
create unique index midlife_jobs_hire_one_live on midlife_jobs_hire (person_id) where live_key is not null;
create unique index midlife_jobs_placement_one_live on midlife_jobs_placement (person_id) where live_key is not null
"""


class Migration(migrations.Migration):
    dependencies = [('core', '0014_consent_to_firm'), ('jobs', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='AgeRule',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('valid_from', fields.DateField(unique=True)),
                ('age_from', fields.SmallIntField()),
                ('age_to', fields.SmallIntField()),
                ('source', fields.CharField(max_length=300)),
            ],
            options={'table': 'midlife_jobs_age_rule', 'app': 'midlife_jobs', 'pk_attr': 'id', 'table_description': 'Who is 신중년 for this centre from a day on: completed years, both included. Other programs have their own.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='CounsellingPlan',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('seeker', fields.ForeignKeyField('jobs.Seeker', source_field='seeker_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('aim', fields.CharField(max_length=20)),
                ('strengths', fields.TextField(default='', unique=False)),
                ('steps', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
                ('review_on', fields.DateField(null=True)),
                ('made_by', fields.CharField(max_length=200)),
                ('made_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'midlife_jobs_plan', 'app': 'midlife_jobs', 'indexes': [Index(fields=['seeker_id']), Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': 'A tailored plan of a seeker: the aim, strengths, and steps with their days (each `{words, due_on, done_on}`).'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='ExperienceProject',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('district_code', fields.CharField(max_length=10)),
                ('year', fields.SmallIntField()),
                ('title', fields.CharField(max_length=200)),
                ('host', fields.CharField(default='', max_length=200)),
                ('places', fields.IntField()),
                ('taken', fields.IntField(default=0)),
                ('wage_month_krw', fields.BigIntField()),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField()),
                ('closed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'midlife_jobs_project', 'app': 'midlife_jobs', 'constraints': [CheckConstraint(check='taken between 0 and places', name='midlife_jobs_project_places'), CheckConstraint(check='starts_on <= ends_on', name='midlife_jobs_project_days')], 'indexes': [Index(fields=['district_code', 'year'])], 'pk_attr': 'id', 'table_description': 'An experience job (경력형 일자리) of a si/gun with its places; the wage in won a month.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='ExperiencePlacement',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('project', fields.ForeignKeyField('midlife_jobs.ExperienceProject', source_field='project_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('seeker', fields.ForeignKeyField('jobs.Seeker', source_field='seeker_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('district_code', fields.CharField(max_length=10)),
                ('joined_on', fields.DateField()),
                ('ended_on', fields.DateField(null=True)),
                ('live_key', fields.UUIDField(null=True, unique=True)),
                ('entered_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'midlife_jobs_placement', 'app': 'midlife_jobs', 'indexes': [Index(fields=['project_id']), Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': "A person who takes part in an experience job. `live_key` is the person's id while it runs."},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='IncentiveHire',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('referral', fields.ForeignKeyField('jobs.JobReferral', source_field='referral_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('rules', fields.ForeignKeyField('core.EditionRules', source_field='rules_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('worker_record', fields.ForeignKeyField('core.SupportRecord', source_field='worker_record_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm_record', fields.ForeignKeyField('core.SupportRecord', source_field='firm_record_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('hired_on', fields.DateField()),
                ('left_on', fields.DateField(null=True)),
                ('state', fields.CharField(default='RUNNING', max_length=10)),
                ('live_key', fields.UUIDField(null=True, unique=True)),
                ('entered_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'midlife_jobs_hire', 'app': 'midlife_jobs', 'indexes': [Index(fields=['firm_id']), Index(fields=['person_id']), Index(fields=['application_id']), Index(fields=['referral_id'])], 'pk_attr': 'id', 'table_description': "A hire that is supported. `live_key` is the person's id while it runs: one at a time for each person."},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='IncentiveMonth',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('hire', fields.ForeignKeyField('midlife_jobs.IncentiveHire', source_field='hire_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.SmallIntField()),
                ('starts_on', fields.DateField()),
                ('ends_on', fields.DateField()),
                ('insured', fields.BooleanField()),
                ('wage_krw', fields.BigIntField()),
                ('reported_by', fields.CharField(max_length=200)),
                ('worker_claim', fields.ForeignKeyField('core.Claim', source_field='worker_claim_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm_claim', fields.ForeignKeyField('core.Claim', source_field='firm_claim_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'midlife_jobs_month', 'app': 'midlife_jobs', 'constraints': [UniqueConstraint(fields=('hire_id', 'number'), name='midlife_jobs_month_once')], 'indexes': [Index(fields=['person_id', 'starts_on'])], 'pk_attr': 'id', 'table_description': 'What was reported of one month of a hire, and the claims of worker and firm for it. Wage in won.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='SearchCost',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('claim', fields.ForeignKeyField('core.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('cost_kind', fields.CharField(max_length=40)),
                ('cost_on', fields.DateField()),
                ('cost_krw', fields.BigIntField()),
                ('payable_krw', fields.BigIntField()),
            ],
            options={'table': 'midlife_jobs_search_cost', 'app': 'midlife_jobs', 'indexes': [Index(fields=['application_id']), Index(fields=['person_id']), Index(fields=['claim_id'])], 'pk_attr': 'id', 'table_description': "Costs of looking for work that a person claims; the money itself is the core's claim. Amounts in won."},
            bases=['Table'],
        ),
        ops.RunSQL(AGES),
        ops.RunSQL(ONE_LIVE),
    ]
