"""Change 0001_initial of the tables of orchard, written from its models."""

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

class Migration(migrations.Migration):
    initial = True

    operations = [
        ops.CreateModel(
            name='Tree',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('name', fields.TextField(unique=False)),
                ('height', fields.DecimalField(null=True, max_digits=12, decimal_places=3)),
                ('planted', fields.DateField(null=True)),
                ('yields', fields.BigIntField(default=0)),
                ('tags', ArrayField(default=list, element_type='TEXT')),
                ('notes', fields.JSONField(default=dict, encoder=JSON_DUMPS, decoder=loads)),
                ('secret', fields.BinaryField(null=True)),
            ],
            options={'table': 'tree', 'app': 'orchard', 'pk_attr': 'id', 'table_description': 'A tree, with one column of each kind that history must bring back.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Harvest',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('tree', fields.ForeignKeyField('orchard.Tree', source_field='tree_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kilograms', fields.IntField()),
            ],
            options={'table': 'harvest', 'app': 'orchard', 'pk_attr': 'id', 'table_description': 'What was picked: rows are only ever added.'},
            bases=['Table'],
        ),
    ]
