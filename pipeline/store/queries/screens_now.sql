-- name: screens_reasons
-- Why customers in sight reach us in which queue (of the first leg), with how hard it is for them; null: cannot tell.
select
    contact_reason,
    queue,
    sum(n_contacts)::bigint as n_contacts,
    sum(n_effort)::bigint as n_effort_known,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean,
    sum(n_retold) / sum(n_contacts) as retold_share,
    sum(if(outcome = 'resolved', n_contacts, 0)) / nullif(sum(if(outcome is null, 0, n_contacts)), 0)
        as resolved_share
from contacts_in_sight($teams, $partners, $agent)
where
    ($from_day::date is null or day >= $from_day::date)
    and ($to_day::date is null or day <= $to_day::date)
group by contact_reason, queue
order by n_contacts desc, contact_reason, queue;

-- name: screens_surge_places
-- Where contacts of some surges (JSON: number, reason, days) came in: queues with how many there were on those days, and
-- how many there were on as many days of the eight weeks before on average.
with surge as (
    select told.number, told.contact_reason, told.first_day::date as first_day, told.last_day::date as last_day
    from (
        select
            unnest(
                from_json(
                    $surges::json,
                    '[{"number": "INTEGER", "contact_reason": "VARCHAR", "first_day": "DATE", "last_day": "DATE"}]'
                )
            ) as told
    )
)
select
    surge.number,
    contact.queue,
    contact.partner,
    coalesce(sum(contact.n_contacts) filter (where contact.day >= surge.first_day), 0)::bigint as n,
    coalesce(sum(contact.n_contacts) filter (where contact.day < surge.first_day), 0)
        * any_value(surge.last_day - surge.first_day + 1) / 56.0 as n_before
from surge
join mart.contact_day as contact
    on contact.contact_reason is not distinct from surge.contact_reason
    and contact.day >= surge.first_day - 56
    and contact.day <= surge.last_day
group by surge.number, contact.queue, contact.partner
having n > 0
order by surge.number, n desc, contact.queue, contact.partner;

-- name: screens_self_service
-- What customers in sight tried in vain to settle themselves, by reason: how many, of how many contacts, how hard.
select
    contact_reason,
    sum(n_tried)::bigint as n_tried,
    sum(n_contacts)::bigint as n_contacts,
    sum(n_tried) / sum(n_contacts) as tried_share,
    sum(tried_effort_sum) / nullif(sum(n_tried_effort), 0) as effort_mean,
    sum(if(outcome = 'resolved', n_tried, 0)) / nullif(sum(if(outcome is null, 0, n_tried)), 0) as resolved_share
from contacts_in_sight($teams, $partners, $agent)
where
    ($from_day::date is null or day >= $from_day::date)
    and ($to_day::date is null or day <= $to_day::date)
group by contact_reason
having sum(n_tried) > 0
order by n_tried desc, contact_reason;

-- name: screens_self_service_quotes
-- The words of customers who tried in vain, the surest of each reason first, at most n each.
with seen as (
    from in_sight($teams, $partners, $agent)
),
passing as (
    select contact_id, contact_reason, started_at, language
    from mart.contact
    where
        list_contains(kinds, 'failed_self_service')
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
),
surest as (
    select passing.*, found.finding_id
    from core.finding as found
    join passing using (contact_id)
    where found.kind = 'failed_self_service'
    qualify row_number() over (
        partition by passing.contact_reason
        order by found.confidence desc, passing.started_at desc, found.finding_id
    ) <= $n
)
select surest.contact_reason, surest.contact_id, surest.started_at, surest.language, proof.turn_no, proof.words
from surest
join core.evidence as proof using (finding_id)
where proof.item_no = 0 and proof.words is not null
order by surest.contact_reason, surest.started_at desc, surest.contact_id;
