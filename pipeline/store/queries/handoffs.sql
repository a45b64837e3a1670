-- name: handoff_flows
-- Which way customers were put through, over all days, and what it cost them; most retellings first.
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_cold)::bigint as n_cold,
    sum(n_repeat_story)::bigint as n_repeat_story,
    sum(n_repeat_identification)::bigint as n_repeat_identification,
    sum(n_unresolved)::bigint as n_unresolved,
    sum(customer_seconds_lost) as customer_seconds_lost,
    sum(wait_seconds) as wait_seconds
from handoff
group by from_queue, to_queue, from_partner, to_partner
order by n_repeat_story desc, customer_seconds_lost desc, n_transfers desc, from_queue, to_queue;

-- name: handoff_days
-- The same, day by day.
select *
from handoff
order by day, from_queue, to_queue, from_partner, to_partner;

-- name: handoff_contacts
-- The contacts behind one flow; null stands for an unknown queue and for no partner.
select transfer.*, contact.started_at, contact.outcome, contact.effort
from transfer
join contact using (contact_id)
where
    from_queue is not distinct from $from_queue
    and to_queue is not distinct from $to_queue
    and from_partner is not distinct from $from_partner
    and to_partner is not distinct from $to_partner
order by contact.effort nulls last, contact.contact_id, from_leg;

-- name: agent_weeks
-- The coaches' mart: agents, teams and weeks with at least five contacts.
select *
from agent_week
order by week desc, team, agent_id;
