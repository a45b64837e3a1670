-- name: journey_contacts
-- The contacts of a journey, oldest first.
select member.contact_no, contact.*
from core.journey_contact as member
join contact using (contact_id)
where member.journey_id = $journey_id
order by member.contact_no;
