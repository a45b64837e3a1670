-- name: board_reasons
-- Why customers reach us in which queue, with what it takes; a null reason is one that cannot be told.
select
    contact_reason,
    queue,
    sum(n_contacts)::bigint as n_contacts,
    sum(n_effort)::bigint as n_effort_known,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean,
    sum(n_transfers) / sum(n_contacts) as transfers_mean,
    sum(n_retold) / sum(n_contacts) as retold_share,
    sum(if(outcome = 'resolved', n_contacts, 0)) / nullif(sum(if(outcome is null, 0, n_contacts)), 0)
        as resolved_share,
    sum(talk_s + hold_s) / 3600 as talk_h,
    sum(seconds_lost + gap_s) / 60 as customer_min_lost,
    sum(survey_ces_sum) / nullif(sum(n_survey_ces), 0) as survey_ces_mean,
    sum(n_survey_ces)::bigint as n_survey_ces
from mart.contact_day
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by contact_reason, queue
order by n_contacts desc, contact_reason, queue;

-- name: board_repeats
-- Journeys by reason: in how many the first contact was the last and solved it, which came back, and which cannot be
-- told yet because a further contact could still join. Shares are of the journeys that can be told.
select
    contact_reason,
    sum(n_journeys)::bigint as n_journeys,
    sum(n_open)::bigint as n_open,
    sum(n_journeys - n_open)::bigint as n_closed,
    sum(n_repeated)::bigint as n_repeated,
    sum(n_first_resolved)::bigint as n_resolved_first,
    sum(n_journeys - n_open - n_first_known)::bigint as n_cannot_tell,
    sum(n_repeated) / nullif(sum(n_journeys - n_open), 0) as repeated_share,
    sum(n_first_resolved) / nullif(sum(n_first_known), 0) as resolved_first_share,
    sum(n_further_contacts)::bigint as n_further_contacts
from mart.contact_day
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by contact_reason
having sum(n_journeys) > 0
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
