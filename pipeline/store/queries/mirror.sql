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
    spoken.contact_id,
    spoken.leg_no,
    leg.queue,
    spoken.empathy,
    contact.language,
    contact.started_at,
    contact.main_cause
from mart.leg as spoken
join core.leg as leg using (contact_id, leg_no)
join mart.contact as contact on contact.contact_id = spoken.contact_id
where spoken.agent_id = $agent_id and spoken.week = $week and spoken.is_occasion
order by contact.started_at, spoken.contact_id, spoken.leg_no;

-- name: mirror_rows
-- What the empathy of those legs is the sum of, with the turns where it shows.
select behind.contact_id, behind.leg_no, behind.reason, behind.points, coalesce(behind.turns, []) as turns
from core.contribution as behind
join mart.leg as spoken using (contact_id, leg_no)
where behind.score = 'empathy' and spoken.agent_id = $agent_id and spoken.week = $week
order by behind.contact_id, behind.leg_no, behind.item_no;

-- name: mirror_turns
-- What was said in those legs.
select turn.contact_id, turn.leg_no, turn.turn_no, turn.speaker, turn.agent_id, turn.start_s, turn.text
from core.turn as turn
join mart.leg as spoken using (contact_id, leg_no)
join mart.contact as contact using (serial)
where
    spoken.agent_id = $agent_id
    and spoken.week = $week
    and spoken.is_occasion
    and contact.contact_id = spoken.contact_id
    and contact.week = $week
order by turn.contact_id, turn.turn_no;
