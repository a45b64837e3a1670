-- Who may look, what they said of the machine's answers, and what was seen and changed.
create table person (
    name text primary key,
    role text not null check (role in ('coach', 'process_owner', 'agent', 'admin')),
    password text not null,
    agent_id text,
    created_at timestamp not null
);

-- A person without rows of a kind is not held to it.
create table person_right (
    name text not null references person (name) on delete cascade,
    kind text not null check (kind in ('team', 'partner')),
    value text not null,
    primary key (name, kind, value)
);

create table signed_in (
    token_hash text primary key,
    name text not null references person (name) on delete cascade,
    began_at timestamp not null,
    seen_at timestamp not null
);

create table failed_sign_in (
    failed_id text primary key,
    name text not null,
    address text not null,
    at timestamp not null
);
create index failed_sign_in_at on failed_sign_in (at);

-- A verdict is never overwritten: a later one of the same person about the same subject replaces it.
create table verdict (
    verdict_id text primary key,
    subject text not null,
    contact_id text not null,
    detector text not null,
    person text not null,
    judgement text not null check (judgement in ('confirmed', 'rejected', 'unsure', 'corrected')),
    correction text,
    reason text not null,
    machine text not null,
    at timestamp not null,
    replaced_at timestamp
);
create unique index verdict_current on verdict (subject, person) where replaced_at is null;
create index verdict_contact on verdict (contact_id);

create table work_item (
    person text not null,
    contact_id text not null,
    state text not null check (state in ('done', 'skipped')),
    at timestamp not null,
    primary key (person, contact_id)
);

create table audit (
    audit_id text primary key,
    at timestamp not null,
    person text not null,
    action text not null,
    subject text not null
);
create index audit_at on audit (at);
