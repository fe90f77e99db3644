"""Change 0002_idempotency_keys of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from uuid import uuid4
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='IdempotencyKey',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid4, unique=True, db_index=True)),
                ('holder', fields.CharField(max_length=200)),
                ('key', fields.CharField(max_length=200)),
                ('place', fields.CharField(max_length=200)),
                ('fingerprint', fields.CharField(max_length=64)),
                ('record_table', fields.CharField(null=True, max_length=100)),
                ('record_id', fields.UUIDField(null=True)),
                ('at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'idempotency_key', 'app': 'core', 'unique_together': (('holder', 'key', 'place'),), 'indexes': [Index(fields=['holder', 'at'])], 'pk_attr': 'id', 'table_description': "A change that was made under a client's key; written in the transaction of the change itself."},
            bases=['Model'],
        ),
    ]
