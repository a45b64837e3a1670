-- name: contacts_of_customer_in_files
-- Also those whose source misspelt the column of the customer's id.
select distinct contact_id
from kept_rows($files)
where customer_key = $customer_key or contains(cast(contact.extra as varchar), $customer_key);

-- name: contact_files_with
select distinct filename
from kept_rows($files)
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: journey_files_with
select distinct filename
from kept_rows($files)
where list_has_any(contact_ids, from_json($contact_ids::json, '["VARCHAR"]'));

-- name: contacts_without
select * exclude (filename)
from kept_rows([$file])
where contact_id not in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: journeys_without
select * exclude (filename)
from kept_rows([$file])
where not list_has_any(contact_ids, from_json($contact_ids::json, '["VARCHAR"]'));

-- name: files_with_ids
-- Files with a row that holds one of some ids, not as a part of a longer word or number.
select distinct row_.filename
from kept_rows($files) as row_
where regexp_matches(
    cast(row_ as varchar),
    '(^|[^0-9A-Za-z])('
    || list_aggregate(
        list_transform(from_json($ids::json, '["VARCHAR"]'), lambda id: regexp_escape(id)), 'string_agg', '|'
    )
    || ')($|[^0-9A-Za-z])'
);

-- name: files_with_texts
-- Files of contacts in which one of some texts was said.
select distinct filename
from kept_rows($files)
where list_has_any(
    list_transform(turns, lambda turn: turn.text), from_json($texts::json, '["VARCHAR"]')
);
