-- name: board_handoffs
-- Which way customers are put through and what it costs them, from a day up to and including another (null: all);
-- minutes are retellings, second asks and waiting between the legs, money is minutes at the rate of an hour.
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_cold) / sum(n_transfers) as cold_share,
    sum(n_retold)::bigint as n_retellings,
    sum(n_asked_again)::bigint as n_second_asks,
    sum(n_unresolved)::bigint as n_unresolved,
    sum(seconds_lost + gap_s) / 60 as customer_min,
    sum(seconds_lost + gap_s) / 3600 * $rate_an_hour as money,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
from mart.handoff_day
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
    cast(date_trunc('week', day) as date) as week,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_cold) / sum(n_transfers) as cold_share,
    sum(n_retold)::bigint as n_retellings,
    sum(seconds_lost + gap_s) / 60 as customer_min,
    sum(seconds_lost + gap_s) / 3600 * $rate_an_hour as money,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
from mart.handoff_day
group by all
order by week, from_queue, to_queue, from_partner, to_partner;

-- name: board_handoffs_before_after
-- Each way in as many days before a day as from that day on, so that both sides are as long as each other; own and
-- outside, whoever the outside company is, because a change of company is what one may want to see. Ways with fewer
-- than five transfers on a side are there with their numbers, but without shares and means. Only what somebody with these
-- rights may see; null: not held to any.
with span as (
    select least($days::integer, max(day) - $at::date + 1, $at::date - min(day)) as n_days
    from mart.handoff_day
),
told as (
    select
        handed.*,
        to_partner is not null as is_to_partner,
        if(day < $at::date, 'before', 'after') as side
    from transfers_in_sight($teams, $partners, $agent) as handed
    cross join span
    where
        day >= $at::date - span.n_days::integer
        and day < $at::date + span.n_days::integer
),
sides as (
    select
        from_queue,
        to_queue,
        is_to_partner,
        side,
        list(distinct to_partner order by to_partner) filter (where to_partner is not null) as partners,
        sum(n_transfers)::bigint as n,
        sum(n_cold) / sum(n_transfers) as cold_share,
        sum(n_retold) / sum(n_transfers) as retold_share,
        sum(seconds_lost + gap_s) / sum(n_transfers) / 60 as customer_min,
        sum(effort_sum) / nullif(sum(n_effort), 0) as effort
    from told
    group by all
),
whole as (
    select
        from_queue,
        to_queue,
        is_to_partner,
        any_value(sides) filter (where side = 'before') as before,
        any_value(sides) filter (where side = 'after') as after
    from sides
    group by all
)
select
    from_queue,
    to_queue,
    is_to_partner,
    coalesce(before.partners, []) as partners_before,
    coalesce(after.partners, []) as partners_after,
    (select n_days from span) as n_days,
    coalesce(before.n, 0) as n_before,
    coalesce(after.n, 0) as n_after,
    if(before.n >= 5, before.cold_share, null) as cold_share_before,
    if(after.n >= 5, after.cold_share, null) as cold_share_after,
    if(before.n >= 5, before.retold_share, null) as retold_share_before,
    if(after.n >= 5, after.retold_share, null) as retold_share_after,
    if(before.n >= 5, before.customer_min, null) as customer_min_a_transfer_before,
    if(after.n >= 5, after.customer_min, null) as customer_min_a_transfer_after,
    if(before.n >= 5, before.effort, null) as effort_before,
    if(after.n >= 5, after.effort, null) as effort_after
from whole
order by n_before + n_after desc, from_queue, to_queue, is_to_partner;

-- name: board_partners
-- Outside companies side by side with our own people (null), by the leg that took over: what customers meet there. Only
-- what somebody with these rights may see; null: not held to any.
with legs as (
    select
        to_partner as partner,
        sum(n_transfers)::bigint as n_transfers,
        sum(n_cold) / sum(n_transfers) as cold_share,
        sum(n_retold) / sum(n_transfers) as retold_share,
        sum(n_asked_again) / sum(n_transfers) as asked_again_share,
        sum(gap_s) / sum(n_transfers) as gap_s_mean
    from transfers_in_sight($teams, $partners, $agent)
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
    group by to_partner
),
contacts as (
    select
        partner,
        sum(n_contacts)::bigint as n_contacts,
        sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean,
        sum(n_effort)::bigint as n_effort_known,
        sum(if(outcome = 'resolved', n_contacts, 0)) / nullif(sum(if(outcome is null, 0, n_contacts)), 0)
            as resolved_share,
        sum(survey_ces_sum) / nullif(sum(n_survey_ces), 0) as survey_ces_mean,
        sum(n_survey_ces)::bigint as n_survey_ces,
        min(day) as first_day,
        max(day) as last_day
    from contacts_in_sight($teams, $partners, $agent)
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
    group by partner
),
promises as (
    select
        partner,
        sum(n_promises)::bigint as n_promises,
        sum(n_kept)::bigint as n_kept,
        sum(n_broken)::bigint as n_broken
    from promises_in_sight($teams, $partners, $agent)
    where
        ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
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
