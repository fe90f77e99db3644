"""Change 0019_days_as_days of the tables of core: the first and the last day and moment are stored as themselves.

The driver stored them as the infinities, in rows of programs as well. Their earlier versions are changed with them,
and none is added: what they say to a reader stays as it was. Tables that are not the owner's are none of ours.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

PLAIN = """
do $$
declare
    found record;
    any_there boolean;
begin
    for found in
        select c.relname as name, a.attname as field, b.*
        from pg_class c
        join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
        join (values
            ('date'::regtype, '0001-01-01', '9999-12-31'),
            ('timestamptz', '0001-01-01T00:00:00+00:00', '9999-12-31T23:59:59.999999+00:00')
        ) as b (kind, first, last) on a.atttypid = b.kind
        where c.relkind = 'r' and c.relnamespace = 'public'::regnamespace and pg_has_role(c.relowner, 'USAGE')
    loop
        execute format('select exists (select from %I where not isfinite(%I))', found.name, found.field)
            into any_there;
        if any_there then
            execute format('alter table %I disable trigger user', found.name);
            execute format('update %1$I set %2$I = case %2$I when ''infinity'' then %4$L else %3$L end::%5$s'
                ' where not isfinite(%2$I)', found.name, found.field, found.first, found.last, found.kind);
            execute format('alter table %I enable trigger user', found.name);
        end if;
        if to_regclass('row_history') is not null then
            execute format('update row_history set row = row || jsonb_build_object(%2$L, case row ->> %2$L'
                ' when ''infinity'' then %4$L else %3$L end)'
                ' where table_name = %1$L and row ->> %2$L in (''infinity'', ''-infinity'')',
                found.name, found.field, found.first, found.last);
        end if;
    end loop;
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0018_retention")]

    initial = False

    operations = [ops.RunSQL(PLAIN)]
