-- name: worklist_call_back
-- Customers to call back: a promise that was broken, a threat, or a low point in a journey that did not end well. Each
-- journey of the last days once, most reasons to call first, with the words that say why; those that are $kept on the
-- list stay however old they are. Only what somebody with these rights may see; null: not held to any.
with kept as (
    select unnest(from_json($kept::json, '["VARCHAR"]')) as journey_id
),
cause as (
    select *, case kind when 'promise' then 'broken_promise' when 'valley' then 'low_point' else kind end as why
    from (
        from mart.finding
        where day > (select last_day from mart.total) - $days::integer
        union all
        from mart.finding
        where
            day <= (select last_day from mart.total) - $days::integer
            and journey_id in (select journey_id from kept)
    )
    where
        customer_key is not null
        and (
            kind = 'threat'
            or (kind = 'valley' and journey_outcome is distinct from 'resolved' and not is_turned)
            or (kind = 'promise' and status = 'broken')
        )
        and sees_places(places, $teams, $partners)
        and ($agent is null or contact_id in (select contact_id from in_sight($teams, $partners, $agent)))
),
listed as (
    select
        journey_id,
        journey_id in (select journey_id from kept) as is_kept,
        any_value(customer_key) as customer_key,
        any_value(contact_reason) as contact_reason,
        any_value(journey_outcome) as outcome,
        any_value(journey_last_at) as last_at,
        any_value(journey_effort) as effort,
        count(distinct why) as n_why
    from cause
    group by journey_id
    order by is_kept desc, n_why desc, last_at desc, journey_id
    limit $n
)
select
    listed.journey_id,
    any_value(listed.customer_key) as customer_key,
    any_value(listed.contact_reason) as contact_reason,
    any_value(listed.outcome) as outcome,
    any_value(listed.last_at) as last_at,
    any_value(listed.effort) as effort,
    list_sort(list(distinct cause.why)) as why,
    list_transform(
        list_sort(
            list(
                {
                    'unsure': -cause.confidence, 'finding_id': cause.finding_id, 'contact_id': cause.contact_id,
                    'why': cause.why, 'what': cause.what, 'turn_no': cause.turn_no, 'words': cause.words
                }
            )
        ),
        lambda one: {
            'finding_id': one.finding_id, 'contact_id': one.contact_id, 'why': one.why,
            'what': one.what, 'turn_no': one.turn_no, 'words': one.words
        }
    ) as evidence  -- sorted as lists: many short ordered ones take long to make
from listed
join cause using (journey_id)
group by listed.journey_id
order by any_value(listed.is_kept) desc, any_value(listed.n_why) desc, last_at desc, listed.journey_id;

-- name: worklist_mirror
-- For one agent's mirror, the agent's own moments of the last days: what went well and what did not, with the words.
-- Never a list of agents. Only what somebody with these rights may see; null: not held to any.
select
    finding_id,
    kind,
    kind in ('peak', 'recovery') or coalesce(status = 'kept', false) as is_good,
    status,
    contact_id,
    day,
    contact_reason,
    leg_no,
    queue,
    empathy,
    turn_no,
    words,
    confidence
from mart.finding
where
    agent_id = $agent_id
    and day > (select last_day from mart.total) - $days::integer
    and kind not in ('threat', 'contradiction')
    and sees_places(places, $teams, $partners)
order by is_good desc, day desc, confidence desc, finding_id
limit $n;

-- name: worklist_process_faults
-- Faults of the process in the last days with their size, largest first: what it costs customers in minutes, and how
-- many contacts. None of them is any agent's. A fault that somebody took up on a day ($marks) stays on the list, and has
-- beside it what it was in as many days (28 at most) before that day as from it on.
with newest as (
    select last_day as newest_day from mart.total
),
occurrence as (
    from faults_in_sight($teams, $partners, $agent)
),
sized as (
    select
        fault, queue, to_queue, from_partner, partner, contact_reason,
        sum(n)::bigint as n_contacts,
        sum(cost_s) / 60 as customer_min,
        sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
    from occurrence
    where day > (select newest_day from newest) - $days::integer
    group by all
),
mark as (
    select
        told.fault,
        told.queue,
        told.to_queue,
        told.from_partner,
        told.partner,
        told.contact_reason,
        told.since_day::date as since_day,
        least(28, newest.newest_day - told.since_day::date + 1)::integer as n_days
    from (
        select unnest(
            from_json(
                $marks::json,
                '[{"fault": "VARCHAR", "queue": "VARCHAR", "to_queue": "VARCHAR", "from_partner": "VARCHAR", "partner": "VARCHAR", "contact_reason": "VARCHAR", "since_day": "DATE"}]'
            )
        ) as told
    )
    cross join newest
),
effect as (
    select
        mark.fault, mark.queue, mark.to_queue, mark.from_partner, mark.partner, mark.contact_reason, mark.since_day,
        greatest(0, mark.n_days) as n_days,
        coalesce(sum(n) filter (where day >= since_day - n_days and day < since_day), 0)::bigint as n_before,
        coalesce(sum(n) filter (where day >= since_day and day < since_day + n_days), 0)::bigint as n_after,
        coalesce(sum(cost_s) filter (where day >= since_day - n_days and day < since_day), 0) / 60 as min_before,
        coalesce(sum(cost_s) filter (where day >= since_day and day < since_day + n_days), 0) / 60 as min_after
    from mark
    left join occurrence
        on occurrence.fault = mark.fault
        and occurrence.queue is not distinct from mark.queue
        and occurrence.to_queue is not distinct from mark.to_queue
        and occurrence.from_partner is not distinct from mark.from_partner
        and occurrence.partner is not distinct from mark.partner
        and occurrence.contact_reason is not distinct from mark.contact_reason
    group by all
)
select
    coalesce(sized.fault, effect.fault) as fault,
    coalesce(sized.queue, effect.queue) as queue,
    coalesce(sized.to_queue, effect.to_queue) as to_queue,
    coalesce(sized.from_partner, effect.from_partner) as from_partner,
    coalesce(sized.partner, effect.partner) as partner,
    coalesce(sized.contact_reason, effect.contact_reason) as contact_reason,
    coalesce(sized.n_contacts, 0) as n_contacts,
    coalesce(sized.customer_min, 0) as customer_min,
    sized.effort_mean,
    effect.n_days,
    effect.n_before,
    effect.n_after,
    effect.min_before,
    effect.min_after
from sized
full join effect
    on effect.fault = sized.fault
    and effect.queue is not distinct from sized.queue
    and effect.to_queue is not distinct from sized.to_queue
    and effect.from_partner is not distinct from sized.from_partner
    and effect.partner is not distinct from sized.partner
    and effect.contact_reason is not distinct from sized.contact_reason
where sized.n_contacts >= $n_least or effect.fault is not null
order by customer_min desc, n_contacts desc, fault, queue, to_queue, contact_reason
limit $n;
