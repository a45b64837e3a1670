-- name: known_files
-- `metadata` stands for the database and schema in which DuckLake keeps the catalogue that is open.
-- Every file that a catalogue knows, also those that it no longer needs.
select path from metadata.ducklake_data_file
union
select path from metadata.ducklake_delete_file
union
select path from metadata.ducklake_files_scheduled_for_deletion;

-- name: needed_files
select path from metadata.ducklake_data_file
union
select path from metadata.ducklake_delete_file;

-- name: make_whole
-- Files from which much was deleted are written anew, small ones become one, and only what is there now is known.
call ducklake_rewrite_data_files('store', delete_threshold => $threshold);
call ducklake_merge_adjacent_files('store');
call ducklake_expire_snapshots('store', older_than => now());

-- name: let_go
-- DuckLake's list of files that are no longer needed; earlier nights may still need them, so they go by our own rule.
delete from metadata.ducklake_files_scheduled_for_deletion;

-- name: forget_values
-- The least and greatest text of each column stand in the catalogue, and nothing narrows them when rows are deleted. They
-- are taken anew from the files that are left; without any, DuckLake would believe the next file's to be those of all.
update metadata.ducklake_table_column_stats
set min_value = files.min_value, max_value = files.max_value
from (
    select col.table_id, col.column_id, min(stats.min_value) as min_value, max(stats.max_value) as max_value
    from metadata.ducklake_column as col
    left join metadata.ducklake_file_column_stats as stats
        on stats.table_id = col.table_id and stats.column_id = col.column_id
    where col.column_type in ('varchar', 'json') and col.end_snapshot is null
    group by all
) as files
where
    ducklake_table_column_stats.table_id = files.table_id
    and ducklake_table_column_stats.column_id = files.column_id;

-- name: values_in_catalogue
-- All that a catalogue itself holds of what stands in the rows.
select distinct unnest([min_value, max_value, extra_stats]) as value from metadata.ducklake_table_column_stats
union
select distinct unnest([min_value, max_value, extra_stats]) from metadata.ducklake_file_column_stats;

-- name: files_with_deletes
select path from metadata.ducklake_delete_file;
