"""Change 0001_initial of the tables of export_costs, written from its models."""

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
    dependencies = [('core', '0013_questions')]

    initial = True

    operations = [
        ops.CreateModel(
            name='ExportRecord',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('declaration_no', fields.CharField(max_length=40)),
                ('line_no', fields.IntField(default=1)),
                ('declared_on', fields.DateField()),
                ('country', fields.CharField(max_length=2)),
                ('hs6', fields.CharField(max_length=6)),
                ('amount_usd', fields.DecimalField(max_digits=16, decimal_places=2)),
            ],
            options={'table': 'export_costs_record', 'app': 'export_costs', 'unique_together': (('declaration_no', 'line_no'),), 'indexes': [Index(fields=['firm_id', 'declared_on'])], 'pk_attr': 'id', 'table_description': 'One line of an export declaration (수출신고): goods of a firm to a country, in US dollars.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='PaymentBatch',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('number', fields.CharField(unique=True, max_length=100)),
                ('paid_on', fields.DateField()),
                ('costs', fields.IntField()),
                ('amount_krw', fields.BigIntField()),
                ('paid_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'export_costs_batch', 'app': 'export_costs', 'pk_attr': 'id', 'table_description': 'Checked costs that were paid together, under one number; the sum in won.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='ExportCost',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('claim', fields.ForeignKeyField('core.Claim', source_field='claim_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('rules', fields.ForeignKeyField('core.EditionRules', source_field='rules_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('cost_kind', fields.CharField(max_length=40)),
                ('country', fields.CharField(max_length=2)),
                ('buyer', fields.CharField(default='', max_length=200)),
                ('cost_on', fields.DateField()),
                ('eligible_krw', fields.BigIntField()),
                ('by_rate_krw', fields.BigIntField()),
                ('month_left_krw', fields.BigIntField(null=True)),
                ('year_left_krw', fields.BigIntField(null=True)),
                ('budget_left_krw', fields.BigIntField(null=True)),
                ('bound', fields.CharField(null=True, max_length=10)),
                ('checked_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('checked_by', fields.CharField(null=True, max_length=200)),
                ('batch', fields.ForeignKeyField('export_costs.PaymentBatch', source_field='batch_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
            ],
            options={'table': 'export_costs_cost', 'app': 'export_costs', 'unique_together': (('claim_id',),), 'indexes': [Index(fields=['firm_id', 'cost_on']), Index(fields=['application_id']), Index(fields=['batch_id'])], 'pk_attr': 'id', 'table_description': 'A cost that is claimed back: what it was, where the goods went, and how the amount came about.'},
            bases=['Table'],
        ),
    ]
