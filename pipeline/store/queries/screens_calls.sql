-- name: screens_may_see
-- Whether a contact has a leg that somebody with these rights may see; null: not held to any.
select
    if(
        coalesce($teams, $partners, $agent) is null,
        exists (select 1 from core.contact where contact_id = $contact_id),
        exists (
            select 1
            from core.leg
            where
                contact_id = $contact_id
                and is_theirs(team, partner, agent_id, $teams, $partners, $agent)
        )
    ) as may_see;

-- name: screens_choices
-- What the calls in sight can be filtered by; days are UTC.
with legs as (
    select contact_id, team, queue
    from core.leg
    where
        is_theirs(team, partner, agent_id, $teams, $partners, $agent)
),
calls as (
    select contact_reason, language, kinds, day
    from mart.contact
    where
        coalesce($teams, $partners, $agent) is null
        or contact_id in (select contact_id from legs where coalesce($teams, $partners, $agent) is not null)
)
select
    (select list(team order by team) from (select distinct team from legs)) as teams,
    (select list(queue order by queue) from (select distinct queue from legs)) as queues,
    (select list(contact_reason order by contact_reason) from (select distinct contact_reason from calls)) as reasons,
    (select list(language order by language) from (select distinct language from calls)) as languages,
    (select list(kind order by kind) from (select distinct unnest(kinds) as kind from calls)) as kinds,
    (select min(day) from calls) as first_day,
    (select max(day) from calls) as last_day;

-- name: screens_calls
-- The calls in sight that pass the filter, newest first, a page of them, each with how many there are in all.
with legs as (
    select contact_id
    from core.leg
    where
        coalesce($teams, $partners, $agent, $team, $queue) is not null
        and is_theirs(team, partner, agent_id, $teams, $partners, $agent)
        and ($team is null or team = $team)
        and ($queue is null or queue = $queue)
),
passing as (
    select serial, contact_id, started_at
    from mart.contact
    where
        (coalesce($teams, $partners, $agent, $team, $queue) is null or contact_id in (select contact_id from legs))
        and ($reason is null or contact_reason = $reason)
        and ($language is null or language = $language)
        and ($find is null or contains(lower(contact_id), lower($find)))
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
        and ($kind is null or list_contains(kinds, $kind))
),
page as (
    select serial, contact_id
    from passing
    order by started_at desc, contact_id
    limit $n offset $skip
),
found as (
    select contact_id, count(*) as n_findings
    from core.finding
    where contact_id in (select contact_id from page)
    group by contact_id
)
select
    page.contact_id,
    counted.started_at,
    contact.duration_s,
    counted.contact_reason,
    counted.effort,
    counted.outcome,
    (select count(*) from passing) as n_all,
    counted.agents,
    coalesce(found.n_findings, 0) as n_findings,
    counted.n_retellings
from page
join mart.contact as counted using (serial)
join core.contact as contact using (serial)
left join found on found.contact_id = page.contact_id
order by counted.started_at desc, page.contact_id;

-- name: screens_candidates
-- The calls in sight that pass the filter and are worth hearing for one of four reasons, at most n for each: their
-- place by severity, by how unsure the program is, by how exemplary they are, and in a draw of one call an agent in
-- which agents who were heard least come first. The draw depends on $seed alone; $contact_ids were judged before.
with passing as (
    select
        contact_id, started_at, contact_reason, outcome, effort, talk_s, n_retellings, n_unsure, n_misconduct, n_threats,
        n_high, hash($seed || contact_id) as lot,
        list_filter(
            seats,
            lambda seat: is_theirs(seat.team, seat.partner, seat.agent_id, $teams, $partners, $agent)
            and ($team is null or coalesce(seat.team = $team, false))
            and ($queue is null or coalesce(seat.queue = $queue, false))
        ) as own
    from mart.contact
    where
        ($reason is null or contact_reason = $reason)
        and ($language is null or language = $language)
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
        and ($kind is null or list_contains(kinds, $kind))
        and contact_id not in (select unnest(from_json($left_out::json, '["VARCHAR"]')))
),
weighed as (
    select
        * exclude (own),
        list_max(list_transform(own, lambda seat: seat.empathy)) as empathy_best,
        coalesce(7 - effort, 0) + 0.5 * n_retellings + 2 * n_misconduct + n_threats as severity,
        n_unsure as doubt,
        coalesce(empathy_best, 0) + n_high + (outcome = 'resolved')::integer as shine
    from passing
    where len(own) > 0
),
heard as (
    select agent_id, count(distinct contact_id) as n_heard
    from core.leg
    where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    group by agent_id
),
one_each as (
    select seat.agent_id, arg_min(contact_id, lot) as contact_id
    from (select contact_id, lot, unnest(own) as seat from passing)
    where seat.agent_id is not null
    group by seat.agent_id
),
drawn as (
    select contact_id, min(place) as draw_place, arg_min(agent_id, place) as drawn_agent
    from (
        select
            contact_id,
            agent_id,
            row_number() over (order by coalesce(n_heard, 0), hash($seed || agent_id), agent_id) as place
        from one_each
        left join heard using (agent_id)
    )
    where place <= $n
    group by contact_id
),
-- Each of the three takes its first before it numbers them, so that not all calls are put in order.
severe as (
    select contact_id, row_number() over (order by severity desc, lot) as severe_place
    from (
        select contact_id, severity, lot
        from weighed
        where effort < 4 or n_misconduct > 0 or n_threats > 0 or n_retellings > 0
        order by severity desc, lot
        limit $n
    )
),
unsure as (
    select contact_id, row_number() over (order by doubt desc, lot) as unsure_place
    from (
        select contact_id, doubt, lot
        from weighed
        where n_unsure > 0
        order by doubt desc, lot
        limit $n
    )
),
exemplary as (
    select contact_id, row_number() over (order by shine desc nulls last, lot) as exemplary_place
    from (
        select contact_id, shine, lot
        from weighed
        where (empathy_best >= 2.5 or n_high > 0) and n_misconduct = 0
        order by shine desc nulls last, lot
        limit $n
    )
)
select
    weighed.* exclude (lot),
    draw_place,
    drawn_agent,
    severe_place,
    unsure_place,
    exemplary_place
from weighed
left join drawn using (contact_id)
left join severe using (contact_id)
left join unsure using (contact_id)
left join exemplary using (contact_id)
where coalesce(draw_place, severe_place, unsure_place, exemplary_place) is not null
order by weighed.contact_id;

-- name: screens_longest_legs
-- The longest leg with an agent's words of each call in sight, in the order of a lot: of some calls, or of the newest five weeks.
with seen as (
    select leg.contact_id, leg.leg_no, leg.end_s - leg.start_s as length_s
    from core.leg as leg
    join core.contact as contact using (contact_id)
    where
        is_theirs(leg.team, leg.partner, leg.agent_id, $teams, $partners, $agent)
        and case
            when $contact_ids is null
                then
                    contact.started_at
                    >= (select max(started_at) from core.contact) - interval 34 days
            else leg.contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
        end
),
drawn as (
    select contact_id
    from (select distinct contact_id from seen)
    order by md5(contact_id || $seed)
    limit $n
)
select seen.contact_id, seen.leg_no
from seen
join drawn using (contact_id)
where
    exists (
        select 1
        from core.turn as turn
        where
            turn.contact_id = seen.contact_id
            and turn.leg_no = seen.leg_no
            and turn.speaker = 'agent'
    )
qualify row_number() over (partition by seen.contact_id order by seen.length_s desc, seen.leg_no) = 1
order by md5(seen.contact_id || $seed);

-- name: screens_of_team
-- Which of some contacts have a leg of a team in sight.
select distinct contact_id
from core.leg
where
    contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
    and team = $team
    and is_theirs(team, partner, agent_id, $teams, $partners, $agent);
