-- name: tables
select database_name || '.' || schema_name || '.' || table_name as name
from duckdb_tables()
where database_name = coalesce($database, current_database()) and not internal
order by name;

-- name: rows_that_hold
-- Rows of a table that hold a text in any column, not as a part of a longer word or number.
select count(*)
from query_table($table) as row_
where regexp_matches(
    cast(row_ as varchar),
    '(^|[^0-9A-Za-z])' || regexp_escape($needle) || '($|[^0-9A-Za-z])'
);

-- name: columns_of_contacts
-- The columns in which a contact is named, in all tables.
select database_name || '.' || schema_name || '.' || table_name as name, column_name
from duckdb_columns()
where column_name in ('contact_id', 'related_contact_id') and schema_name in ('core', 'meta') and not internal;

-- name: texts_of_others
-- Which of these texts are said in the contacts that are left.
select distinct text
from core.turn
where text in (select unnest(from_json($texts::json, '["VARCHAR"]')));
