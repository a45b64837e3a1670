-- name: board_reasons
-- Why customers reach us in which queue, with what it takes; a null reason is one that cannot be told.
select
    contact_reason,
    queue,
    count(*) as n_contacts,
    count(effort) as n_effort_known,
    avg(effort) as effort_mean,
    avg(n_transfers) as transfers_mean,
    avg((n_retellings > 0)::integer) as retold_share,
    avg((outcome = 'resolved')::integer) as resolved_share,
    sum(talk_s + hold_s) / 3600 as talk_h,
    sum(seconds_lost + gap_s) / 60 as customer_min_lost,
    avg(survey_ces) as survey_ces_mean,
    count(survey_ces) as n_survey_ces
from mart.contact
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by contact_reason, queue
order by n_contacts desc, contact_reason, queue;

-- name: board_repeats
-- Journeys by reason: in how many the first contact was the last and solved it, which came back, and which cannot be
-- told yet because a further contact could still join. Shares are of the journeys that can be told.
with newest as (
    select max(started_at) as newest_at from mart.contact
),
journey as (
    select
        first.contact_reason,
        first.n_in_journey,
        case
            when first.window_ends_at > newest.newest_at then null
            when first.n_in_journey > 1 then false
            else first.outcome = 'resolved'
        end as is_resolved_first,
        first.window_ends_at > newest.newest_at as is_open
    from mart.contact as first
    cross join newest
    where
        first.contact_no = 1
        and ($since::date is null or first.day >= $since::date)
        and ($until::date is null or first.day <= $until::date)
)
select
    contact_reason,
    count(*) as n_journeys,
    count(*) filter (where is_open) as n_open,
    count(*) filter (where not is_open) as n_closed,
    count(*) filter (where not is_open and n_in_journey > 1) as n_repeated,
    count(is_resolved_first) filter (where is_resolved_first) as n_resolved_first,
    count(*) filter (where not is_open and is_resolved_first is null) as n_cannot_tell,
    avg((n_in_journey > 1)::integer) filter (where not is_open) as repeated_share,
    avg(is_resolved_first::integer) as resolved_first_share,
    coalesce(sum(n_in_journey - 1) filter (where not is_open), 0)::bigint as n_further_contacts
from journey
group by contact_reason
order by n_repeated desc, n_journeys desc, contact_reason;

-- name: board_surges
-- Reasons that rose beyond what was usual on that weekday; days in a row are one surge. Whether agents could answer
-- is told by how many of those contacts ended resolved, beside how many did before.
with days as (
    select
        *,
        day - row_number() over (partition by contact_reason order by day)::integer as run
    from mart.aggregate_finding
    where kind = 'surge' and ($since::date is null or day >= $since::date)
)
select
    contact_reason,
    min(day) as first_day,
    max(day) as last_day,
    sum(n)::bigint as n_contacts,
    sum(expected) as n_expected,
    max(deviation) as deviation,
    max(confidence) as confidence,
    from_json(arg_max(detail -> 'new_words', n), '["VARCHAR"]') as new_words,
    sum(n * (detail ->> 'resolved_share')::double) / sum(n) as resolved_share,
    arg_max((detail ->> 'resolved_share_before')::double, n) as resolved_share_before,
    list(finding_id order by day) as finding_ids
from days
group by contact_reason, run
order by first_day desc, n_contacts desc, contact_reason;

-- name: board_dips
-- Weeks in which effort or survey answers lay below what was usual, with the reason, queue or partner that explains
-- most of it.
select
    finding_id,
    day as week,
    measure,
    contact_reason,
    queue,
    partner,
    n,
    value as mean,
    expected,
    deviation,
    confidence,
    from_json(
        detail -> 'explained_by',
        '[{"part": "VARCHAR", "name": "VARCHAR", "n": "BIGINT", "mean": "DOUBLE", "mean_before": "DOUBLE", "share": "DOUBLE", "share_before": "DOUBLE", "points": "DOUBLE"}]'
    ) as explained_by
from mart.aggregate_finding
where kind = 'dip' and ($since::date is null or day >= $since::date)
order by day desc, deviation desc, finding_id;
