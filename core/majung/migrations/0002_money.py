from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise.fields.base import OnDelete
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint

class Migration(migrations.Migration):
    dependencies = [('core', '0001_initial')]

    initial = False

    operations = [
        ops.AddConstraint(
            model_name='BudgetLine',
            constraint=CheckConstraint(check='paid_krw >= 0 and paid_krw <= consumed_krw', name='budget_paid_is_consumed'),
        ),
        ops.AddConstraint(
            model_name='BudgetLine',
            constraint=CheckConstraint(check='returned_krw >= 0', name='budget_returned_not_negative'),
        ),
        ops.AlterModelOptions(
            name='CallBudget',
            options={'table': 'call_budget', 'app': 'core', 'unique_together': (('call_id', 'line_id'),), 'constraints': [CheckConstraint(check='drawn_krw >= 0 and (limit_krw is null or drawn_krw <= limit_krw)', name='call_limit_not_exceeded')], 'pk_attr': 'id', 'table_description': 'How much of a budget line a call may draw (no limit: the whole line), and how much it has drawn.'},
        ),
        ops.AddField(
            model_name='CallBudget',
            name='drawn_krw',
            field=fields.BigIntField(default=0),
        ),
        ops.AddConstraint(
            model_name='CallBudget',
            constraint=CheckConstraint(check='drawn_krw >= 0 and (limit_krw is null or drawn_krw <= limit_krw)', name='call_limit_not_exceeded'),
        ),
        ops.AddField(
            model_name='Claim',
            name='decided_account_id',
            field=fields.UUIDField(null=True),
        ),
        ops.AddField(
            model_name='Claim',
            name='decided_at',
            field=fields.DatetimeField(null=True, auto_now=False, auto_now_add=False),
        ),
        ops.AddField(
            model_name='Claim',
            name='decided_by',
            field=fields.CharField(null=True, max_length=200),
        ),
        ops.AddField(
            model_name='Claim',
            name='decision_note',
            field=fields.CharField(default='', max_length=500),
        ),
        ops.AddField(
            model_name='Claim',
            name='line',
            field=fields.ForeignKeyField('core.BudgetLine', source_field='line_id', null=True, db_constraint=True, to_field='id', related_name=False, on_delete=OnDelete.RESTRICT),
        ),
        ops.AddIndex(
            model_name='Claim',
            index=Index(fields=['support_record_id']),
        ),
        ops.AddConstraint(
            model_name='Clawback',
            constraint=CheckConstraint(check='amount_krw >= 0 and interest_krw >= 0', name='clawback_not_negative'),
        ),
        ops.AlterModelOptions(
            name='LedgerEntry',
            options={'table': 'ledger_entry', 'app': 'core', 'indexes': [Index(fields=['line_id']), Index(fields=['application_id']), Index(fields=['corrects_id'])], 'pk_attr': 'id', 'table_description': 'One movement on a budget line: RESERVE, CONSUME, RELEASE, PAY, RETURN.'},
        ),
        ops.AddIndex(
            model_name='LedgerEntry',
            index=Index(fields=['corrects_id']),
        ),
        ops.AlterField(
            model_name='Payment',
            name='reference',
            field=fields.CharField(null=True, max_length=100),
        ),
        ops.AddIndex(
            model_name='Payment',
            index=Index(fields=['corrects_id']),
        ),
        ops.AddConstraint(
            model_name='Payment',
            constraint=UniqueConstraint(fields=('reference', 'claim_id'), name=None),
        ),
    ]
