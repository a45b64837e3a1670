-- name: contacts_of_customer
-- All contacts of a customer, also those whose source misspelt the column of the customer's id.
select contact_id
from contact
join received using (contact_id)
where customer_key = $customer_key or contains(cast(extra as varchar), $customer_key)
order by started_at, contact_id;

-- name: export_contact
select *
from contact
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_leg
select *
from leg
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_turn
select *
from turn
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_mark
select *
from mark
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_transfer
select *
from transfer
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_recording
select *
from recording
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_received
select *
from received
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_finding
select *
from finding
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_evidence
select *
from evidence
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_contribution_turn
select *
from contribution_turn
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_effort_owner
select *
from effort_owner
where $contact_ids::json is null or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: export_contribution
select *
from contribution
where
    $contact_ids::json is null
    or subject in (
        select 'contact/' || contact_id
        from (select unnest(from_json($contact_ids::json, '["VARCHAR"]')) as contact_id)
        union all
        select 'leg/' || contact_id || '/' || leg_no
        from leg
        where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    );

-- name: export_journey
select *
from journey
where
    $contact_ids::json is null
    or journey_id in (
        select journey_id
        from contact
        where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    );

-- name: export_set_aside
select *
from set_aside
where
    $contact_ids::json is null
    or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    or customer_key = $customer_key;

-- name: export_handoff
select *
from handoff;

-- name: export_agent_week
select *
from agent_week;

-- name: export_run
select *
from run;
