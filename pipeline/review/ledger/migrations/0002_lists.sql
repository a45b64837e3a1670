-- What became of things to act on, views that people keep, and what is said about mirrors.
-- An item of a list as somebody left it; a later row replaces it, so that what was before can be read back.
create table action (
    action_id text primary key,
    list text not null check (list in ('call_back', 'process_faults', 'mirror')),
    item text not null,
    state text not null check (state in ('open', 'taken', 'done', 'dropped')),
    owner text not null,
    note text not null,
    since_at timestamp not null,
    person text not null,
    at timestamp not null,
    replaced_at timestamp
);
create unique index action_current on action (list, item) where replaced_at is null;

-- A page with its filter, under a name; whoever has the link may open it, with their own rights.
create table saved_view (
    view_id text primary key,
    person text not null,
    name text not null,
    path text not null,
    at timestamp not null,
    unique (person, name)
);

-- What an agent says of a part of a mirror, and what the coach answers, one after the other.
create table mirror_word (
    word_id text primary key,
    agent_id text not null,
    week text not null,
    part text not null,
    person text not null,
    said text not null check (said in ('acknowledged', 'disputed', 'set_aside', 'stands')),
    comment text not null,
    at timestamp not null
);
create index mirror_word_of on mirror_word (agent_id, week);
