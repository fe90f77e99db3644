"""Change 0001_initial of the tables of second, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('example', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Rating',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('voucher', fields.ForeignKeyField('example.Voucher', source_field='voucher_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('workshop', fields.ForeignKeyField('example.Workshop', source_field='workshop_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('stars', fields.SmallIntField()),
            ],
            options={'table': 'second_rating', 'app': 'second', 'constraints': [UniqueConstraint(fields=('voucher_id',), name='second_rating_once')], 'indexes': [Index(fields=['workshop_id'])], 'pk_attr': 'id', 'table_description': 'One to five stars for the work done on one voucher.'},
            bases=['Table'],
        ),
    ]
