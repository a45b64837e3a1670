-- For coaches: an agent's week. Fewer than five contacts say more about chance than about an agent, so they give no row.
-- Effort is counted without what the process did: for each contact the process effort of all its legs is given back,
-- up to the top of the scale.
create or replace view agent_week as
with worked as (
    select
        leg.agent_id,
        leg.team,
        cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) as week,
        leg.contact_id,
        leg.leg_no,
        spoken.empathy,
        coalesce(spoken.is_occasion, false) as is_occasion
    from core.leg as leg
    join core.contact as contact using (contact_id)
    left join core.empathy_score as spoken using (contact_id, leg_no)
    where leg.agent_id is not null
),
given_back as (
    select contact_id, sum(points) as points
    from core.process_effort
    group by contact_id
),
freed as (
    select
        scored.contact_id,
        least(7, scored.effort - coalesce(given_back.points, 0)) as effort
    from core.effort_score as scored
    left join given_back using (contact_id)
    where scored.effort is not null
),
handled as (
    select agent_id, team, week, count(*) as n_contacts, avg(freed.effort) as effort_of_agent
    from (select distinct agent_id, team, week, contact_id from worked)
    left join freed using (contact_id)
    group by agent_id, team, week
),
heard as (
    select
        agent_id,
        team,
        week,
        avg(empathy) as empathy_mean,
        count(*) filter (where is_occasion) as n_occasions,
        coalesce(
            list(
                {'contact_id': contact_id, 'leg_no': leg_no, 'empathy': empathy}
                order by empathy desc, contact_id, leg_no
            ) filter (where empathy is not null),
            []
        ) as best_first,
        coalesce(
            list(
                {'contact_id': contact_id, 'leg_no': leg_no, 'empathy': empathy}
                order by empathy, contact_id, leg_no
            ) filter (where empathy is not null),
            []
        ) as weakest_first
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
    heard.best_first[1:3] as best_moments,
    heard.weakest_first[1:3] as weakest_moments
from handled
join heard
    on heard.agent_id = handled.agent_id
    and heard.team is not distinct from handled.team
    and heard.week = handled.week
where handled.n_contacts >= 5;

comment on view agent_week is 'The mart for coaches: a row for each agent, team and week with at least five contacts';
comment on column agent_week.agent_id is 'The agent';
comment on column agent_week.team is 'The team that the agent worked in; null: not known';
comment on column agent_week.week is 'Monday of the week in which the contacts began (UTC)';
comment on column agent_week.n_contacts is 'Contacts in which the agent had a leg; never below 5';
comment on column agent_week.empathy_mean is 'Mean empathy of the agent''s legs, 0.0-4.0; null: no leg could be scored';
comment on column agent_week.n_occasions is 'Legs of the agent that gave an occasion for empathy';
comment on column agent_week.effort_of_agent is 'Mean effort of those contacts once the effort that the process caused is given back, 1.0-7.0 with 7 = very easy; null: cannot tell for any';
comment on column agent_week.best_moments is 'Up to three legs with the highest empathy, highest first; empty: none could be scored';
comment on column agent_week.weakest_moments is 'Up to three legs with the lowest empathy, lowest first; empty: none could be scored';
