-- name: days_of_tonight
-- Days on which tonight's contacts began (UTC), with how many.
select cast(timezone('UTC', started_at) as date) as day, count(*) as n
from tonight.contact
group by day
order by day;

-- name: choose_contacts
-- Of tonight's contacts those of some days; their rows are kept in one statement.
create or replace table tonight.chosen_contact as
select contact_id, cast(timezone('UTC', started_at) as date) as day
from tonight.contact
where cast(timezone('UTC', started_at) as date) between $first_day and $last_day;

-- name: choose_journeys
-- Of tonight's journeys those whose first contact began on some days.
create or replace table tonight.chosen_journey as
select
    member.journey_id,
    list(member.contact_id order by member.contact_no) as contact_ids,
    min(cast(timezone('UTC', contact.started_at) as date)) as day
from tonight.journey_contact as member
join tonight.contact as contact using (contact_id)
group by member.journey_id
having min(cast(timezone('UTC', contact.started_at) as date)) between $first_day and $last_day;

-- name: kept_contacts
-- A contact with all that came in and was heard, in one row. Rows begin with the contact and their number, so that sorting
-- them puts them in order, five times as fast as an ordered list does.
with recordings as (
    select recording.contact_id, list_sort(list(recording)) as rows
    from core.recording as recording
    semi join tonight.chosen_contact as chosen using (contact_id)
    group by recording.contact_id
),
legs as (
    select leg.contact_id, list_sort(list(leg)) as rows
    from tonight.leg as leg
    semi join tonight.chosen_contact as chosen using (contact_id)
    group by leg.contact_id
),
turns as (
    select turn.contact_id, list_sort(list(turn)) as rows
    from tonight.turn as turn
    semi join tonight.chosen_contact as chosen using (contact_id)
    group by turn.contact_id
),
marks as (
    select mark.contact_id, list_sort(list(mark)) as rows
    from tonight.mark as mark
    semi join tonight.chosen_contact as chosen using (contact_id)
    group by mark.contact_id
)
select
    chosen.contact_id,
    contact.customer_key,
    $night_no::integer as night_no,
    contact,
    recordings.rows as recordings,
    legs.rows as legs,
    turns.rows as turns,
    marks.rows as marks,
    chosen.day
from tonight.contact as contact
join tonight.chosen_contact as chosen on chosen.contact_id = contact.contact_id
left join recordings on recordings.contact_id = contact.contact_id
left join legs on legs.contact_id = contact.contact_id
left join turns on turns.contact_id = contact.contact_id
left join marks on marks.contact_id = contact.contact_id
order by contact.serial;

-- name: kept_journeys
-- A judged journey with all that was made of it, in one row.
with members as (
    select member.journey_id, list_sort(list(member)) as rows
    from tonight.journey_contact as member
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by member.journey_id
),
transfers as (
    select transfer.journey_id, list(transfer) as rows
    from tonight.transfer as transfer
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by transfer.journey_id
),
transfer_evidence as (
    select proof.journey_id, list(proof) as rows
    from tonight.transfer_evidence as proof
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by proof.journey_id
),
findings as (
    select finding.journey_id, list(finding) as rows
    from tonight.finding as finding
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by finding.journey_id
),
evidence as (
    select proof.journey_id, list(proof) as rows
    from tonight.evidence as proof
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by proof.journey_id
),
effort_scores as (
    select scored.journey_id, list(scored) as rows
    from tonight.effort_score as scored
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by scored.journey_id
),
process_efforts as (
    select process.journey_id, list(process) as rows
    from tonight.process_effort as process
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by process.journey_id
),
empathy_scores as (
    select spoken.journey_id, list(spoken) as rows
    from tonight.empathy_score as spoken
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by spoken.journey_id
),
contributions as (
    select behind.journey_id, list(behind) as rows
    from tonight.contribution as behind
    semi join tonight.chosen_journey as chosen using (journey_id)
    group by behind.journey_id
)
select
    chosen.journey_id,
    chosen.contact_ids,
    $night_no::integer as night_no,
    journey,
    members.rows as members,
    transfers.rows as transfers,
    transfer_evidence.rows as transfer_evidence,
    findings.rows as findings,
    evidence.rows as evidence,
    effort_scores.rows as effort_scores,
    process_efforts.rows as process_efforts,
    empathy_scores.rows as empathy_scores,
    contributions.rows as contributions,
    chosen.day
from tonight.journey as journey
join tonight.chosen_journey as chosen on chosen.journey_id = journey.journey_id
left join members on members.journey_id = journey.journey_id
left join transfers on transfers.journey_id = journey.journey_id
left join transfer_evidence on transfer_evidence.journey_id = journey.journey_id
left join findings on findings.journey_id = journey.journey_id
left join evidence on evidence.journey_id = journey.journey_id
left join effort_scores on effort_scores.journey_id = journey.journey_id
left join process_efforts on process_efforts.journey_id = journey.journey_id
left join empathy_scores on empathy_scores.journey_id = journey.journey_id
left join contributions on contributions.journey_id = journey.journey_id;

-- name: kept_head
-- Which nights count, and what the store knows about itself.
select
    from_json($nights::json, '[{"night_no": "INTEGER", "run_id": "VARCHAR"}]') as nights,
    (select list(run) from meta.run as run) as runs,
    (select list(item) from meta.set_aside as item) as set_aside,
    (select list(customer) from meta.forgotten as customer) as forgotten;

-- name: head_nights
-- Nights that count, and the runs that the store had then.
select
    nights,
    coalesce(list_transform(runs, lambda run: run.run_id), []) as run_ids
from kept_rows([$head_file]);

-- name: run_ids
select run_id
from meta.run;

-- name: newest_of_contacts
-- Of each contact in some files the row of the newest night.
select * exclude (filename)
from kept_rows($files)
qualify row_number() over (partition by contact_id order by night_no desc, filename desc) = 1
order by contact_id;

-- name: newest_of_journeys
select * exclude (filename)
from kept_rows($files)
qualify row_number() over (partition by journey_id order by night_no desc, filename desc) = 1
order by journey_id;

-- name: kept_rows
-- The rows of files that a night, or several, kept; a migration has all of them written anew, so they are alike.
create or replace temporary macro kept_rows(files) as table
select * from read_parquet(files, hive_partitioning = false, filename = true);
