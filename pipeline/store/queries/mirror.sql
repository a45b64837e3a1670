-- name: mirror_weeks
-- An agent's own weeks with at least five contacts, oldest first; of one team alone where the agent worked in several.
select week, team, n_contacts, n_occasions, empathy_mean, effort_of_agent
from agent_week
where agent_id = $agent_id
order by week, team;

-- name: mirror_agents
-- Who has a mirror for a week: agents with at least five contacts in it.
select distinct agent_id
from agent_week
where week = $week
order by agent_id;

-- name: mirror_newest_week
-- The newest week in which anybody has a mirror; null: none.
select max(week) as week
from agent_week;

-- name: mirror_legs
-- The legs of an agent in a week that gave an occasion for empathy, with what was heard in them.
select
    leg.contact_id,
    leg.leg_no,
    leg.queue,
    leg.empathy,
    contact.language,
    contact.started_at,
    contact.main_cause
from leg
join contact using (contact_id)
where
    leg.agent_id = $agent_id
    and leg.empathy_occasion
    and cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) = $week
order by contact.started_at, leg.contact_id, leg.leg_no;

-- name: mirror_rows
-- What the empathy of those legs is the sum of, with the turns where it shows.
select behind.contact_id, behind.leg_no, behind.reason, behind.points, coalesce(behind.turns, []) as turns
from core.contribution as behind
join core.leg as leg using (contact_id, leg_no)
join core.contact as contact using (contact_id)
where
    behind.score = 'empathy'
    and leg.agent_id = $agent_id
    and cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) = $week
order by behind.contact_id, behind.leg_no, behind.item_no;

-- name: mirror_turns
-- What was said in those legs.
select turn.contact_id, turn.leg_no, turn.turn_no, turn.speaker, turn.agent_id, turn.start_s, turn.text
from turn
join leg using (contact_id, leg_no)
join contact using (contact_id)
where
    leg.agent_id = $agent_id
    and leg.empathy_occasion
    and cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) = $week
order by turn.contact_id, turn.turn_no;
