"""Change 0003_list_exports of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0003_evidence')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ListExport',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('at', fields.DatetimeField(db_index=True, auto_now=False, auto_now_add=False)),
                ('actor', fields.CharField(max_length=200)),
                ('kind', fields.CharField(max_length=10)),
                ('mandate_id', fields.UUIDField(null=True)),
                ('origin', fields.CharField(null=True, max_length=100)),
                ('operation', fields.CharField(max_length=200)),
                ('document', fields.TextField(unique=False)),
                ('columns', ArrayField(default=list, element_type='TEXT')),
                ('format', fields.CharField(max_length=10)),
                ('rows', fields.IntField()),
                ('purpose', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'list_export', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A list that was exported as a file; the access records of its pages carry the same `operation`.'},
            bases=['Table'],
        ),
    ]
