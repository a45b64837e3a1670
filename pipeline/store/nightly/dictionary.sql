-- name: described_relations
-- The public views first, then the tables behind them.
select schema_name, view_name as relation, comment, true as is_view
from duckdb_views()
where not internal and database_name = current_database()
union all
select schema_name, table_name, comment, false
from duckdb_tables()
where not internal and database_name = current_database()
order by is_view desc, schema_name, relation;

-- name: described_columns
select schema_name, table_name as relation, column_name, data_type, comment
from duckdb_columns()
where not internal and database_name = current_database()
order by schema_name, relation, column_index;
