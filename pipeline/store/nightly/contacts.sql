-- name: known_contacts
select contact_id, content_hash
from core.contact;

-- name: last_serial
select coalesce(max(serial), 0) as last_serial
from core.contact;

-- name: contacts_of_customers
-- Ids in the order in which a customer lived through them; contacts without words keep their old journeys.
select contact_id
from core.contact
where
    customer_key in (select unnest(from_json($customer_keys::json, '["VARCHAR"]')))
    and transcript_erased_at is null
order by customer_key, started_at, contact_id;

-- name: contacts
select
    contact_id, started_at, customer_key, channel, direction, language, wait_s, channel_roles,
    has_survey, survey_ces, survey_csat, survey_nps, survey_goal_reached, survey_asked_at,
    disposition, transcript_quality, content_hash, origin, extra
from core.contact
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: recordings
select contact_id, path, leg_no, channel, role
from core.recording
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, item_no;

-- name: legs
select
    contact_id, leg_no, start_s, end_s, agent_id, team, queue, partner, hold_s, holds, ended_by,
    is_inferred
from core.leg
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, leg_no;

-- name: turns
select contact_id, turn_no, leg_no, speaker, start_s, end_s, text, agent_id, confidence
from core.turn
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, turn_no;

-- name: marks
select contact_id, kind, start_s, end_s, detail
from core.mark
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, item_no;

-- name: insert_contacts
insert into core.contact by name
select unnest(from_json_strict($rows::json, '[{
    "contact_id": "VARCHAR", "customer_key": "VARCHAR", "started_at": "TIMESTAMPTZ",
    "channel": "VARCHAR", "direction": "VARCHAR", "language": "VARCHAR",
    "wait_s": "DOUBLE", "duration_s": "DOUBLE", "channel_roles": "JSON",
    "has_survey": "BOOLEAN", "survey_ces": "DOUBLE", "survey_csat": "DOUBLE", "survey_nps": "DOUBLE",
    "survey_goal_reached": "BOOLEAN", "survey_asked_at": "TIMESTAMPTZ",
    "disposition": "VARCHAR", "transcript_quality": "DOUBLE",
    "content_hash": "VARCHAR", "origin": "VARCHAR", "extra": "JSON", "serial": "INTEGER"
}]'), max_depth := 2);

-- name: insert_recordings
insert into core.recording by name
select unnest(from_json_strict($rows::json, '[{
    "contact_id": "VARCHAR", "item_no": "INTEGER", "path": "VARCHAR",
    "leg_no": "INTEGER", "channel": "INTEGER", "role": "VARCHAR"
}]'), max_depth := 2);

-- name: insert_legs
insert into core.leg by name
select unnest(from_json_strict($rows::json, '[{
    "contact_id": "VARCHAR", "leg_no": "INTEGER", "start_s": "DOUBLE", "end_s": "DOUBLE",
    "agent_id": "VARCHAR", "team": "VARCHAR", "queue": "VARCHAR", "partner": "VARCHAR",
    "hold_s": "DOUBLE", "holds": [["DOUBLE"]], "ended_by": "VARCHAR",
    "is_inferred": "BOOLEAN"
}]'), max_depth := 2);

-- name: insert_turns
insert into core.turn by name
select unnest(from_json_strict($rows::json, '[{
    "contact_id": "VARCHAR", "turn_no": "INTEGER", "leg_no": "INTEGER", "speaker": "VARCHAR",
    "agent_id": "VARCHAR", "start_s": "DOUBLE", "end_s": "DOUBLE", "text": "VARCHAR",
    "confidence": "DOUBLE", "serial": "INTEGER"
}]'), max_depth := 2);

-- name: insert_marks
insert into core.mark by name
select unnest(from_json_strict($rows::json, '[{
    "contact_id": "VARCHAR", "item_no": "INTEGER", "kind": "VARCHAR",
    "start_s": "DOUBLE", "end_s": "DOUBLE", "detail": "VARCHAR"
}]'), max_depth := 2);

-- name: delete_contacts
delete from core.contact
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: delete_recordings
delete from core.recording
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: delete_legs
delete from core.leg
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: delete_turns
delete from core.turn
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: delete_marks
delete from core.mark
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));
