-- name: is_there
select 1
from duckdb_tables()
where database_name = 'server' and schema_name = 'retold' and table_name = 'published';

-- name: prepare
create schema if not exists retold;
create table if not exists retold.published (run_id text);
create unique index if not exists one_row on retold.published ((true));
insert into retold.published values (null) on conflict do nothing;
create table if not exists retold.night (
    run_id text primary key,
    begun_at timestamptz not null default now(),
    published_at timestamptz,
    is_failed boolean not null default false
);

-- name: published
select run_id from server.retold.published;

-- name: is_known
select 1 from server.retold.night where run_id = $run_id;

-- name: begin
insert into server.retold.night (run_id, begun_at, is_failed) values ($run_id, now(), false);

-- name: kept
select run_id from server.retold.night where published_at is not null or is_failed order by begun_at;

-- name: publish
update server.retold.published set run_id = $run_id where run_id is not distinct from $base;

-- name: note_published
update server.retold.night set published_at = now() where run_id = $run_id;

-- name: note_failed
update server.retold.night set is_failed = true where run_id = $run_id;

-- name: failed
select run_id from server.retold.night where is_failed;

-- name: outdated
-- Published so long ago that nobody goes back to them, or never published and at work for too long to be at work.
select run_id
from server.retold.night
where
    run_id <> $run_id
    and run_id is distinct from $base
    and not is_failed
    and coalesce(published_at, begun_at)
    < now() - to_days(1) * if(published_at is null, $abandoned_days, $keep_days);

-- name: others
select run_id from server.retold.night where run_id <> $run_id;

-- name: drop
delete from server.retold.night where run_id = $run_id;

-- name: copy
-- Within the server, for it has both.
do $do$
declare
    name text;
begin
    create schema to_schema;
    for name in select tablename from pg_tables where schemaname = 'from_schema' loop
        execute format('create table to_schema.%I (like from_schema.%I including all)', name, name);
        execute format('insert into to_schema.%I select * from from_schema.%I', name, name);
    end loop;
end
$do$;
