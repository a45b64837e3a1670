create or replace view received as
select contact_id, origin, disposition, survey_asked_at, transcript_erased_at, extra
from core.contact;

comment on view received is 'What else came in with a contact and is kept of it; one row for each contact';
comment on column received.contact_id is 'The contact';
comment on column received.origin is 'File and row that the contact came from';
comment on column received.disposition is 'Code that the agent chose for the contact; null: none';
comment on column received.survey_asked_at is 'When the survey was asked (UTC); null: not asked or not known';
comment on column received.transcript_erased_at is 'When the words of the contact were erased because they were kept long enough (UTC); null: they are there';
comment on column received.extra is 'Keys of the contact document that nobody here knows, as a JSON object';
