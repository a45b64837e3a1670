-- name: contact_ids
select contact_id
from contact
order by contact_id;

-- name: report_contacts
-- The contacts that get a page in the report: the n_worst hardest and all with a repeat story, hardest first, at most n_most.
with transfers as (
    select contact_id, count(*) as n_transfers, count(*) filter (where kind = 'cold') as n_cold
    from transfer
    group by contact_id
),
found as (
    select
        contact_id,
        count(*) filter (where kind = 'repeat_story') as n_retellings,
        count(*) filter (where kind = 'repeat_identification') as n_repeat_identifications,
        sum(seconds_lost) filter (where kind in ('repeat_story', 'repeat_identification')) as seconds_lost
    from finding
    group by contact_id
),
ranked as (
    select
        contact.*,
        coalesce(n_transfers, 0) as n_transfers,
        coalesce(n_cold, 0) as n_cold,
        coalesce(n_retellings, 0) as n_retellings,
        coalesce(n_repeat_identifications, 0) as n_repeat_identifications,
        coalesce(seconds_lost, 0) as seconds_lost,
        row_number() over (order by effort nulls last, contact_id) as place
    from contact
    left join transfers using (contact_id)
    left join found using (contact_id)
)
select * exclude (place)
from ranked
where place <= $n_worst or n_retellings > 0
order by place
limit $n_most;

-- name: report_handoffs
-- For each way from queue to queue the contacts behind it, those with a retelling first, at most n_each.
with told_again as (
    select contact_id, leg_no, sum(seconds_lost) as seconds_lost
    from finding
    where kind = 'repeat_story'
    group by contact_id, leg_no
)
select
    transfer.from_queue,
    transfer.to_queue,
    transfer.from_partner,
    transfer.to_partner,
    transfer.contact_id,
    transfer.kind,
    transfer.gap_s,
    told_again.contact_id is not null as is_told_again
from transfer
left join contact using (contact_id)
left join told_again
    on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
qualify
    row_number() over (
        partition by from_queue, to_queue, from_partner, to_partner
        order by told_again.contact_id is null, contact.effort nulls last, transfer.contact_id
    ) <= $n_each
order by from_queue, to_queue, from_partner, to_partner, not is_told_again, contact.effort nulls last, contact_id;
