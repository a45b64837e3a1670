-- name: outdated_contacts
-- Contacts that were judged by another analysis, or by none; not those of which no words are left to judge.
select contact.contact_id
from core.contact as contact
left join core.journey_contact as member using (contact_id)
left join core.journey as journey using (journey_id)
where journey.analysis is distinct from $analysis and contact.transcript_erased_at is null
order by contact.contact_id;

-- name: journeys_with
-- Journeys that share a contact or their id with the given ones.
select distinct journey_id
from core.journey_contact
where
    contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    or journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')))
order by journey_id;

-- name: contacts_of_journeys
select contact_id
from core.journey_contact
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: insert_journeys
insert into core.journey by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_reason": "VARCHAR", "window_s": "DOUBLE", "analysis": "VARCHAR"
}]'), max_depth := 2);

-- name: insert_journey_contacts
insert into core.journey_contact by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_no": "INTEGER", "contact_id": "VARCHAR"
}]'), max_depth := 2);

-- name: insert_transfers
insert into core.transfer by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "from_leg": "INTEGER", "to_leg": "INTEGER",
    "kind": "VARCHAR", "is_briefed": "BOOLEAN", "is_announced": "BOOLEAN",
    "is_reason_given": "BOOLEAN", "gap_s": "DOUBLE"
}]'), max_depth := 2);

-- name: insert_transfer_evidence
insert into core.transfer_evidence by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "from_leg": "INTEGER", "to_leg": "INTEGER",
    "item_no": "INTEGER", "turn_no": "INTEGER", "char_start": "INTEGER", "char_end": "INTEGER",
    "words": "VARCHAR", "cue": "VARCHAR", "event_kind": "VARCHAR", "at_s": "DOUBLE"
}]'), max_depth := 2);

-- name: insert_findings
insert into core.finding by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "finding_id": "VARCHAR", "kind": "VARCHAR", "contact_id": "VARCHAR",
    "leg_no": "INTEGER", "turns": ["INTEGER"], "related_contact_id": "VARCHAR",
    "related_leg_no": "INTEGER", "related_turns": ["INTEGER"], "confidence": "DOUBLE",
    "seconds_lost": "DOUBLE", "detail": "JSON", "detector": "VARCHAR", "detector_version": "INTEGER"
}]'), max_depth := 2);

-- name: insert_evidence
insert into core.evidence by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "finding_id": "VARCHAR", "item_no": "INTEGER", "contact_id": "VARCHAR",
    "turn_no": "INTEGER", "char_start": "INTEGER", "char_end": "INTEGER", "words": "VARCHAR",
    "cue": "VARCHAR", "event_kind": "VARCHAR", "at_s": "DOUBLE"
}]'), max_depth := 2);

-- name: insert_effort_scores
insert into core.effort_score by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "effort": "DOUBLE", "effort_low": "DOUBLE",
    "effort_high": "DOUBLE", "outcome": "VARCHAR", "main_cause": "VARCHAR", "null_reason": "VARCHAR"
}]'), max_depth := 2);

-- name: insert_process_efforts
insert into core.process_effort by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "leg_no": "INTEGER", "points": "DOUBLE"
}]'), max_depth := 2);

-- name: insert_empathy_scores
insert into core.empathy_score by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "leg_no": "INTEGER", "empathy": "DOUBLE",
    "empathy_low": "DOUBLE", "empathy_high": "DOUBLE", "is_occasion": "BOOLEAN", "null_reason": "VARCHAR"
}]'), max_depth := 2);

-- name: insert_contributions
insert into core.contribution by name
select unnest(from_json_strict($rows::json, '[{
    "journey_id": "VARCHAR", "contact_id": "VARCHAR", "leg_no": "INTEGER", "score": "VARCHAR",
    "item_no": "INTEGER", "points": "DOUBLE", "reason": "VARCHAR", "finding_id": "VARCHAR",
    "turns": ["INTEGER"], "owner": "VARCHAR"
}]'), max_depth := 2);

-- name: delete_journeys
delete from core.journey
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_journey_contacts
delete from core.journey_contact
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_transfers
delete from core.transfer
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_transfer_evidence
delete from core.transfer_evidence
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_findings
delete from core.finding
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_evidence
delete from core.evidence
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_effort_scores
delete from core.effort_score
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_process_efforts
delete from core.process_effort
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_empathy_scores
delete from core.empathy_score
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));

-- name: delete_contributions
delete from core.contribution
where journey_id in (select unnest(from_json($journey_ids::json, '["VARCHAR"]')));
