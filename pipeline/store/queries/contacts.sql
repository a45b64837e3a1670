-- name: contacts
-- All contacts, newest first.
with transfers as (
    select contact_id, count(*) as n_transfers, count(*) filter (where kind = 'cold') as n_cold
    from transfer
    group by contact_id
),
found as (
    select
        contact_id,
        count(*) as n_findings,
        count(*) filter (where kind = 'repeat_story') as n_retellings,
        sum(seconds_lost) filter (where kind in ('repeat_story', 'repeat_identification')) as seconds_lost
    from finding
    group by contact_id
)
select
    contact.*,
    coalesce(n_transfers, 0) as n_transfers,
    coalesce(n_cold, 0) as n_cold,
    coalesce(n_findings, 0) as n_findings,
    coalesce(n_retellings, 0) as n_retellings,
    coalesce(seconds_lost, 0) as seconds_lost
from contact
left join transfers using (contact_id)
left join found using (contact_id)
order by started_at desc, contact_id;
