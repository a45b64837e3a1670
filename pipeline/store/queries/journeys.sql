-- name: journeys
-- All journeys, the latest first.
select *
from journey
order by last_at desc, journey_id;

-- name: journey
select *
from journey
where journey_id = $journey_id;

-- name: journey_contacts
-- The contacts of a journey, oldest first.
select contact_no, contact_id, started_at, channel, effort, outcome
from mart.contact
where journey_id = $journey_id
order by contact_no;

-- name: journey_findings
-- The findings in all contacts of a journey.
select finding.*
from finding
join core.journey_contact as member using (contact_id)
where member.journey_id = $journey_id
order by member.contact_no, finding.turns[1], finding.kind, finding.finding_id;
