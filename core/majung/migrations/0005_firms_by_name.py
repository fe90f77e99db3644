"""Change 0002_firms_by_name of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0004_list_exports')]

    initial = False

    operations = [
        ops.AddIndex(
            model_name='Firm',
            index=Index(fields=['name', 'id']),
        ),
    ]
