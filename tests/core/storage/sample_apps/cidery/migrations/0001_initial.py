"""Change 0001_initial of the tables of cidery, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('orchard', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Cider',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('tree', fields.ForeignKeyField('orchard.Tree', source_field='tree_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('name', fields.TextField(unique=False)),
            ],
            options={'table': 'cidery_cider', 'app': 'cidery', 'pk_attr': 'id', 'table_description': "A cider, made from one tree's apples."},
            bases=['Table'],
        ),
    ]
