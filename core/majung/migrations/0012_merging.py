"""Change 0010_merging of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from orjson import loads
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0011_screening_to_closing')]

    initial = False

    operations = [
        ops.CreateModel(
            name='FirmMerge',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('survivor_id', fields.UUIDField(db_index=True)),
                ('merged_id', fields.UUIDField(db_index=True)),
                ('merged_name', fields.CharField(max_length=300)),
                ('second_places', ArrayField(default=list, element_type='UUID')),
                ('reason', fields.CharField(max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
                ('account_id', fields.UUIDField(null=True)),
                ('filled', ArrayField(default=list, element_type='TEXT')),
                ('moved', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('undone_by', fields.CharField(null=True, max_length=200)),
                ('undone_reason', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'firm_merge', 'app': 'core', 'pk_attr': 'id', 'table_description': 'That two records were one firm: `merged_id` now stands for the survivor, until the merge is undone.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='FirmSuccession',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=20)),
                ('on', fields.DateField()),
                ('absorbed', fields.ForeignKeyField('core.Firm', source_field='absorbed_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('before', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('after', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('note', fields.CharField(default='', max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
            ],
            options={'table': 'firm_succession', 'app': 'core', 'unique_together': (('firm_id', 'kind', 'on'),), 'indexes': [Index(fields=['absorbed_id'])], 'pk_attr': 'id', 'table_description': 'That a firm goes on as something else: 상호변경, 법인전환, 합병. It stays the same firm, or takes another in.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='MergeMove',
            fields=[
                ('seq', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('merge_id', fields.UUIDField(db_index=True)),
                ('moved_table', fields.CharField(max_length=100)),
                ('moved_column', fields.CharField(max_length=100)),
                ('row_id', fields.UUIDField()),
                ('moved_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'merge_move', 'app': 'core', 'pk_attr': 'seq', 'table_description': 'A row that a merge pointed at the survivor, so that undoing it finds exactly those.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='PersonMerge',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('survivor_id', fields.UUIDField(db_index=True)),
                ('merged_id', fields.UUIDField(db_index=True)),
                ('reason', fields.CharField(max_length=500)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
                ('account_id', fields.UUIDField(null=True)),
                ('filled', ArrayField(default=list, element_type='TEXT')),
                ('moved', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('undone_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('undone_by', fields.CharField(null=True, max_length=200)),
                ('undone_reason', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'person_merge', 'app': 'core', 'pk_attr': 'id', 'table_description': "That two records were one person; says nothing of who that is, so that only its reader's rights do."},
            bases=['Table'],
        ),
        ops.AddIndex(
            model_name='Firm',
            index=Index(fields=['representative', 'district_code']),
        ),
        ops.AddIndex(
            model_name='Firm',
            index=Index(fields=['name_key', 'representative', 'district_code', 'merged_into_id']),
        ),
        ops.AddIndex(
            model_name='Firm',
            index=Index(fields=['merged_into_id']),
        ),
        ops.AddIndex(
            model_name='FirmIdentifier',
            index=Index(fields=['value']),
        ),
        ops.AddIndex(
            model_name='Person',
            index=Index(fields=['name', 'birth_date']),
        ),
        ops.AddIndex(
            model_name='Person',
            index=Index(fields=['merged_into_id']),
        ),
    ]
