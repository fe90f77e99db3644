"""Change 0002_firms_by_name of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Firm',
            index=Index(fields=['name', 'id']),
        ),
    ]
