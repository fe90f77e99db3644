"""Change 0004_documents of the tables of core, written from its models."""

# fmt: off
# ruff: noqa - the ORM's own layout
from tortoise import migrations
from tortoise.migrations import operations as ops
from majung.storage.ids import uuid7
from tortoise.contrib.postgres.fields import ArrayField
from tortoise.fields.base import OnDelete
from tortoise.fields.db_defaults import SqlDefault
from tortoise import fields
from tortoise.indexes import Index

class Migration(migrations.Migration):
    dependencies = [('core', '0007_deliveries')]

    initial = False

    operations = [
        ops.CreateModel(
            name='DocumentType',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('code', fields.CharField(unique=True, max_length=100)),
                ('title_ko', fields.CharField(max_length=200)),
                ('title_en', fields.CharField(default='', max_length=200)),
                ('valid_days', fields.IntField(null=True)),
                ('dated', fields.BooleanField(default=False)),
                ('media_types', ArrayField(default=list, element_type='TEXT')),
                ('max_bytes', fields.BigIntField(null=True)),
            ],
            options={'table': 'document_type', 'app': 'core', 'pk_attr': 'id', 'table_description': 'A type of document (tax clearance, business registration …): for how many days after its issue it counts,'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='StoredFile',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('sha256', fields.CharField(unique=True, max_length=64)),
                ('size', fields.BigIntField()),
                ('media_type', fields.CharField(max_length=100)),
                ('scan', fields.CharField(null=True, max_length=10)),
                ('scanned_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
                ('stored_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'stored_file', 'app': 'core', 'pk_attr': 'id', 'table_description': "A file's content, once, however many documents have it; its bytes are in the store under `sha256`."},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='Document',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('file', fields.ForeignKeyField('core.StoredFile', source_field='file_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('type_code', fields.CharField(max_length=100)),
                ('firm', fields.ForeignKeyField('core.Firm', source_field='firm_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('person', fields.ForeignKeyField('core.Person', source_field='person_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('title', fields.CharField(default='', max_length=300)),
                ('filename', fields.CharField(default='', max_length=300)),
                ('number', fields.CharField(default='', max_length=100)),
                ('issued_by', fields.CharField(default='', max_length=200)),
                ('issued_on', fields.DateField(null=True)),
                ('valid_until', fields.DateField(null=True)),
                ('uploaded_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('uploaded_by', fields.CharField(max_length=200)),
                ('removed_at', fields.DatetimeField(null=True, auto_now=False, auto_now_add=False)),
            ],
            options={'table': 'document', 'app': 'core', 'indexes': [Index(fields=['firm_id', 'type_code']), Index(fields=['person_id']), Index(fields=['file_id'])], 'pk_attr': 'id', 'table_description': 'A document of a firm or a person, uploaded once and handed in as often as it counts.'},
            bases=['Table'],
        ),
        ops.CreateModel(
            name='DocumentUse',
            fields=[
                ('id', fields.UUIDField(primary_key=True, default=uuid7, unique=True, db_index=True)),
                ('version', fields.IntField(default=1, db_default=1)),
                ('sys_from', fields.DatetimeField(db_default=SqlDefault('now()'), auto_now=False, auto_now_add=False)),
                ('document', fields.ForeignKeyField('core.Document', source_field='document_id', db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('application', fields.ForeignKeyField('core.Application', source_field='application_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('claim', fields.ForeignKeyField('core.Claim', source_field='claim_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT)),
                ('used_at', fields.DatetimeField(auto_now=False, auto_now_add=False)),
                ('used_by', fields.CharField(max_length=200)),
            ],
            options={'table': 'document_use', 'app': 'core', 'unique_together': (('document_id', 'application_id'), ('document_id', 'claim_id')), 'indexes': [Index(fields=['application_id']), Index(fields=['claim_id'])], 'pk_attr': 'id', 'table_description': 'That a document was handed in with an application or a claim; who sees that record sees the document.'},
            bases=['Table'],
        ),
    ]
