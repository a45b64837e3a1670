-- name: days
-- Days on which journeys of the night began, with how many contacts they have.
select day, sum(n_contacts)::bigint as n_contacts
from (
    select min(contact.started_at)::date as day, count(*) as n_contacts
    from core.journey_contact as member
    join core.contact as contact using (contact_id)
    group by member.journey_id
)
group by day
order by day;

-- name: choose_journeys
create or replace table tonight.copied_journey as
with copies as (
    select unnest(range($n_copies::integer)) as copy
)
select member.journey_id, copies.copy, copied_name(member.journey_id, copies.copy) as new_journey_id
from core.journey_contact as member
join core.contact as contact using (contact_id)
cross join copies
group by all
having min(contact.started_at)::date between $first_day and $last_day;

-- name: choose_contacts
-- Numbered by their days, as nights would have stored them.
create or replace table tonight.copied_contact as
select
    member.contact_id,
    copied.copy,
    copied.new_journey_id,
    copied_name(member.contact_id, copied.copy) as new_contact_id,
    $last_serial::integer + row_number() over (order by contact.started_at::date, copied.copy, contact.serial) as serial
from core.journey_contact as member
join tonight.copied_journey as copied using (journey_id)
join core.contact as contact using (contact_id);

-- name: copy_contact
insert into tonight.contact
select
    contact.* replace (
        copied.new_contact_id as contact_id,
        copied_name(contact.customer_key, copied.copy) as customer_key,
        copied.serial as serial,
        contact.started_at + to_minutes((copied.copy * 7) % 50) as started_at
    )
from core.contact as contact
join tonight.copied_contact as copied using (contact_id);

-- name: copy_leg
insert into tonight.leg
select leg.* replace (copied.new_contact_id as contact_id)
from core.leg as leg
join tonight.copied_contact as copied using (contact_id);

-- name: copy_turn
insert into tonight.turn
select
    turn.* replace (
        copied.new_contact_id as contact_id,
        copied.serial as serial,
        renumbered(turn.text, turn.contact_id, copied.copy) as text
    )
from core.turn as turn
join tonight.copied_contact as copied using (contact_id);

-- name: copy_journey
insert into tonight.journey
select journey.* replace (copied.new_journey_id as journey_id)
from core.journey as journey
join tonight.copied_journey as copied using (journey_id);

-- name: copy_journey_contact
insert into tonight.journey_contact
select member.* replace (copied.new_journey_id as journey_id, copied.new_contact_id as contact_id)
from core.journey_contact as member
join tonight.copied_contact as copied using (contact_id);

-- name: copy_transfer
insert into tonight.transfer
select transfer.* replace (copied.new_journey_id as journey_id, copied.new_contact_id as contact_id)
from core.transfer as transfer
join tonight.copied_contact as copied using (contact_id);

-- name: copy_transfer_evidence
insert into tonight.transfer_evidence
select
    proof.* replace (
        copied.new_journey_id as journey_id,
        copied.new_contact_id as contact_id,
        renumbered(proof.words, proof.contact_id, copied.copy) as words
    )
from core.transfer_evidence as proof
join tonight.copied_contact as copied using (contact_id);

-- name: copy_finding
insert into tonight.finding
select
    finding.* replace (
        copied.new_journey_id as journey_id,
        copied_id(finding.finding_id, copied.copy) as finding_id,
        copied.new_contact_id as contact_id,
        copied_name(finding.related_contact_id, copied.copy) as related_contact_id
    )
from core.finding as finding
join tonight.copied_contact as copied using (contact_id);

-- name: copy_evidence
insert into tonight.evidence
select
    proof.* replace (
        copied.new_journey_id as journey_id,
        copied_id(proof.finding_id, copied.copy) as finding_id,
        copied.new_contact_id as contact_id,
        renumbered(proof.words, proof.contact_id, copied.copy) as words
    )
from core.evidence as proof
join tonight.copied_contact as copied using (contact_id);

-- name: copy_effort_score
insert into tonight.effort_score
select scored.* replace (copied.new_journey_id as journey_id, copied.new_contact_id as contact_id)
from core.effort_score as scored
join tonight.copied_contact as copied using (contact_id);

-- name: copy_process_effort
insert into tonight.process_effort
select process.* replace (copied.new_journey_id as journey_id, copied.new_contact_id as contact_id)
from core.process_effort as process
join tonight.copied_contact as copied using (contact_id);

-- name: copy_empathy_score
insert into tonight.empathy_score
select spoken.* replace (copied.new_journey_id as journey_id, copied.new_contact_id as contact_id)
from core.empathy_score as spoken
join tonight.copied_contact as copied using (contact_id);

-- name: copy_contribution
insert into tonight.contribution
select
    behind.* replace (
        copied.new_journey_id as journey_id,
        copied.new_contact_id as contact_id,
        copied_id(behind.finding_id, copied.copy) as finding_id
    )
from core.contribution as behind
join tonight.copied_contact as copied using (contact_id);

-- name: define_copied_name
create or replace temporary macro copied_name(name, copy) as if(copy = 0, name, name || '~' || copy);

-- name: define_copied_id
create or replace temporary macro copied_id(id, copy) as if(copy = 0, id, left(sha256(id || '~' || copy), 16));

-- name: define_renumbered
-- The same words about a thing with another number of the same length.
create or replace temporary macro renumbered(words, contact_id, copy) as
    if(
        copy = 0,
        words,
        regexp_replace(
            words, '\b([VNBZLKOTMR][a-z]{3})[0-9]{4}\b', '\1' || (1000 + hash(contact_id, copy) % 9000), 'g'
        )
    );
