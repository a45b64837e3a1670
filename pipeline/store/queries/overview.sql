-- name: overview
-- The whole store in one row. Means leave out what cannot be told; seconds_lost counts retellings and second asks.
select
    count(*) as n_contacts,
    count(distinct contact.customer_key) as n_customers,
    min(contact.started_at) as first_at,
    max(contact.started_at) as last_at,
    coalesce(sum(contact.duration_s), 0) as duration_s,
    coalesce(sum(contact.wait_s), 0) as wait_s,
    coalesce(sum(contact.hold_s), 0) as hold_s,
    avg(contact.effort) as effort_mean,
    count(contact.effort) as n_effort_known,
    count(*) filter (where contact.effort < 4) as n_hard,
    count(*) filter (where contact.outcome = 'unresolved') as n_unresolved,
    count(*) filter (where contact.outcome = 'customer_must_act') as n_customer_must_act,
    count(*) filter (where contact.outcome = 'follow_up_promised') as n_follow_up_promised,
    count(*) filter (where contact.outcome = 'resolved') as n_resolved,
    avg(contact.resolved_first_contact::integer) as resolved_first_contact_share,
    avg(contact.survey_ces) as survey_ces_mean,
    count(contact.survey_ces) as n_survey_ces,
    (select count(*) from journey) as n_journeys,
    (select count(*) from journey where is_open) as n_open_journeys,
    (select count(*) from leg) as n_legs,
    (select avg(empathy) from leg) as empathy_mean,
    (select count(*) from leg where empathy_occasion) as n_empathy_occasions,
    (select count(*) from transfer) as n_transfers,
    (select count(*) from transfer where kind = 'cold') as n_cold,
    (select count(*) from finding where contact_id is not null) as n_findings,
    (select count(*) from finding where kind = 'repeat_story') as n_retellings,
    (select count(*) from finding where kind = 'repeat_identification') as n_repeat_identifications,
    (
        select coalesce(sum(seconds_lost), 0)
        from finding
        where kind in ('repeat_story', 'repeat_identification')
    ) as seconds_lost
from contact;

-- name: outcomes
-- Contacts by outcome; a null outcome is one that cannot be told.
select outcome, count(*) as n_contacts, avg(effort) as effort_mean
from contact
group by outcome
order by n_contacts desc, outcome;

-- name: causes
-- Contacts by what drove their effort.
select main_cause, count(*) as n_contacts, avg(effort) as effort_mean
from contact
group by main_cause
order by n_contacts desc, main_cause;

-- name: effort_reasons
-- What makes contacts hard or easy, over all of them: baseline and limit left out, most points lost first.
select
    reason,
    count(*) as n_contributions,
    count(distinct subject) as n_contacts,
    sum(points) as points
from contribution
where score = 'effort' and reason not in ('baseline', 'limit')
group by reason
order by points, reason;

-- name: days
-- Day by day (UTC): contacts, transfers, retellings and effort.
with daily as (
    select
        contact_id,
        cast(timezone('UTC', started_at) as date) as day,
        effort,
        outcome
    from contact
),
transfers as (
    select contact_id, count(*) as n_transfers
    from transfer
    group by contact_id
),
retellings as (
    select contact_id, count(*) as n_retellings
    from finding
    where kind = 'repeat_story'
    group by contact_id
)
select
    day,
    count(*) as n_contacts,
    coalesce(sum(n_transfers), 0)::bigint as n_transfers,
    coalesce(sum(n_retellings), 0)::bigint as n_retellings,
    count(*) filter (where outcome = 'unresolved') as n_unresolved,
    avg(effort) as effort_mean
from daily
left join transfers using (contact_id)
left join retellings using (contact_id)
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
