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
