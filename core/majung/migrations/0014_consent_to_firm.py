"""Change 0014_consent_to_firm of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields

class Migration(migrations.Migration):
    dependencies = [('core', '0013_questions')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Consent',
            name='recipient_firm',
            field=fields.ForeignKeyField('core.Firm', source_field='recipient_firm_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
    ]
