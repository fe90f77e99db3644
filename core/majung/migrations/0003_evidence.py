"""Change 0002_evidence of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint

class Migration(migrations.Migration):
    dependencies = [('core', '0002_idempotency_keys')]

    initial = False

    operations = [
        ops.CreateModel(
            name='EvidenceKind',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('code', fields.CharField(unique=True, max_length=40)),
                ('title_ko', fields.CharField(max_length=100)),
                ('title_en', fields.CharField(max_length=100)),
                ('grade', fields.CharField(max_length=20)),
                ('number_needed', fields.BooleanField(default=False)),
            ],
            options={'table': 'evidence_kind', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A kind of evidence, the grade of results it proves, and whether it has a number of its own.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='EvidencePiece',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('kind', fields.CharField(max_length=40)),
                ('issuer', fields.CharField(max_length=300)),
                ('issuer_key', fields.CharField(max_length=300)),
                ('number', fields.CharField(max_length=200)),
                ('dated_on', fields.DateField()),
                ('amount', fields.DecimalField(max_digits=20, decimal_places=4)),
                ('currency', fields.CharField(max_length=3)),
                ('fingerprint', fields.CharField(unique=True, max_length=64)),
                ('match_key', fields.CharField(db_index=True, max_length=260)),
                ('first_used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'evidence_piece', 'app': 'core', 'pk_attr': 'id', 'table_description': 'One piece of evidence, however often it was used, as it was first written.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='EvidenceRule',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('program_code', fields.CharField(null=True, max_length=100)),
                ('kind', fields.CharField(null=True, max_length=40)),
                ('on_same', fields.CharField(max_length=10)),
                ('on_similar', fields.CharField(max_length=10)),
                ('rate_days', fields.IntField()),
                ('valid_from', fields.DateField()),
                ('valid_to', fields.DateField(null=True)),
                ('entered_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'evidence_rule', 'app': 'core', 'unique_together': (('program_code', 'kind', 'valid_from'),), 'constraints': [CheckConstraint(check='rate_days >= 0', name='rate_days_not_negative'), CheckConstraint(check='valid_to is null or valid_to >= valid_from', name='evidence_rule_not_reversed')], 'pk_attr': 'id', 'table_description': 'What is done when evidence is claimed again: REFUSE, FLAG or ALLOW; and how old its exchange rate may be.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='ExchangeRate',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('currency', fields.CharField(max_length=3)),
                ('on', fields.DateField()),
                ('rate_krw', fields.DecimalField(max_digits=14, decimal_places=4)),
                ('units', fields.IntField(default=1)),
                ('source', fields.CharField(max_length=100)),
                ('entered_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'exchange_rate', 'app': 'core', 'unique_together': (('currency', 'on', 'source'),), 'constraints': [CheckConstraint(check='rate_krw > 0 and units > 0', name='exchange_rate_positive')], 'pk_attr': 'id', 'table_description': 'Won for `units` of a currency on a day, and who published it. Rates are added, never changed.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='EvidenceUse',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('piece', fields.ForeignKeyField('core.EvidencePiece', source_field='piece_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('purpose', fields.CharField(max_length=10)),
                ('program_code', fields.CharField(max_length=100)),
                ('about_type', fields.CharField(max_length=30)),
                ('about_id', fields.UUIDField(db_index=True)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('institution', fields.ForeignKeyField('core.Institution', source_field='institution_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('amount_krw', fields.BigIntField()),
                ('rate', fields.ForeignKeyField('core.ExchangeRate', source_field='rate_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('document_id', fields.UUIDField(null=True)),
                ('flag', fields.CharField(null=True, max_length=10)),
                ('earlier_use', fields.ForeignKeyField('core.EvidenceUse', source_field='earlier_use_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('verdict', fields.CharField(null=True, max_length=10)),
                ('reviewed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('reviewed_by', fields.CharField(null=True, max_length=200)),
                ('review_note', fields.CharField(default='', max_length=500)),
                ('used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_by', fields.CharField(max_length=200)),
                ('released_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'evidence_use', 'app': 'core', 'indexes': [Index(fields=['piece_id']), Index(fields=['firm_id']), Index(fields=['person_id'])], 'pk_attr': 'id', 'table_description': 'That a piece of evidence was used: for what (MONEY or OUTCOME), by whom, for which record.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Outcome',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('program_code', fields.CharField(max_length=100)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('kind', fields.CharField(max_length=20)),
                ('happened_on', fields.DateField()),
                ('amount', fields.DecimalField(max_digits=20, decimal_places=4)),
                ('unit', fields.CharField(max_length=10)),
                ('grade', fields.CharField(max_length=20)),
                ('counterpart', fields.CharField(default='', max_length=300)),
                ('counterpart_key', fields.CharField(default='', max_length=300)),
                ('country', fields.CharField(null=True, max_length=2)),
                ('note', fields.CharField(default='', max_length=500)),
                ('recorded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('recorded_by', fields.CharField(max_length=200)),
                ('withdrawn_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'outcome', 'app': 'core', 'constraints': [CheckConstraint(check='amount > 0', name='outcome_positive')], 'indexes': [Index(fields=['firm_id']), Index(fields=['person_id']), Index(fields=['program_code', 'kind'])], 'pk_attr': 'id', 'table_description': 'A result that a firm or person reached, told once, proved by evidence of a grade.'},
            bases=['Table'],
        ),
    ]
