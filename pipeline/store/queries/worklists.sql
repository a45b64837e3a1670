-- name: worklist_call_back
-- Customers to call back: a promise that was broken, a threat, or a low point in a journey that did not end well. Each
-- journey of the last days once, most reasons to call first, with the words that say why; those that are $kept on the
-- list stay however old they are. Only what somebody with these rights may see; null: not held to any.
with newest as (
    select max(day) as newest_day from mart.contact
),
seen as (
    from in_sight($teams, $partners, $agent)
),
kept as (
    select unnest(from_json($kept::json, '["VARCHAR"]')) as journey_id
),
cause as (
    select
        finding.journey_id,
        finding.finding_id,
        finding.contact_id,
        case finding.kind when 'promise' then 'broken_promise' when 'valley' then 'low_point' else finding.kind end
            as why,
        finding.what,
        finding.turn_no,
        finding.words,
        finding.confidence
    from mart.finding as finding
    cross join newest
    where
        (finding.day > newest.newest_day - $days::integer or finding.journey_id in (select journey_id from kept))
        and (coalesce($teams, $partners, $agent) is null or finding.contact_id in (select contact_id from seen))
        and (
            finding.kind in ('threat', 'valley')
            or (finding.kind = 'promise' and finding.status = 'broken')
        )
),
journey as (
    select
        contact.journey_id,
        any_value(contact.customer_key) as customer_key,
        any_value(contact.contact_reason) as contact_reason,
        arg_max(contact.outcome, contact.contact_no) as outcome,
        max(contact.started_at) as last_at,
        min(contact.effort) as effort,
        bool_or(list_contains(contact.kinds, 'recovery')) as has_recovery
    from mart.contact as contact
    where contact.customer_key is not null and contact.journey_id in (select journey_id from cause)
    group by contact.journey_id
)
select
    cause.journey_id,
    any_value(journey.customer_key) as customer_key,
    any_value(journey.contact_reason) as contact_reason,
    any_value(journey.outcome) as outcome,
    any_value(journey.last_at) as last_at,
    any_value(journey.effort) as effort,
    list(distinct cause.why order by cause.why) as why,
    list(
        {
            'finding_id': cause.finding_id, 'contact_id': cause.contact_id, 'why': cause.why,
            'what': cause.what, 'turn_no': cause.turn_no, 'words': cause.words
        }
        order by cause.confidence desc, cause.finding_id
    ) as evidence
from cause
join journey using (journey_id)
where
    cause.why <> 'low_point'
    or (journey.outcome is distinct from 'resolved' and not journey.has_recovery)
group by cause.journey_id
order by
    cause.journey_id in (select journey_id from kept) desc,
    count(distinct cause.why) desc,
    any_value(journey.last_at) desc,
    cause.journey_id
limit $n;

-- name: worklist_mirror
-- For one agent's mirror, the agent's own moments of the last days: what went well and what did not, with the words.
-- Never a list of agents. Only what somebody with these rights may see; null: not held to any.
with newest as (
    select max(day) as newest_day from mart.contact
),
seen as (
    from in_sight($teams, $partners, null)
)
select
    finding.finding_id,
    finding.kind,
    finding.kind in ('peak', 'recovery') or coalesce(finding.status = 'kept', false) as is_good,
    finding.status,
    finding.contact_id,
    finding.day,
    finding.contact_reason,
    finding.leg_no,
    finding.queue,
    leg.empathy,
    finding.turn_no,
    finding.words,
    finding.confidence
from mart.finding as finding
cross join newest
left join mart.leg as leg
    on leg.contact_id = finding.contact_id
    and leg.leg_no = finding.leg_no
    and leg.agent_id = $agent_id
    and leg.week = date_trunc('week', finding.day)
where
    finding.agent_id = $agent_id
    and finding.day > newest.newest_day - $days::integer
    and finding.kind not in ('threat', 'contradiction')
    and (coalesce($teams, $partners) is null or finding.contact_id in (select contact_id from seen))
order by is_good desc, finding.day desc, finding.confidence desc, finding.finding_id
limit $n;

-- name: worklist_process_faults
-- Faults of the process in the last days with their size, largest first: what it costs customers in minutes, and how
-- many contacts. None of them is any agent's. A fault that somebody took up on a day ($marks) stays on the list, and has
-- beside it what it was in as many days (28 at most) before that day as from it on.
with newest as (
    select max(day) as newest_day from mart.contact
),
seen as (
    from in_sight($teams, $partners, $agent)
),
contact as (
    select *
    from mart.contact
    where coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen)
),
handed as (
    select *
    from mart.transfer
    where coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen)
),
occurrence as (
    select
        'cold_handoff' as fault, from_queue as queue, to_queue, from_partner, to_partner as partner,
        null::varchar as contact_reason, day, seconds_lost + gap_s as cost_s, effort
    from handed
    where is_cold
    union all
    select 'asked_again', from_queue, to_queue, from_partner, to_partner, null, day, seconds_lost, effort
    from handed
    where is_asked_again
    union all
    select 'repeat_contact', queue, null, null, null, contact_reason, day, wait_s + talk_s + hold_s, effort
    from contact
    where contact_no > 1
    union all
    select 'self_service', queue, null, null, null, contact_reason, day, wait_s + talk_s, effort
    from contact
    where list_contains(kinds, 'failed_self_service')
    union all
    select 'long_wait', queue, null, null, null, null, day, wait_s, effort
    from contact
    where wait_s >= 300
),
sized as (
    select
        fault, queue, to_queue, from_partner, partner, contact_reason,
        count(*) as n_contacts, sum(cost_s) / 60 as customer_min, avg(effort) as effort_mean
    from occurrence
    cross join newest
    where day > newest.newest_day - $days::integer
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
        count(*) filter (where day >= since_day - n_days and day < since_day) as n_before,
        count(*) filter (where day >= since_day and day < since_day + n_days) as n_after,
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
