-- For coaches: an agent's week. Made at night in marts/agents.sql.
create or replace view agent_week as
select
    agent_id, team, week, n_contacts, empathy_mean, n_occasions, effort_of_agent, best_moments,
    weakest_moments
from mart.agent_week;

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
