-- name: journey_contacts
-- The contacts of a journey, oldest first.
select contact_no, contact_id, started_at, channel, effort, outcome
from mart.contact
where journey_id = $journey_id
order by contact_no;
