-- name: erasable_contacts
-- All contacts of a customer, also those whose source misspelt the column of the customer's id.
select contact_id
from core.contact
where customer_key = $customer_key or contains(cast(extra as varchar), $customer_key)
order by contact_id;

-- name: delete_set_aside
delete from meta.set_aside
where
    customer_key = $customer_key
    or contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: hide_sources
-- A run that was given single files has their names, and those may be a contact's.
update meta.run
set sources = list_transform(
    sources,
    lambda source: case
        when len(list_filter(from_json($contact_ids::json, '["VARCHAR"]'), lambda id: contains(source, id))) > 0
            then '[erased]'
        else source
    end
);

-- name: tombstones
select tombstone
from meta.forgotten;

-- name: put_tombstone
insert into meta.forgotten (tombstone, forgotten_at)
select $tombstone, current_timestamp
where not exists (select 1 from meta.forgotten where tombstone = $tombstone);

-- name: without_words
-- Contacts whose transcript was erased; they are not judged again.
select contact_id
from core.contact
where transcript_erased_at is not null;

-- name: delete_set_aside_before
delete from meta.set_aside
where run_id in (select run_id from meta.run where started_at < $before::timestamptz);

-- name: empty_turns
update core.turn
set text = ''
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: empty_evidence
update core.evidence
set words = ''
where words is not null and contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: empty_transfer_evidence
update core.transfer_evidence
set words = ''
where words is not null and contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: details_of
select distinct cast(detail as varchar) as detail
from core.finding
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: empty_details
-- Every finding's detail becomes what stands beside it in the rows.
update core.finding
set detail = wordless.after
from (select unnest(from_json_strict($rows::json, '[{"before": "VARCHAR", "after": "JSON"}]'), max_depth := 2)) as wordless
where
    cast(finding.detail as varchar) = wordless.before
    and finding.contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: mark_erased
update core.contact
set transcript_erased_at = current_timestamp, extra = '{}'
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));
