create or replace view set_aside as
select run_id, file, row_no, key, contact_id, customer_key, problem, expected
from meta.set_aside;

comment on view set_aside is 'What a run could not use: one row for each contact or file that it left out';
comment on column set_aside.run_id is 'The run that left it out';
comment on column set_aside.file is 'File or URL in which it stands';
comment on column set_aside.row_no is 'Line of that file, from 1 with the header counted; null: it is about the whole file';
comment on column set_aside.key is 'Column or key that is wrong; null: it is about the whole row or file';
comment on column set_aside.contact_id is 'The contact that was left out; null: its id could not be read or there is none';
comment on column set_aside.customer_key is 'Keyed pseudonym of the customer; null: unknown';
comment on column set_aside.problem is 'What is wrong';
comment on column set_aside.expected is 'What was expected instead';
