-- name: screens_handoffs
-- Which way customers in sight were put through between two days (UTC), and what it cost them; most retellings first.
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_cold)::bigint as n_cold,
    sum(n_retold)::bigint as n_repeat_story,
    sum(n_asked_again)::bigint as n_repeat_identification,
    sum(seconds_lost) as customer_seconds_lost,
    sum(gap_s) as wait_seconds,
    min(day) as first_day,
    max(day) as last_day
from transfers_in_sight($teams, $partners, $agent)
where
    ($from_day::date is null or day >= $from_day::date)
    and ($to_day::date is null or day <= $to_day::date)
group by all
order by
    n_repeat_story desc,
    customer_seconds_lost desc,
    n_transfers desc,
    from_queue nulls last,
    to_queue nulls last,
    from_partner nulls first,
    to_partner nulls first;

-- name: screens_handoff_calls
-- The calls behind one way of putting through, those with a retelling first; null: an unknown queue, our own company.
with seen as (
    from in_sight($teams, $partners, $agent)
),
handed as (
    select contact_id, from_leg, to_leg, is_retold, seconds_lost, effort, outcome, contact_reason
    from mart.transfer
    where
        from_queue is not distinct from $from_queue
        and to_queue is not distinct from $to_queue
        and from_partner is not distinct from $from_partner
        and to_partner is not distinct from $to_partner
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
        and (
            coalesce($teams, $partners, $agent) is null
            or contact_id in (select contact_id from seen)
        )
),
worst as (
    select *, count(*) over () as n_all
    from handed
    order by is_retold desc, seconds_lost desc, effort nulls last, contact_id, from_leg
    limit $n
)
select
    worst.contact_id,
    worst.from_leg,
    worst.to_leg,
    transfer.kind,
    transfer.is_announced,
    transfer.is_reason_given,
    transfer.is_briefed,
    transfer.gap_s,
    contact.started_at,
    worst.outcome,
    worst.effort,
    worst.contact_reason,
    contact.language,
    worst.is_retold as is_repeat_story,
    worst.seconds_lost,
    worst.n_all
from worst
join core.contact as contact using (contact_id)
join core.transfer as transfer using (contact_id, from_leg, to_leg)
order by is_repeat_story desc, seconds_lost desc, effort nulls last, contact_id, from_leg;

-- name: screens_handoff_quotes
-- The words with which customers told it again, or were asked again, in some contacts: in which leg, and when.
select
    finding.contact_id,
    finding.leg_no,
    finding.kind,
    proof.contact_id as said_in,
    proof.turn_no,
    proof.cue,
    proof.words,
    turn.start_s,
    turn.speaker
from finding
join evidence as proof using (finding_id)
join core.turn as turn on turn.contact_id = proof.contact_id and turn.turn_no = proof.turn_no
where
    finding.kind in ('repeat_story', 'repeat_identification')
    and finding.contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by finding.contact_id, finding.leg_no, finding.kind desc, finding.finding_id, proof.item_no;

-- name: screens_loops
-- Customers in sight who were put through back to where they had been, by the way they went: how often, what it cost,
-- and the calls, hardest first.
with seen as (
    from in_sight($teams, $partners, $agent)
),
handed as (
    select contact_id, from_leg, from_queue, to_queue, seconds_lost + gap_s as cost_s, effort
    from mart.transfer
    where
        contact_id in (select contact_id from mart.contact where n_transfers > 1)
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
),
way as (
    select
        contact_id,
        list(from_queue order by from_leg) || [arg_max(to_queue, from_leg)] as queues,
        sum(cost_s) as cost_s,
        any_value(effort) as effort
    from handed
    group by contact_id
)
select
    queues,
    count(*) as n_contacts,
    sum(cost_s) / 60 as customer_min,
    avg(effort) as effort_mean,
    list(contact_id order by effort nulls last, cost_s desc, contact_id)[1:$n::integer] as contact_ids
from way
where len(list_distinct(queues)) < len(list_filter(queues, lambda queue: queue is not null))
group by queues
order by customer_min desc, n_contacts desc, queues;
