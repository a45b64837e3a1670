create or replace view run as
select
    run_id, started_at, ended_at, n_contacts_in, n_new, n_changed, n_unchanged, n_transcribed,
    n_journeys_judged, n_findings, n_set_aside, audio_s, sources, versions, n_forgotten, n_too_old,
    n_transcripts_erased, n_contacts_erased
from meta.run;

comment on view run is 'One row for each night that was published';
comment on column run.run_id is 'Name of the run, unique';
comment on column run.started_at is 'When the run began (UTC)';
comment on column run.ended_at is 'When its last stage before publication ended (UTC)';
comment on column run.n_contacts_in is 'Contacts that came in and could be read';
comment on column run.n_new is 'Of those, contacts that the store did not know';
comment on column run.n_changed is 'Of those, known contacts of which something had changed';
comment on column run.n_unchanged is 'Of those, known contacts that were left alone';
comment on column run.n_transcribed is 'Contacts whose recordings were transcribed in this run';
comment on column run.n_journeys_judged is 'Journeys in which this run looked for findings and which it scored';
comment on column run.n_findings is 'Findings in those journeys';
comment on column run.n_set_aside is 'Contacts and files that could not be used';
comment on column run.audio_s is 'Seconds of audio transcribed in this run';
comment on column run.sources is 'What the run was given: folders, files, URLs';
comment on column run.versions is 'Versions of code, models and detectors as a JSON object, name to version';
comment on column run.n_forgotten is 'Of those set aside, contacts of customers who were forgotten; what the sources still hold of them';
comment on column run.n_too_old is 'Contacts in the sources that are older than findings are kept, and were not taken in';
comment on column run.n_transcripts_erased is 'Contacts whose transcript was erased because it was kept long enough';
comment on column run.n_contacts_erased is 'Contacts that were erased with all that was found in them because they were kept long enough';
