-- name: screens_handoffs
-- Which way customers in sight were put through between two days (UTC), and what it cost them; most retellings first.
with seen as (
    select distinct contact_id
    from core.leg
    where
        ($teams is null or team in (select unnest(from_json($teams::json, '["VARCHAR"]'))))
        and ($partners is null or partner in (select unnest(from_json($partners::json, '["VARCHAR"]'))))
        and ($agent is null or agent_id = $agent)
),
told_again as (
    select
        contact_id,
        leg_no,
        bool_or(kind = 'repeat_story') as is_repeat_story,
        bool_or(kind = 'repeat_identification') as is_repeat_identification,
        sum(seconds_lost) as seconds_lost
    from core.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id, leg_no
)
select
    transfer.from_queue,
    transfer.to_queue,
    transfer.from_partner,
    transfer.to_partner,
    count(*) as n_transfers,
    count(*) filter (where transfer.kind = 'cold') as n_cold,
    count(*) filter (where told_again.is_repeat_story) as n_repeat_story,
    count(*) filter (where told_again.is_repeat_identification) as n_repeat_identification,
    coalesce(sum(told_again.seconds_lost), 0) as customer_seconds_lost,
    coalesce(sum(transfer.gap_s), 0) as wait_seconds,
    min(cast(timezone('UTC', contact.started_at) as date)) as first_day,
    max(cast(timezone('UTC', contact.started_at) as date)) as last_day
from transfer
join core.contact as contact using (contact_id)
left join told_again on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
where
    contact_id in (select contact_id from seen)
    and ($from_day is null or contact.started_at >= timezone('UTC', cast($from_day as timestamp)))
    and ($to_day is null or contact.started_at < timezone('UTC', cast($to_day as timestamp) + interval 1 day))
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
    select distinct contact_id
    from core.leg
    where
        ($teams is null or team in (select unnest(from_json($teams::json, '["VARCHAR"]'))))
        and ($partners is null or partner in (select unnest(from_json($partners::json, '["VARCHAR"]'))))
        and ($agent is null or agent_id = $agent)
),
told_again as (
    select contact_id, leg_no, bool_or(kind = 'repeat_story') as is_repeat_story, sum(seconds_lost) as seconds_lost
    from core.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id, leg_no
)
select
    transfer.contact_id,
    transfer.from_leg,
    transfer.to_leg,
    transfer.kind,
    transfer.is_announced,
    transfer.is_reason_given,
    transfer.is_briefed,
    transfer.gap_s,
    contact.started_at,
    contact.outcome,
    contact.effort,
    contact.contact_reason,
    contact.language,
    coalesce(told_again.is_repeat_story, false) as is_repeat_story,
    coalesce(told_again.seconds_lost, 0) as seconds_lost,
    count(*) over () as n_all
from transfer
join contact using (contact_id)
left join told_again on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
where
    contact_id in (select contact_id from seen)
    and from_queue is not distinct from $from_queue
    and to_queue is not distinct from $to_queue
    and from_partner is not distinct from $from_partner
    and to_partner is not distinct from $to_partner
    and ($from_day is null or contact.started_at >= timezone('UTC', cast($from_day as timestamp)))
    and ($to_day is null or contact.started_at < timezone('UTC', cast($to_day as timestamp) + interval 1 day))
order by is_repeat_story desc, seconds_lost desc, contact.effort nulls last, transfer.contact_id, from_leg
limit $n;

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
