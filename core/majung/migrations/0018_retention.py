"""Change 0018_retention of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.columns import EncryptedText
from majung.storage.ids import uuid7
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('core', '0017_trusted_documents')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Destruction',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('run_id', fields.UUIDField(db_index=True)),
                ('at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
                ('ground', fields.CharField(max_length=20)),
                ('retention', fields.CharField(max_length=60)),
                ('of_table', fields.CharField(max_length=63)),
                ('columns', ArrayField(default=list, element_type='TEXT')),
                ('rows', fields.IntField()),
                ('earlier', fields.IntField()),
                ('term_id', fields.UUIDField(null=True)),
                ('basis', fields.CharField(max_length=300)),
            ],
            options={'table': 'destruction', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One batch that was destroyed: of which table and columns, how many rows and earlier versions, why, by whom.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Erasure',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
                ('by_themself', fields.BooleanField()),
                ('reason', fields.CharField(max_length=500)),
                ('answer', fields.JSONField(default=list, encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'erasure', 'app': 'core', 'indexes': [Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': "That a person's data were destroyed on request, and what was kept of them, why and until when."},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='KeptIdentity',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('identity', EncryptedText(null=True, unique=False)),
                ('kept_until', fields.DateField()),
                ('basis', fields.CharField(max_length=300)),
                ('put_apart_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'kept_identity', 'app': 'core', 'constraints': [UniqueConstraint(fields=('person_id',), name='kept_identity_of_person')], 'pk_attr': 'id', 'table_description': 'Who a person was whose data are destroyed but for what a law keeps: apart from all other data, until a day.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='RetentionTerm',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('retention', fields.CharField(null=True, max_length=60)),
                ('of_table', fields.CharField(null=True, max_length=63)),
                ('effect', fields.CharField(max_length=10)),
                ('months', fields.IntField()),
                ('counts_from', fields.CharField(default='ROW', max_length=10)),
                ('keeps_identity', fields.BooleanField(default=False)),
                ('basis', fields.CharField(max_length=300)),
                ('valid_from', fields.DateField()),
                ('valid_to', fields.DateField(null=True)),
                ('entered_by', fields.CharField(max_length=200)),
                ('confirmed_by', fields.CharField(null=True, max_length=200)),
                ('confirmed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'retention_term', 'app': 'core', 'constraints': [CheckConstraint(check='(retention is null) <> (of_table is null)', name='retention_term_of_one'), CheckConstraint(check="effect in ('DESTROY', 'KEEP')", name='retention_term_effect'), CheckConstraint(check="counts_from in ('ROW', 'PERSON', 'YEAR_AFTER')", name='retention_term_counts_from'), CheckConstraint(check='months > 0', name='retention_term_months')], 'pk_attr': 'id', 'table_description': 'For how many months personal data of a class, or of one table, are kept, and on what ground.'},
            bases=['Table'],
        ),
        ops.AddField(
            model_name='AccessSeal',
            name='destroyed_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AlterField(
            model_name='Document',
            name='file',
            field=fields.ForeignKeyField('core.StoredFile', source_field='file_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
