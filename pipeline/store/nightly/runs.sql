-- name: delete_run
delete from meta.run
where run_id = $run_id;

-- name: insert_runs
insert into meta.run by name
select unnest(from_json_strict($rows::json, '[{
    "run_id": "VARCHAR", "started_at": "TIMESTAMPTZ", "ended_at": "TIMESTAMPTZ",
    "n_contacts_in": "BIGINT", "n_new": "BIGINT", "n_changed": "BIGINT", "n_unchanged": "BIGINT",
    "n_transcribed": "BIGINT", "n_journeys_judged": "BIGINT", "n_findings": "BIGINT",
    "n_set_aside": "BIGINT", "audio_s": "DOUBLE", "sources": ["VARCHAR"], "versions": "JSON",
    "n_forgotten": "BIGINT", "n_too_old": "BIGINT", "n_transcripts_erased": "BIGINT",
    "n_contacts_erased": "BIGINT"
}]'), max_depth := 2);

-- name: insert_set_aside
insert into meta.set_aside by name
select unnest(from_json_strict($rows::json, '[{
    "run_id": "VARCHAR", "file": "VARCHAR", "row_no": "BIGINT", "key": "VARCHAR",
    "contact_id": "VARCHAR", "problem": "VARCHAR", "expected": "VARCHAR",
    "content_hash": "VARCHAR", "customer_key": "VARCHAR"
}]'), max_depth := 2);

-- name: set_aside
-- All that any run left out, each once.
select distinct file, row_no, key, contact_id, problem, expected, content_hash, customer_key
from meta.set_aside;
