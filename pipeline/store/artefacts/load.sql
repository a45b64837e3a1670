-- name: newest_contacts
-- Of each contact the night that wrote it last, and where that row stands.
create or replace temporary table newest_contact as
select contact_id, newest.night_no, newest.file
from (
    select contact_id, max({'night_no': night_no, 'file': filename}) as newest
    from kept_rows($files)
    group by contact_id
);

-- name: newest_journeys
-- A night writes a journey together with all its contacts, and a contact together with its journey; so a journey of which
-- a contact was written later is no more.
create or replace temporary table newest_journey as
with told as (
    select journey_id, night_no, filename as file, contact_ids
    from kept_rows($files)
    qualify row_number() over (partition by journey_id order by night_no desc, filename desc) = 1
)
select member.journey_id, member.file
from (select journey_id, night_no, file, unnest(contact_ids) as contact_id from told) as member
left join newest_contact as contact using (contact_id)
group by member.journey_id, member.file
having bool_and(coalesce(contact.night_no = member.night_no, false));

-- name: load_contact
insert into core.contact by name
select unnest(kept.contact)
from kept_rows($files) as kept
semi join newest_contact as newest on newest.contact_id = kept.contact_id and newest.file = kept.filename
order by kept.contact.serial;

-- name: load_recording
insert into core.recording by name
select unnest(kept.recordings, max_depth := 2)
from kept_rows($files) as kept
semi join newest_contact as newest on newest.contact_id = kept.contact_id and newest.file = kept.filename;

-- name: load_leg
insert into core.leg by name
select unnest(kept.legs, max_depth := 2)
from kept_rows($files) as kept
semi join newest_contact as newest on newest.contact_id = kept.contact_id and newest.file = kept.filename;

-- name: load_turn
-- In the order of the files, by day, which is nearly that of their numbers where nights stored them day by day.
insert into core.turn by name
select unnest(kept.turns, max_depth := 2)
from kept_rows($files) as kept
semi join newest_contact as newest on newest.contact_id = kept.contact_id and newest.file = kept.filename;

-- name: load_mark
insert into core.mark by name
select unnest(kept.marks, max_depth := 2)
from kept_rows($files) as kept
semi join newest_contact as newest on newest.contact_id = kept.contact_id and newest.file = kept.filename;

-- name: load_journey
insert into core.journey by name
select unnest(kept.journey)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_journey_contact
insert into core.journey_contact by name
select unnest(kept.members, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_transfer
insert into core.transfer by name
select unnest(kept.transfers, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_transfer_evidence
insert into core.transfer_evidence by name
select unnest(kept.transfer_evidence, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_finding
insert into core.finding by name
select unnest(kept.findings, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_evidence
insert into core.evidence by name
select unnest(kept.evidence, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_effort_score
insert into core.effort_score by name
select unnest(kept.effort_scores, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_process_effort
insert into core.process_effort by name
select unnest(kept.process_efforts, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_empathy_score
insert into core.empathy_score by name
select unnest(kept.empathy_scores, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_contribution
insert into core.contribution by name
select unnest(kept.contributions, max_depth := 2)
from kept_rows($files) as kept
semi join newest_journey as newest on newest.journey_id = kept.journey_id and newest.file = kept.filename;

-- name: load_run
insert into meta.run by name
select unnest(head.runs, max_depth := 2)
from kept_rows([$head_file]) as head;

-- name: load_set_aside
insert into meta.set_aside by name
select unnest(head.set_aside, max_depth := 2)
from kept_rows([$head_file]) as head;

-- name: load_forgotten
insert into meta.forgotten by name
select unnest(head.forgotten, max_depth := 2)
from kept_rows([$head_file]) as head;
