-- What boards add up: the sums by day of what somebody with these rights may see, or, for whom only an agent's own contacts
-- are to be seen, those contacts one by one. Rights are as in is_theirs.
create or replace macro contacts_in_sight(teams, partners, agent) as table
from mart.contact_day
where agent is null and sees_places(places, teams, partners)
union all by name
select * exclude (contact_id)
from mart.each_contact()
where agent is not null and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro transfers_in_sight(teams, partners, agent) as table
from mart.handoff_day
where agent is null and sees_places(places, teams, partners)
union all by name
select * exclude (contact_id)
from mart.each_transfer()
where agent is not null and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro promises_in_sight(teams, partners, agent) as table
from mart.promise_day
where agent is null and sees_places(places, teams, partners)
union all by name
select * exclude (contact_id)
from mart.each_promise()
where agent is not null and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro faults_in_sight(teams, partners, agent) as table
from mart.fault_day
where agent is null and sees_places(places, teams, partners)
union all by name
select * exclude (contact_id)
from mart.each_fault()
where agent is not null and contact_id in (select contact_id from in_sight(teams, partners, agent));
