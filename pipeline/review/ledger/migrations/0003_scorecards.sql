-- Scorecards in versions, what coaches answered, and the sessions in which they judge the same calls.
create table scorecard (
    version_id text primary key,
    card_id text not null,
    version_no integer not null,
    name text not null,
    questions text not null,
    made_by text not null,
    made_at timestamp not null,
    retired_at timestamp,
    unique (card_id, version_no)
);
-- A changed card is a new version; the one before it is retired, and its answers stay with it.
create unique index scorecard_current on scorecard (card_id) where retired_at is null;

create table card_answer (
    answer_id text primary key,
    version_id text not null references scorecard (version_id),
    contact_id text not null,
    leg_no integer not null,
    person text not null,
    answers text not null,
    machine text not null,
    reason text not null,
    at timestamp not null,
    replaced_at timestamp
);
create unique index card_answer_current
on card_answer (version_id, contact_id, leg_no, person)
where replaced_at is null;
create index card_answer_contact on card_answer (contact_id);

create table calibration (
    session_id text primary key,
    name text not null,
    version_id text not null references scorecard (version_id),
    opened_by text not null,
    opened_at timestamp not null,
    closed_at timestamp
);

create table calibration_call (
    session_id text not null references calibration (session_id),
    contact_id text not null,
    leg_no integer not null,
    primary key (session_id, contact_id, leg_no)
);

create table calibration_person (
    session_id text not null references calibration (session_id),
    person text not null,
    primary key (session_id, person)
);
