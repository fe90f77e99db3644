"""Change 0001_initial of the tables of bench, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='ExportRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('number', fields.CharField(max_length=20)),
                ('year', fields.SmallIntField()),
                ('month', fields.SmallIntField()),
                ('shipped_on', fields.DateField()),
                ('hs_code', fields.CharField(max_length=6)),
                ('country', fields.CharField(max_length=2)),
                ('amount_usd', fields.DecimalField(max_digits=14, decimal_places=2)),
                ('weight_kg', fields.DecimalField(max_digits=12, decimal_places=1)),
                ('buyer', fields.CharField(max_length=100)),
                ('terms', fields.CharField(max_length=3)),
            ],
            options={'table': 'bench_export_record', 'app': 'bench', 'indexes': [Index(fields=['firm_id', 'id'])], 'pk_attr': 'id', 'table_description': 'What a firm shipped under one code of goods to one country, in US dollars and kilograms.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Posting',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(max_length=100)),
                ('openings', fields.SmallIntField()),
                ('pay_krw', fields.BigIntField()),
                ('open_until', fields.DateField()),
                ('state', fields.CharField(max_length=10)),
            ],
            options={'table': 'bench_posting', 'app': 'bench', 'indexes': [Index(fields=['firm_id', 'id'])], 'pk_attr': 'id', 'table_description': 'A job that a firm offers, with its yearly pay in won.'},
            bases=['Table'],
        ),
    ]
