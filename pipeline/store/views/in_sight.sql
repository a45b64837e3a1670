-- Who may see what. Rights are JSON lists of teams and of partners, and an agent; null: not held to any. Written here and
-- nowhere else.
create or replace macro is_theirs(team, partner, agent_id, teams, partners, agent) as
    (teams is null or coalesce(list_contains(from_json(teams::json, '["VARCHAR"]'), team), false))
    and (partners is null or coalesce(list_contains(from_json(partners::json, '["VARCHAR"]'), partner), false))
    and (agent is null or coalesce(agent_id = agent, false));

-- The contacts of which any leg is theirs. Who is held to nothing sees all, and then there are no rows here, so that
-- nobody has to read every leg for it: ask `coalesce($teams, $partners, $agent) is null or contact_id in …`.
create or replace macro in_sight(teams, partners, agent) as table
select contact_id
from core.leg as leg
where
    coalesce(teams, partners, agent) is not null
    and is_theirs(leg.team, leg.partner, leg.agent_id, teams, partners, agent);

-- The same of all places that the legs of a contact are of, which marts have beside it: there are few, so who may see one
-- of them is looked up once. An agent is not asked for here.
create or replace macro sees_places(places, teams, partners) as
    coalesce(teams, partners) is null
    or list_has_any(
        places,
        (
            select coalesce(list({'team': place.team, 'partner': place.partner}), [])
            from mart.place as place
            where is_theirs(place.team, place.partner, null, teams, partners, null)
        )
    );
