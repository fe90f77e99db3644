"""Change 0017_trusted_documents of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0016_access_seals')]

    initial = False

    operations = [
        ops.CreateModel(
            name='TrustedDocument',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('sha256', fields.CharField(unique=True, max_length=64)),
                ('text', fields.TextField(unique=False)),
                ('name', fields.CharField(max_length=300)),
                ('by', fields.CharField(max_length=200)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'trusted_document', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A GraphQL document of a frontend that was built here: it may be asked by its hash, also where nothing else may.'},
            bases=['Table'],
        ),
    ]
