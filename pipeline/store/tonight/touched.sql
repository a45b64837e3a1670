-- Tonight's rows: contacts and journeys that the night touched, with all that belongs to them. A journey brings all its
-- contacts and a contact its journey, so that whatever joins two rows of the store finds both here.
insert into tonight.touched_journey
select distinct journey_id from core.journey_contact
where contact_id in (select contact_id from tonight.touched_contact);

insert into tonight.touched_contact
select distinct contact_id from core.journey_contact
where journey_id in (select journey_id from tonight.touched_journey);

create table tonight.contact as
select * from core.contact
where contact_id in (select contact_id from tonight.touched_contact);

create table tonight.leg as
select * from core.leg
where contact_id in (select contact_id from tonight.touched_contact);

create table tonight.turn as  -- by number, which is quicker to look through than names
select * from core.turn
where serial in (select serial from tonight.contact);

create table tonight.mark as
select * from core.mark
where contact_id in (select contact_id from tonight.touched_contact);

create table tonight.journey as
select * from core.journey
where journey_id in (select journey_id from tonight.touched_journey);

create table tonight.journey_contact as
select * from core.journey_contact
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.transfer as
select * from core.transfer
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.transfer_evidence as
select * from core.transfer_evidence
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.finding as
select * from core.finding
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.evidence as
select * from core.evidence
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.effort_score as
select * from core.effort_score
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.process_effort as
select * from core.process_effort
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.empathy_score as
select * from core.empathy_score
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);

create table tonight.contribution as
select * from core.contribution
where
    contact_id in (select contact_id from tonight.touched_contact)
    or journey_id in (select journey_id from tonight.touched_journey);
