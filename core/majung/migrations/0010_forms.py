"""Change 0010_forms of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from orjson import loads
from tortoise.fields.data import JSON_DUMPS
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0009_partitioned_event_log')]

    initial = False

    operations = [
        ops.CreateModel(
            name='ApplicationForm',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('program_code', fields.CharField(max_length=100)),
                ('form_version', fields.IntField()),
                ('form', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
            ],
            options={'table': 'application_form', 'app': 'core', 'unique_together': (('program_code', 'form_version'),), 'pk_attr': 'id', 'table_description': "A version of a program's form as it was declared, so that what was filled in with it can still be drawn."},
            bases=['Table'],
        ),
        ops.AddField(
            model_name='Application',
            name='helper_fee_krw',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='Application',
            name='helper_kind',
            field=fields.CharField(null=True, max_length=10),
        ),
        ops.AddField(
            model_name='Application',
            name='helper_name',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='Application',
            name='helper_organisation',
            field=fields.CharField(null=True, max_length=200),
        ),
    ]
