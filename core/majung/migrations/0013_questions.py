"""Change 0008_questions of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.columns import EncryptedText
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0012_merging')]

    initial = False

    operations = [
        ops.CreateModel(
            name='Question',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('hook', fields.CharField(max_length=100)),
                ('institution', fields.ForeignKeyField('core.Institution', source_field='institution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('endpoint', fields.ForeignKeyField('core.WebhookEndpoint', source_field='endpoint_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('delivery', fields.ForeignKeyField('core.Delivery', source_field='delivery_id', unique=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('event_position', fields.BigIntField()),
                ('once_key', fields.CharField(unique=True, max_length=200)),
                ('state', fields.CharField(default='ASKED', max_length=10)),
                ('asked_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('deadline', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('answered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('answer', EncryptedText(null=True, unique=False)),
                ('digest', fields.CharField(null=True, max_length=64)),
                ('reason', fields.CharField(null=True, max_length=500)),
                ('refusal', fields.CharField(null=True, max_length=500)),
            ],
            options={'table': 'question', 'app': 'core', 'indexes': [Index(fields=['state', 'deadline'])], 'pk_attr': 'id', 'table_description': 'One question to one institution about one event: ASKED, LATER, then YES, NO or LAPSED.'},
            bases=['Table'],
        ),
    ]
