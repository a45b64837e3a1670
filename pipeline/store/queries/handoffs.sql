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
