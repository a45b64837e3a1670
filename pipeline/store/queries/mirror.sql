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
-- The legs of an agent in a week that gave an occasion for empathy, each with the turn in which the agent answered the
-- longest that the customer said in it; null: nobody answered that.
with own as (
    select contact.serial, spoken.contact_id, spoken.leg_no, spoken.empathy, contact.started_at
    from mart.leg as spoken
    join core.contact as contact using (contact_id)
    where spoken.agent_id = $agent_id and spoken.week = $week and spoken.is_occasion
),
said as (
    select turn.contact_id, turn.leg_no, turn.turn_no, turn.speaker, length(turn.text) as n_characters
    from core.turn as turn
    join own using (serial, leg_no)
),
longest as (
    select contact_id, leg_no, turn_no as longest_no
    from said
    where speaker = 'customer'
    qualify row_number() over (partition by contact_id, leg_no order by n_characters desc, turn_no) = 1
),
answered as (
    select contact_id, leg_no, min(turn_no) as answer_no
    from said
    join longest using (contact_id, leg_no)
    where speaker = 'agent' and turn_no > longest_no
    group by contact_id, leg_no
)
select own.contact_id, own.leg_no, own.empathy, answered.answer_no
from own
left join answered using (contact_id, leg_no)
order by own.started_at, own.contact_id, own.leg_no;

-- name: mirror_rows
-- What the empathy of those legs is the sum of, with the turns where it shows.
select behind.contact_id, behind.leg_no, behind.reason, behind.points, coalesce(behind.turns, []) as turns
from core.contribution as behind
join mart.leg as spoken using (contact_id, leg_no)
where behind.score = 'empathy' and spoken.agent_id = $agent_id and spoken.week = $week
order by behind.contact_id, behind.leg_no, behind.item_no;
