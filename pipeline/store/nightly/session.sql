-- name: speak_utc
set timezone = 'UTC';

-- name: stay_small
set memory_limit = '2500MB';

-- name: is_retold_store
select count(*) > 0 as is_retold_store
from duckdb_tables()
where schema_name = 'meta' and table_name = 'migration';

-- name: applied_migrations
select number, name, sha256
from meta.migration
order by number;

-- name: record_migration
insert into meta.migration (number, name, sha256)
values ($number, $name, $sha256);

-- name: name_of_store
select current_database() as name;
