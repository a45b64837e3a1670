-- Tonight's rows are all rows of the store: for a check of the whole, and after a migration. A view in another database must
-- name the one that it looks into, and that is called as its file is: `store` stands for it.
create view tonight.contact as select * from store.core.contact;
create view tonight.leg as select * from store.core.leg;
create view tonight.turn as select * from store.core.turn;
create view tonight.mark as select * from store.core.mark;
create view tonight.journey as select * from store.core.journey;
create view tonight.journey_contact as select * from store.core.journey_contact;
create view tonight.transfer as select * from store.core.transfer;
create view tonight.transfer_evidence as select * from store.core.transfer_evidence;
create view tonight.finding as select * from store.core.finding;
create view tonight.evidence as select * from store.core.evidence;
create view tonight.effort_score as select * from store.core.effort_score;
create view tonight.process_effort as select * from store.core.process_effort;
create view tonight.empathy_score as select * from store.core.empathy_score;
create view tonight.contribution as select * from store.core.contribution;
create table tonight.touched_contact as  -- kept as it was before the marts are filled
select contact_id from store.core.contact
union
select contact_id from store.mart.contact;
