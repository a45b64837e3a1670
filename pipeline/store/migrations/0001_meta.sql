-- What the store knows about itself: which migrations it has had, which nights filled it, what was left out.
create schema meta;

create table meta.migration (
    number integer not null,
    name varchar not null,
    sha256 varchar not null,
    applied_at timestamptz not null default current_timestamp
);
comment on table meta.migration is 'One row for each migration that this file has had';
comment on column meta.migration.number is 'Place in the order of migrations, from 1';
comment on column meta.migration.name is 'Name of the migration''s file';
comment on column meta.migration.sha256 is 'Checksum of that file when it was applied; the file may not change afterwards';
comment on column meta.migration.applied_at is 'When it was applied (UTC)';

create table meta.run (
    run_id varchar not null,
    started_at timestamptz not null,
    ended_at timestamptz not null,
    n_contacts_in bigint not null,
    n_new bigint not null,
    n_changed bigint not null,
    n_unchanged bigint not null,
    n_transcribed bigint not null,
    n_journeys_judged bigint not null,
    n_findings bigint not null,
    n_set_aside bigint not null,
    audio_s double not null,
    sources varchar[] not null,
    versions json not null
);
comment on table meta.run is 'One row for each night that was published';
comment on column meta.run.run_id is 'Name of the run, unique';
comment on column meta.run.started_at is 'When the run began (UTC)';
comment on column meta.run.ended_at is 'When its last stage before publication ended (UTC)';
comment on column meta.run.n_contacts_in is 'Contacts that came in and could be read';
comment on column meta.run.n_new is 'Of those, contacts that the store did not know';
comment on column meta.run.n_changed is 'Of those, known contacts of which something had changed';
comment on column meta.run.n_unchanged is 'Of those, known contacts that were left alone';
comment on column meta.run.n_transcribed is 'Contacts whose recordings were transcribed in this run';
comment on column meta.run.n_journeys_judged is 'Journeys in which this run looked for findings and which it scored';
comment on column meta.run.n_findings is 'Findings in those journeys';
comment on column meta.run.n_set_aside is 'Contacts and files that could not be used; see meta.set_aside';
comment on column meta.run.audio_s is 'Seconds of audio transcribed in this run';
comment on column meta.run.sources is 'What the run was given: folders, files, URLs';
comment on column meta.run.versions is 'Versions of code, models and detectors as a JSON object, name to version';

create table meta.set_aside (
    run_id varchar not null,
    file varchar not null,
    row_no bigint,
    key varchar,
    contact_id varchar,
    problem varchar not null,
    expected varchar not null,
    content_hash varchar
);
comment on table meta.set_aside is 'What a run could not use: one row for each contact or file that it left out';
comment on column meta.set_aside.run_id is 'The run that left it out';
comment on column meta.set_aside.file is 'File or URL in which it stands';
comment on column meta.set_aside.row_no is 'Line of that file, from 1 with the header counted; null when it is about the whole file';
comment on column meta.set_aside.key is 'Column or key that is wrong; null when it is about the whole row or file';
comment on column meta.set_aside.contact_id is 'The contact that was left out; null when its id could not be read or there is none';
comment on column meta.set_aside.problem is 'What is wrong';
comment on column meta.set_aside.expected is 'What was expected instead';
comment on column meta.set_aside.content_hash is 'Stands for a contact that was read but could not be transcribed, so that it is not tried every night; null: it could not even be read';
