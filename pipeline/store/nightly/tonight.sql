-- name: attach_tonight
attach ':memory:' as tonight (read_write);  -- gone with the connection; in a reader too may be written

-- name: detach_tonight
detach tonight;

-- name: create_touched_contact
create table tonight.touched_contact as
select unnest(from_json($contact_ids::json, '["VARCHAR"]')) as contact_id;

-- name: create_touched_journey
create table tonight.touched_journey as
select unnest(from_json($journey_ids::json, '["VARCHAR"]')) as journey_id;

-- name: first_touched_day
-- Also of contacts that were erased: only the marts still know their day.
select min(day) as day
from (
    select cast(timezone('UTC', started_at) as date) as day
    from tonight.contact
    union all
    select day
    from mart.contact
    where contact_id in (select contact_id from tonight.touched_contact)
);

-- name: create_touched_day
-- Days of which the sums change: those of touched contacts, before the night and after it, and those on which journeys were
-- open or may be so again, now that another contact is the newest. Made before the marts are filled.
create or replace table tonight.touched_day as
select cast(timezone('UTC', started_at) as date) as day
from tonight.contact
union
select day
from mart.contact
where contact_id in (select contact_id from tonight.touched_contact)
union
select day
from mart.contact
where window_ends_at > least((select last_at from mart.total), (select max(started_at) from core.contact));
