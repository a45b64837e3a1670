-- name: worklist_call_back
-- Customers to call back: a promise that was broken, a threat, or a low point in a journey that did not end well. Each
-- journey of the last days once, most reasons to call first, with the words that say why.
with newest as (
    select max(day) as newest_day from mart.contact
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
        finding.day > newest.newest_day - $days::integer
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
order by count(distinct cause.why) desc, any_value(journey.last_at) desc, cause.journey_id
limit $n;

-- name: worklist_mirror
-- For one agent's mirror, the agent's own moments of the last days: what went well and what did not, with the words.
-- Never a list of agents.
with newest as (
    select max(day) as newest_day from mart.contact
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
order by is_good desc, finding.day desc, finding.confidence desc, finding.finding_id
limit $n;

-- name: worklist_process_faults
-- Faults of the process in the last days with their size, largest first: what it costs customers in minutes, and how
-- many contacts. None of them is any agent's.
with newest as (
    select max(day) as newest_day from mart.contact
),
recent as (
    select contact.* from mart.contact as contact cross join newest
    where contact.day > newest.newest_day - $days::integer
),
handed as (
    select transfer.* from mart.transfer as transfer cross join newest
    where transfer.day > newest.newest_day - $days::integer
),
fault as (
    select
        'cold_handoff' as fault, from_queue as queue, to_queue, to_partner as partner,
        null::varchar as contact_reason, count(*) as n_contacts,
        sum(seconds_lost + gap_s) / 60 as customer_min, avg(effort) as effort_mean
    from handed
    where is_cold
    group by all
    union all
    select
        'asked_again', from_queue, to_queue, to_partner, null, count(*), sum(seconds_lost) / 60, avg(effort)
    from handed
    where is_asked_again
    group by all
    union all
    select
        'repeat_contact', queue, null, null, contact_reason, count(*),
        sum(wait_s + talk_s + hold_s) / 60, avg(effort)
    from recent
    where contact_no > 1
    group by all
    union all
    select
        'self_service', queue, null, null, contact_reason, count(*), sum(wait_s + talk_s) / 60, avg(effort)
    from recent
    where list_contains(kinds, 'failed_self_service')
    group by all
    union all
    select 'long_wait', queue, null, null, null, count(*), sum(wait_s) / 60, avg(effort)
    from recent
    where wait_s >= 300
    group by all
)
select *
from fault
where n_contacts >= $n_least
order by customer_min desc, n_contacts desc, fault, queue, to_queue, contact_reason
limit $n;
