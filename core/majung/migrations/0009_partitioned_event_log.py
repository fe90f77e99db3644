"""Change 0008_partitioned_event_log of the tables of core: the log in ranges of positions.

The table with its rows becomes the first partition; nothing is copied.
"""

from tortoise import migrations
from tortoise.migrations import operations as ops

PARTITION = """
alter table event_log rename to event_log_before;
create table event_log (like event_log_before including defaults including comments) partition by range (position);
alter table event_log add constraint event_log_position unique (position);
create index event_log_by_id on event_log (id);
create index event_log_by_subject on event_log (subject_id);
do $$
declare
    found text;
    bound bigint;
begin
    -- rows by id are unique by their making; across partitions PostgreSQL can only promise it for the position
    for found in select conname from pg_constraint where conrelid = 'event_log_before'::regclass and contype in ('p', 'u')
    loop
        execute format('alter table event_log_before drop constraint %I', found);
    end loop;
    select (coalesce(max(position), 0) / 500000 + 1) * 500000 into bound from event_log_before;
    execute format('alter table event_log_before rename to %I', 'event_log_until_' || bound);
    execute format('alter table event_log attach partition %I for values from (minvalue) to (%s)',
        'event_log_until_' || bound, bound);
end
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0008_documents")]

    initial = False

    operations = [ops.RunSQL(PARTITION)]
