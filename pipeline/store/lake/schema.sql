-- name: schemas
-- The schemas of an empty store, as statements that make them.
select 'create schema ' || schema_name as sql
from duckdb_schemas()
where not internal and schema_name <> 'main' and database_name = current_database();

-- name: tables
-- Its tables, likewise.
select sql
from duckdb_tables()
where not internal and database_name = current_database();

-- name: choose_form
-- Files that are worth a request each, and small enough that adding to one costs a night little.
call store.set_option('target_file_size', '64MB');
call store.set_option('parquet_compression', 'zstd');
