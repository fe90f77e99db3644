"""Change 0002_deliveries of the tables of core, written from its models."""

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

class Migration(migrations.Migration):
    dependencies = [('core', '0006_people_at_work')]

    initial = False

    operations = [
        ops.CreateModel(
            name='StoredDocument',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('institution', fields.ForeignKeyField('core.Institution', source_field='institution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('mandate', fields.ForeignKeyField('core.Mandate', source_field='mandate_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=100)),
                ('text', fields.TextField(unique=False)),
                ('variables', fields.JSONField(encoder=JSON_DUMPS, decoder=loads)),
                ('revision', fields.IntField(default=1)),
                ('field', fields.CharField(max_length=100)),
                ('cost', fields.IntField()),
                ('schema_mark', fields.CharField(max_length=64)),
                ('state', fields.CharField(default='ACTIVE', max_length=10)),
                ('parked_reason', fields.CharField(null=True, max_length=1000)),
            ],
            options={'table': 'stored_document', 'app': 'core', 'unique_together': (('institution_id', 'name'),), 'pk_attr': 'id', 'table_description': 'A subscription document that a partner stored once: its selection shapes what any transport sends.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='WebhookEndpoint',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('institution', fields.ForeignKeyField('core.Institution', source_field='institution_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('document', fields.ForeignKeyField('core.StoredDocument', source_field='document_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.CharField(max_length=100)),
                ('url', fields.CharField(max_length=1000)),
                ('answers', ArrayField(default=list, element_type='TEXT')),
                ('state', fields.CharField(default='ACTIVE', max_length=10)),
                ('reason', fields.CharField(null=True, max_length=500)),
                ('state_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
            ],
            options={'table': 'webhook_endpoint', 'app': 'core', 'unique_together': (('institution_id', 'name'),), 'pk_attr': 'id', 'table_description': "Where a partner's system is told what happened: an address, the document that says what, and how it stands."},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Delivery',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('endpoint', fields.ForeignKeyField('core.WebhookEndpoint', source_field='endpoint_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=10)),
                ('seq', fields.BigIntField()),
                ('event_id', fields.UUIDField()),
                ('event_position', fields.BigIntField()),
                ('event_type', fields.CharField(max_length=100)),
                ('subject_id', fields.UUIDField()),
                ('once_key', fields.CharField(null=True, unique=True, max_length=80)),
                ('document_revision', fields.IntField(null=True)),
                ('body', EncryptedText(null=True, unique=False)),
                ('digest', fields.CharField(null=True, max_length=64)),
                ('rights', fields.CharField(null=True, max_length=64)),
                ('state', fields.CharField(default='WAITING', max_length=10)),
                ('reason', fields.CharField(null=True, max_length=200)),
                ('attempts', fields.IntField(default=0)),
                ('next_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('claimed_by', fields.UUIDField(null=True)),
                ('claimed_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('created_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('by', fields.CharField(max_length=200)),
            ],
            options={'table': 'delivery', 'app': 'core', 'indexes': [Index(fields=['endpoint_id', 'state', 'seq']), Index(fields=['endpoint_id', 'event_position'])], 'pk_attr': 'id', 'table_description': 'One message for one endpoint: of an event, of one that is told again (REPLAY), or of a test.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='DeliveryAttempt',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('delivery', fields.ForeignKeyField('core.Delivery', source_field='delivery_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.IntField()),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('signed_at', fields.BigIntField(null=True)),
                ('signature', fields.CharField(null=True, max_length=500)),
                ('address', fields.CharField(null=True, max_length=60)),
                ('status', fields.IntField(null=True)),
                ('outcome', fields.CharField(max_length=20)),
                ('code', fields.CharField(null=True, max_length=60)),
                ('answer', fields.TextField(null=True, unique=False)),
                ('duration_ms', fields.IntField()),
            ],
            options={'table': 'delivery_attempt', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One try: when, to which address, with which signature, what came back after how many milliseconds.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='EndpointProgress',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('endpoint', fields.ForeignKeyField('core.WebhookEndpoint', source_field='endpoint_id', unique=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('position', fields.BigIntField()),
                ('last_seq', fields.BigIntField(default=0)),
                ('failures', fields.IntField(default=0)),
                ('failing_since', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('rest_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_delivered_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('last_failure', fields.CharField(null=True, max_length=200)),
            ],
            options={'table': 'endpoint_progress', 'app': 'core', 'pk_attr': 'id', 'table_description': 'How far an endpoint has come and how it does; apart from the endpoint because it changes with each delivery.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='EndpointSecret',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('endpoint', fields.ForeignKeyField('core.WebhookEndpoint', source_field='endpoint_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('secret', EncryptedText(unique=False)),
                ('valid_from', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('valid_until', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'endpoint_secret', 'app': 'core', 'pk_attr': 'id', 'table_description': "A secret that signs what is sent to an endpoint; two are in force while one takes the other's place."},
            bases=['Table'],
        ),
    ]
