"""Change 0002_health_apart of the tables of jobs, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.columns import EncryptedText
from majung.storage.ids import uuid7
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

ONE_LIVE = """
-- two persons who turn out to be one have one running registration, or are not merged before one is closed
create unique index jobs_seeker_one_live on jobs_seeker (person_id) where live_key is not null
"""


class Migration(migrations.Migration):
    dependencies = [('core', '0014_consent_to_firm'), ('jobs', '0001_initial')]

    initial = False

    operations = [
        ops.CreateModel(
            name='SeekerHealth',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('seeker', fields.ForeignKeyField('jobs.Seeker', source_field='seeker_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('consent', fields.ForeignKeyField('core.Consent', source_field='consent_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('health', EncryptedText(null=True, unique=False)),
                ('disability', EncryptedText(null=True, unique=False)),
            ],
            options={'table': 'jobs_health', 'app': 'jobs', 'constraints': [UniqueConstraint(fields=('seeker_id',), name='jobs_health_of_seeker')], 'indexes': [Index(fields=['consent_id'])], 'pk_attr': 'id', 'table_description': 'Health and disability of a seeker, while a consent of their own holds (개인정보 보호법 art. 23).'},
            bases=['Table'],
        ),
        ops.RemoveField(model_name='Seeker', name='disability'),
        ops.RemoveField(model_name='Seeker', name='health'),
        ops.RunSQL(ONE_LIVE),
    ]
