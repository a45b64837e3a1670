-- name: board_handoffs
-- Which way customers are put through and what it costs them, from a day up to and including another (null: all);
-- minutes are retellings, second asks and waiting between the legs, money is minutes at the rate of an hour.
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    count(*) as n_transfers,
    avg(is_cold::integer) as cold_share,
    count(*) filter (where is_retold) as n_retellings,
    count(*) filter (where is_asked_again) as n_second_asks,
    count(*) filter (where outcome = 'unresolved') as n_unresolved,
    sum(seconds_lost + gap_s) / 60 as customer_min,
    sum(seconds_lost + gap_s) / 3600 * $rate_an_hour as money,
    avg(effort) as effort_mean
from mart.transfer
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by all
order by customer_min desc, n_transfers desc, from_queue, to_queue, from_partner, to_partner;

-- name: board_handoff_weeks
-- The same week by week, for the trend of each way.
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    week,
    count(*) as n_transfers,
    avg(is_cold::integer) as cold_share,
    count(*) filter (where is_retold) as n_retellings,
    sum(seconds_lost + gap_s) / 60 as customer_min,
    sum(seconds_lost + gap_s) / 3600 * $rate_an_hour as money,
    avg(effort) as effort_mean
from mart.transfer
group by all
order by week, from_queue, to_queue, from_partner, to_partner;

-- name: board_handoffs_before_after
-- Each way in as many days before a day as from that day on, so that both sides are as long as each other; own and
-- outside, whoever the outside company is, because a change of company is what one may want to see. Ways with fewer
-- than five transfers on a side are there with their numbers, but without shares and means. Only what somebody with these
-- rights may see; null: not held to any.
with seen as (
    from in_sight($teams, $partners, $agent)
),
span as (
    select least($days::integer, max(day) - $at::date + 1, $at::date - min(day)) as n_days
    from mart.transfer
),
told as (
    select
        from_queue,
        to_queue,
        to_partner is not null as is_to_partner,
        if(day < $at::date, 'before', 'after') as side,
        transfer.* exclude (from_queue, to_queue)
    from mart.transfer as transfer
    cross join span
    where
        day >= $at::date - span.n_days::integer
        and day < $at::date + span.n_days::integer
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
),
sides as (
    select
        from_queue,
        to_queue,
        is_to_partner,
        list(distinct to_partner order by to_partner) filter (where side = 'before') as partners_before,
        list(distinct to_partner order by to_partner) filter (where side = 'after') as partners_after,
        count(*) filter (where side = 'before') as n_before,
        count(*) filter (where side = 'after') as n_after,
        avg(is_cold::integer) filter (where side = 'before') as cold_before,
        avg(is_cold::integer) filter (where side = 'after') as cold_after,
        avg(is_retold::integer) filter (where side = 'before') as retold_before,
        avg(is_retold::integer) filter (where side = 'after') as retold_after,
        avg(seconds_lost + gap_s) filter (where side = 'before') / 60 as min_before,
        avg(seconds_lost + gap_s) filter (where side = 'after') / 60 as min_after,
        avg(effort) filter (where side = 'before') as effort_before,
        avg(effort) filter (where side = 'after') as effort_after
    from told
    group by all
)
select
    from_queue,
    to_queue,
    is_to_partner,
    coalesce(list_filter(partners_before, lambda name: name is not null), []) as partners_before,
    coalesce(list_filter(partners_after, lambda name: name is not null), []) as partners_after,
    (select n_days from span) as n_days,
    n_before,
    n_after,
    if(n_before >= 5, cold_before, null) as cold_share_before,
    if(n_after >= 5, cold_after, null) as cold_share_after,
    if(n_before >= 5, retold_before, null) as retold_share_before,
    if(n_after >= 5, retold_after, null) as retold_share_after,
    if(n_before >= 5, min_before, null) as customer_min_a_transfer_before,
    if(n_after >= 5, min_after, null) as customer_min_a_transfer_after,
    if(n_before >= 5, effort_before, null) as effort_before,
    if(n_after >= 5, effort_after, null) as effort_after
from sides
order by n_before + n_after desc, from_queue, to_queue, is_to_partner;

-- name: board_partners
-- Outside companies side by side with our own people (null), by the leg that took over: what customers meet there. Only
-- what somebody with these rights may see; null: not held to any.
with seen as (
    from in_sight($teams, $partners, $agent)
),
legs as (
    select
        to_partner as partner,
        count(*) as n_transfers,
        avg(is_cold::integer) as cold_share,
        avg(is_retold::integer) as retold_share,
        avg(is_asked_again::integer) as asked_again_share,
        avg(gap_s) as gap_s_mean
    from mart.transfer
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
    group by to_partner
),
contacts as (
    select
        partner,
        count(*) as n_contacts,
        avg(effort) as effort_mean,
        count(effort) as n_effort_known,
        avg((outcome = 'resolved')::integer) as resolved_share,
        avg(survey_ces) as survey_ces_mean,
        count(survey_ces) as n_survey_ces,
        min(day) as first_day,
        max(day) as last_day
    from mart.contact
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
    group by partner
),
promises as (
    select
        partner,
        count(*) as n_promises,
        count(*) filter (where status = 'kept') as n_kept,
        count(*) filter (where status = 'broken') as n_broken
    from mart.finding
    where
        kind = 'promise'
        and ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
        and (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen))
    group by partner
)
select
    contacts.*,
    coalesce(legs.n_transfers, 0) as n_transfers,
    legs.cold_share,
    legs.retold_share,
    legs.asked_again_share,
    legs.gap_s_mean,
    coalesce(promises.n_promises, 0) as n_promises,
    coalesce(promises.n_kept, 0) as n_kept,
    coalesce(promises.n_broken, 0) as n_broken
from contacts
left join legs on legs.partner is not distinct from contacts.partner
left join promises on promises.partner is not distinct from contacts.partner
order by contacts.partner nulls first;
