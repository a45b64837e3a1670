-- Nothing is there twice: contacts, legs, turns, findings, scores, transfers, and no contact in two journeys.
select 'contact' as what, contact_id as id, count(*) as n_rows
from tonight.contact
group by contact_id
having count(*) > 1
union all
select 'leg', contact_id || '/' || leg_no, count(*)
from tonight.leg
group by contact_id, leg_no
having count(*) > 1
union all
select 'turn', contact_id || '/' || turn_no, count(*)
from tonight.turn
group by contact_id, turn_no
having count(*) > 1
union all
select 'contact in journeys', contact_id, count(*)
from tonight.journey_contact
group by contact_id
having count(*) > 1
union all
select 'journey', journey_id, count(*)
from tonight.journey
group by journey_id
having count(*) > 1
union all
select 'finding', finding_id, count(*)
from tonight.finding
group by finding_id
having count(*) > 1
union all
select 'transfer', contact_id || '/' || from_leg || '-' || to_leg, count(*)
from tonight.transfer
group by contact_id, from_leg, to_leg
having count(*) > 1
union all
select 'effort of contact', contact_id, count(*)
from tonight.effort_score
group by contact_id
having count(*) > 1
union all
select 'empathy of leg', contact_id || '/' || leg_no, count(*)
from tonight.empathy_score
group by contact_id, leg_no
having count(*) > 1;
