-- Legs of known agents, and the weeks of agents made anew in which any of them changed.
-- Effort is counted without what the process did: for each contact the process effort of all its legs is given back,
-- up to the top of the scale. Fewer than five contacts say more about chance than about an agent: they give no row.
create or replace table tonight.touched_week as
select agent_id, team, week
from mart.leg
where contact_id in (select contact_id from tonight.touched_contact)
union
select leg.agent_id, leg.team, cast(date_trunc('week', timezone('UTC', contact.started_at)) as date)
from tonight.leg as leg
join tonight.contact as contact using (contact_id)
where leg.agent_id is not null;

delete from mart.leg
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.leg by name
with given_back as (
    select contact_id, sum(points) as points
    from tonight.process_effort
    group by contact_id
)
select
    leg.contact_id,
    leg.leg_no,
    leg.agent_id,
    leg.team,
    leg.partner,
    cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) as week,
    spoken.empathy,
    coalesce(spoken.is_occasion, false) as is_occasion,
    least(7, scored.effort - coalesce(given_back.points, 0)) as effort_of_agent
from tonight.leg as leg
join tonight.contact as contact using (contact_id)
left join tonight.empathy_score as spoken using (contact_id, leg_no)
left join tonight.effort_score as scored using (contact_id)
left join given_back using (contact_id)
where leg.agent_id is not null
order by week;

delete from mart.agent_week
where (agent_id, coalesce(team, ''), week) in (
    select (agent_id, coalesce(team, ''), week) from tonight.touched_week
);

insert into mart.agent_week by name
with worked as (
    select *
    from mart.leg
    where (agent_id, coalesce(team, ''), week) in (
        select (agent_id, coalesce(team, ''), week) from tonight.touched_week
    )
),
handled as (
    select agent_id, team, week, count(*) as n_contacts, avg(effort_of_agent) as effort_of_agent
    from (select distinct agent_id, team, week, contact_id, effort_of_agent from worked)
    group by agent_id, team, week
),
heard as (
    select
        agent_id,
        team,
        week,
        avg(empathy) as empathy_mean,
        count(*) filter (where is_occasion) as n_occasions,
        min({'less': -empathy, 'contact_id': contact_id, 'leg_no': leg_no}, 3)
            filter (where empathy is not null) as best,
        min({'empathy': empathy, 'contact_id': contact_id, 'leg_no': leg_no}, 3)
            filter (where empathy is not null) as weakest
    from worked
    group by agent_id, team, week
)
select
    handled.agent_id,
    handled.team,
    handled.week,
    handled.n_contacts,
    heard.empathy_mean,
    heard.n_occasions,
    handled.effort_of_agent,
    coalesce(
        list_transform(
            heard.best,
            lambda one: {'contact_id': one.contact_id, 'leg_no': one.leg_no, 'empathy': -one.less}
        ),
        []
    ) as best_moments,
    coalesce(
        list_transform(
            heard.weakest,
            lambda one: {'contact_id': one.contact_id, 'leg_no': one.leg_no, 'empathy': one.empathy}
        ),
        []
    ) as weakest_moments
from handled
join heard
    on heard.agent_id = handled.agent_id
    and heard.team is not distinct from handled.team
    and heard.week = handled.week
where handled.n_contacts >= 5
order by handled.week;
