-- What cannot be added up by day: counted over the whole store each night, since a customer is one on all days.
delete from mart.total;

insert into mart.total by name
select
    count(distinct hash(customer_key)) filter (where customer_key is not null) as n_customers,
    min(started_at) as first_at,
    max(started_at) as last_at,
    max(day) as last_day,
    (select coalesce(sum(duration_s), 0) from core.contact) as duration_s,
    (select avg(empathy) from core.empathy_score) as empathy_mean,
    (select count(*) from core.empathy_score where is_occasion) as n_empathy_occasions,
    (select count(*) from core.finding) as n_findings
from mart.contact;

delete from mart.asked;

insert into mart.asked by name
select
    journey_id,
    contact_id,
    customer_key,
    contact_reason,
    started_at,
    day,
    coalesce(survey_ces, survey_csat, survey_nps) is not null as is_answered
from mart.contact
where is_surveyed and n_in_journey > 1
qualify count(*) over (partition by journey_id) > 1
order by journey_id, started_at;

delete from mart.place;

insert into mart.place
select distinct team, partner
from core.leg
order by all;
