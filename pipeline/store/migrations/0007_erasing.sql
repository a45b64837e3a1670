-- What was erased: customers who may not come back, transcripts that were kept long enough, and how much a run erased.

create table meta.forgotten (
    tombstone varchar not null,
    forgotten_at timestamptz not null
);
comment on table meta.forgotten is 'Customers who were forgotten, so that they are not taken in again; one row for each';
comment on column meta.forgotten.tombstone is 'Stands for the customer, made with the secret key; it is not the pseudonym and cannot be found in any other place';
comment on column meta.forgotten.forgotten_at is 'When the customer was first forgotten (UTC)';

alter table meta.set_aside add column customer_key varchar;
comment on column meta.set_aside.customer_key is 'Keyed pseudonym of the customer, so that the row can be erased with the rest; null: unknown';

alter table meta.run add column n_forgotten bigint default 0;
comment on column meta.run.n_forgotten is 'Of those set aside, contacts of customers who were forgotten; what the sources still hold of them';
alter table meta.run add column n_too_old bigint default 0;
comment on column meta.run.n_too_old is 'Contacts in the sources that are older than findings are kept, and were not taken in';
alter table meta.run add column n_transcripts_erased bigint default 0;
comment on column meta.run.n_transcripts_erased is 'Contacts whose transcript was erased because it was kept long enough';
alter table meta.run add column n_contacts_erased bigint default 0;
comment on column meta.run.n_contacts_erased is 'Contacts that were erased with all that was found in them because they were kept long enough';

alter table core.contact add column transcript_erased_at timestamptz;
comment on column core.contact.transcript_erased_at is 'When its words were erased (UTC); what was counted and scored stays. Null: they are there';
