-- name: screens_mirror_agents
-- Who has a mirror for a week (null: the newest) and had no leg in it that somebody with these rights may not see; null:
-- not held to any. In order of code: never by score.
with asked as (
    select coalesce($week::date, (select max(week) from mart.agent_week)) as week
),
outside as (
    select distinct leg.agent_id
    from mart.leg as leg
    join asked using (week)
    where
        (
            $teams is not null
            and coalesce(leg.team not in (select unnest(from_json($teams::json, '["VARCHAR"]'))), true)
        )
        or (
            $partners is not null
            and coalesce(leg.partner not in (select unnest(from_json($partners::json, '["VARCHAR"]'))), true)
        )
)
select distinct agent_id, week
from mart.agent_week
join asked using (week)
where
    ($agent is null or agent_id = $agent)
    and agent_id not in (select agent_id from outside)
order by agent_id;
