-- name: board_promises
-- Promises of the last days that are not known to have been kept, broken ones first, then the oldest. By when they are
-- due is in the agent's words; how old they are is counted from the newest contact.
select
    promise.finding_id,
    promise.contact_id,
    promise.journey_id,
    promise.customer_key,
    promise.day,
    total.last_day - promise.day as age_days,
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
cross join mart.total as total
where
    promise.kind = 'promise'
    and promise.status <> 'kept'
    and promise.day > (select last_day from mart.total) - $days::integer
order by promise.status = 'broken' desc, promise.day, promise.contact_id, promise.finding_id
limit $n;

-- name: board_promise_keeping
-- What became of promises, by queue and partner; the share kept is of those of which it is known.
select
    queue,
    partner,
    sum(n_promises)::bigint as n_promises,
    sum(n_kept)::bigint as n_kept,
    sum(n_broken)::bigint as n_broken,
    sum(n_promises - n_kept - n_broken)::bigint as n_unknown,
    sum(n_kept) / nullif(sum(n_kept + n_broken), 0) as kept_share
from mart.promise_day
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by queue, partner
order by n_broken desc, n_promises desc, queue, partner;
