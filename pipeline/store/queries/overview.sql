-- name: overview
-- The whole store in one row. Means leave out what cannot be told; seconds_lost counts retellings and second asks.
-- Customers are told apart by 64 bits of hash: of ten million, two share one in one of 370,000 stores.
select
    coalesce(sum(n_contacts), 0)::bigint as n_contacts,
    coalesce(any_value(total.n_customers), 0) as n_customers,
    any_value(total.first_at) as first_at,
    any_value(total.last_at) as last_at,
    coalesce(any_value(total.duration_s), 0) as duration_s,
    coalesce(sum(wait_s), 0) as wait_s,
    coalesce(sum(hold_s), 0) as hold_s,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean,
    coalesce(sum(n_effort), 0)::bigint as n_effort_known,
    coalesce(sum(n_hard), 0)::bigint as n_hard,
    coalesce(sum(n_contacts) filter (where outcome = 'unresolved'), 0)::bigint as n_unresolved,
    coalesce(sum(n_contacts) filter (where outcome = 'customer_must_act'), 0)::bigint as n_customer_must_act,
    coalesce(sum(n_contacts) filter (where outcome = 'follow_up_promised'), 0)::bigint as n_follow_up_promised,
    coalesce(sum(n_contacts) filter (where outcome = 'resolved'), 0)::bigint as n_resolved,
    sum(n_first_resolved) / nullif(sum(n_first_known), 0) as resolved_first_contact_share,
    sum(survey_ces_sum) / nullif(sum(n_survey_ces), 0) as survey_ces_mean,
    coalesce(sum(n_survey_ces), 0)::bigint as n_survey_ces,
    coalesce(sum(n_journeys), 0)::bigint as n_journeys,
    coalesce(sum(n_open_journeys), 0)::bigint as n_open_journeys,
    coalesce(sum(n_legs), 0)::bigint as n_legs,
    any_value(total.empathy_mean) as empathy_mean,
    coalesce(any_value(total.n_empathy_occasions), 0) as n_empathy_occasions,
    coalesce(sum(n_transfers), 0)::bigint as n_transfers,
    coalesce(sum(n_cold), 0)::bigint as n_cold,
    coalesce(any_value(total.n_findings), 0) as n_findings,
    coalesce(sum(n_retellings), 0)::bigint as n_retellings,
    coalesce(sum(n_second_asks), 0)::bigint as n_repeat_identifications,
    coalesce(sum(seconds_lost), 0) as seconds_lost
from mart.contact_day
cross join mart.total as total;

-- name: outcomes
-- Contacts by outcome; a null outcome is one that cannot be told.
select
    outcome,
    sum(n_contacts)::bigint as n_contacts,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
from mart.contact_day
group by outcome
order by n_contacts desc, outcome;

-- name: effort_reasons
-- What makes contacts hard or easy, over all of them: baseline and limit left out, most points lost first.
select
    reason,
    count(*) as n_contributions,
    count(distinct contact_id) as n_contacts,
    sum(points) as points
from core.contribution
where score = 'effort' and reason not in ('baseline', 'limit')
group by reason
order by points, reason;

-- name: days
-- Day by day (UTC): contacts, transfers, retellings and effort.
select
    day,
    sum(n_contacts)::bigint as n_contacts,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_retellings)::bigint as n_retellings,
    coalesce(sum(n_contacts) filter (where outcome = 'unresolved'), 0)::bigint as n_unresolved,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
from mart.contact_day
group by day
order by day;

-- name: runs
-- All published nights, newest first.
select *
from run
order by started_at desc, run_id desc;

-- name: last_run
select *
from run
order by started_at desc, run_id desc
limit 1;

-- name: set_aside
-- What a run left out.
select run_id, file, row_no, key, contact_id, problem, expected
from meta.set_aside
where run_id = $run_id
order by file, row_no, key, contact_id;

-- name: schema_version
-- The last migration that the store has had.
select number, name
from meta.migration
order by number desc
limit 1;

-- name: effort_owners_overall
-- Whose the effort was, over all contacts: points, and in how many contacts.
select
    owner,
    sum(points) as points,
    sum(points) / sum(sum(points)) over () as share,
    count(distinct contact_id) as n_contacts
from core.contribution
where score = 'effort' and owner is not null and points < 0
group by owner
order by points, owner;
