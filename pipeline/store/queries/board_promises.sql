-- name: board_promises
-- Promises of the last days that are not known to have been kept, broken ones first, then the oldest. By when they are
-- due is in the agent's words; how old they are is counted from the newest contact.
with newest as (
    select max(day) as newest_day from mart.contact
)
select
    promise.finding_id,
    promise.contact_id,
    promise.journey_id,
    contact.customer_key,
    promise.day,
    newest.newest_day - promise.day as age_days,
    promise.agent_id,
    promise.queue,
    promise.partner,
    promise.due,
    promise.what,
    promise.status,
    promise.turn_no,
    promise.words,
    promise.confidence
from mart.finding as promise
cross join newest
join mart.contact as contact using (contact_id)
where
    promise.kind = 'promise'
    and promise.status <> 'kept'
    and promise.day > newest.newest_day - $days::integer
order by promise.status = 'broken' desc, promise.day, promise.contact_id, promise.finding_id
limit $n;

-- name: board_promise_keeping
-- What became of promises, by queue and partner; the share kept is of those of which it is known.
select
    queue,
    partner,
    count(*) as n_promises,
    count(*) filter (where status = 'kept') as n_kept,
    count(*) filter (where status = 'broken') as n_broken,
    count(*) filter (where status not in ('kept', 'broken')) as n_unknown,
    count(*) filter (where status = 'kept') / nullif(count(*) filter (where status in ('kept', 'broken')), 0)
        as kept_share
from mart.finding
where
    kind = 'promise'
    and ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by queue, partner
order by n_broken desc, n_promises desc, queue, partner;
