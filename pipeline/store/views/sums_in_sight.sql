-- What boards add up: the sums by day for who is held to nothing, otherwise one by one what somebody with these rights may see.
create or replace macro contacts_in_sight(teams, partners, agent) as table
from mart.contact_day
where coalesce(teams, partners, agent) is null
union all by name
select * exclude (contact_id)
from mart.each_contact()
where
    coalesce(teams, partners, agent) is not null
    and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro transfers_in_sight(teams, partners, agent) as table
from mart.handoff_day
where coalesce(teams, partners, agent) is null
union all by name
select * exclude (contact_id)
from mart.each_transfer()
where
    coalesce(teams, partners, agent) is not null
    and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro promises_in_sight(teams, partners, agent) as table
from mart.promise_day
where coalesce(teams, partners, agent) is null
union all by name
select * exclude (contact_id)
from mart.each_promise()
where
    coalesce(teams, partners, agent) is not null
    and contact_id in (select contact_id from in_sight(teams, partners, agent));

create or replace macro faults_in_sight(teams, partners, agent) as table
from mart.fault_day
where coalesce(teams, partners, agent) is null
union all by name
select * exclude (contact_id)
from mart.each_fault()
where
    coalesce(teams, partners, agent) is not null
    and contact_id in (select contact_id from in_sight(teams, partners, agent));
