"""Change 0016_access_seals of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0015_logins')]

    initial = False

    operations = [
        ops.CreateModel(
            name='AccessSeal',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('number', fields.BigIntField(unique=True)),
                ('count', fields.IntField()),
                ('first_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('last_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('records_hash', fields.CharField(max_length=64)),
                ('previous', fields.CharField(max_length=64)),
                ('hash', fields.CharField(max_length=64)),
                ('sealed_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'access_seal', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One link of the chain over access records: what a batch of them was when it was sealed, and the link before.'},
            bases=['Table'],
        ),
        ops.AddField(
            model_name='AccessRecord',
            name='seal',
            field=fields.BigIntField(null=True, db_index=True),
        ),
    ]
