-- name: overview
-- The whole store in one row. Means leave out what cannot be told; seconds_lost counts retellings and second asks.
-- Customers are told apart by 64 bits of hash: of ten million, two share one in one of 370,000 stores.
with newest as (
    select max(started_at) as newest_at from mart.contact
)
select
    count(*) as n_contacts,
    count(distinct hash(contact.customer_key)) filter (where contact.customer_key is not null) as n_customers,
    min(contact.started_at) as first_at,
    max(contact.started_at) as last_at,
    (select coalesce(sum(duration_s), 0) from core.contact) as duration_s,
    coalesce(sum(contact.wait_s), 0) as wait_s,
    coalesce(sum(contact.hold_s), 0) as hold_s,
    avg(contact.effort) as effort_mean,
    count(contact.effort) as n_effort_known,
    count(*) filter (where contact.effort < 4) as n_hard,
    count(*) filter (where contact.outcome = 'unresolved') as n_unresolved,
    count(*) filter (where contact.outcome = 'customer_must_act') as n_customer_must_act,
    count(*) filter (where contact.outcome = 'follow_up_promised') as n_follow_up_promised,
    count(*) filter (where contact.outcome = 'resolved') as n_resolved,
    avg(
        case
            when contact.contact_no <> 1 or contact.window_ends_at > newest.newest_at then null
            when contact.n_in_journey > 1 then 0
            else (contact.outcome = 'resolved')::integer
        end
    ) as resolved_first_contact_share,
    avg(contact.survey_ces) as survey_ces_mean,
    count(contact.survey_ces) as n_survey_ces,
    count(*) filter (where contact.contact_no = 1) as n_journeys,
    count(*) filter (where contact.contact_no = contact.n_in_journey and contact.window_ends_at > newest.newest_at)
        as n_open_journeys,
    coalesce(sum(contact.n_legs), 0)::bigint as n_legs,
    (select avg(empathy) from core.empathy_score) as empathy_mean,
    (select count(*) from core.empathy_score where is_occasion) as n_empathy_occasions,
    coalesce(sum(contact.n_transfers), 0)::bigint as n_transfers,
    coalesce(sum(contact.n_cold), 0)::bigint as n_cold,
    (select count(*) from core.finding) as n_findings,
    coalesce(sum(contact.n_retellings), 0)::bigint as n_retellings,
    coalesce(sum(contact.n_second_asks), 0)::bigint as n_repeat_identifications,
    coalesce(sum(contact.seconds_lost), 0) as seconds_lost
from mart.contact as contact
cross join newest;

-- name: outcomes
-- Contacts by outcome; a null outcome is one that cannot be told.
select outcome, count(*) as n_contacts, avg(effort) as effort_mean
from mart.contact
group by outcome
order by n_contacts desc, outcome;

-- name: causes
-- Contacts by what drove their effort.
select main_cause, count(*) as n_contacts, avg(effort) as effort_mean
from mart.contact
group by main_cause
order by n_contacts desc, main_cause;

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
    count(*) as n_contacts,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_retellings)::bigint as n_retellings,
    count(*) filter (where outcome = 'unresolved') as n_unresolved,
    avg(effort) as effort_mean
from mart.contact
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
    count(*) as n_contacts
from effort_owner
group by owner
order by points, owner;
