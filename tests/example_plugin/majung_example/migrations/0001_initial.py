"""Change 0001_initial of the tables of example, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.columns import EncryptedText
from majung.storage.ids import uuid7
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.contrib.postgres.indexes import GinIndex
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = True

    operations = [
        ops.CreateModel(
            name='Advice',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('verdict', fields.CharField(max_length=10)),
                ('adviser_name', fields.CharField(max_length=100)),
                ('adviser_phone', EncryptedText(null=True, unique=False)),
                ('given_on', fields.DateField()),
            ],
            options={'table': 'example_advice', 'app': 'example', 'indexes': [Index(fields=['application_id'])], 'pk_attr': 'id', 'table_description': 'What an adviser thinks of an application: SOUND or DOUBTFUL. The firm does not see who said it.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Workshop',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('code', fields.CharField(unique=True, max_length=20)),
                ('name', fields.CharField(max_length=200)),
                ('hourly_krw', fields.BigIntField()),
                ('district_code', fields.CharField(null=True, max_length=10)),
                ('search_jamo', fields.TextField(default='', unique=False)),
                ('search_initials', fields.TextField(default='', unique=False)),
                ('search_grams', ArrayField(default=list, element_type='TEXT')),
            ],
            options={'table': 'example_workshop', 'app': 'example', 'indexes': [GinIndex(fields=['search_grams'])], 'pk_attr': 'id', 'table_description': 'A place that makes prototypes, at a price for each hour in won; everyone may know it.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Voucher',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('workshop', fields.ForeignKeyField('example.Workshop', source_field='workshop_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('amount_krw', fields.BigIntField()),
                ('state', fields.CharField(default='ISSUED', max_length=10)),
                ('issued_on', fields.DateField()),
                ('valid_until', fields.DateField()),
                ('redeemed_on', fields.DateField(null=True)),
            ],
            options={'table': 'example_voucher', 'app': 'example', 'constraints': [UniqueConstraint(fields=('application_id',), name='example_voucher_once')], 'indexes': [Index(fields=['firm_id', 'issued_on']), Index(fields=['state', 'valid_until'])], 'pk_attr': 'id', 'table_description': 'A voucher of a firm, in won: ISSUED until a day, then REDEEMED at a workshop, or EXPIRED.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Visit',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('voucher', fields.ForeignKeyField('example.Voucher', source_field='voucher_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('planned_on', fields.DateField()),
            ],
            options={'table': 'example_visit', 'app': 'example', 'unique_together': (('voucher_id',),), 'pk_attr': 'id', 'table_description': 'A visit to see what became of a voucher.'},
            bases=['Table'],
        ),
    ]
