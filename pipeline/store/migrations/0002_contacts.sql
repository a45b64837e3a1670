-- What came in and what was heard: contacts, their legs, recordings and turns.
-- No keys and no foreign keys: DuckDB's indexes slow bulk loads down and block later changes; checks/ watch instead.
create schema core;

create table core.contact (
    contact_id varchar not null,
    customer_key varchar,
    started_at timestamptz not null,
    channel varchar not null,
    direction varchar not null,
    language varchar,
    wait_s double not null,
    duration_s double not null,
    channel_roles json not null,
    has_survey boolean not null,
    survey_ces double,
    survey_csat double,
    survey_nps double,
    survey_goal_reached boolean,
    survey_asked_at timestamptz,
    disposition varchar,
    transcript_quality double,
    content_hash varchar not null,
    origin varchar not null,
    extra json not null
);
comment on table core.contact is 'One row for each time that a customer reached us';
comment on column core.contact.contact_id is 'Id in the source system, unique';
comment on column core.contact.customer_key is 'Keyed pseudonym of the customer; null: unknown, never joined to other contacts';
comment on column core.contact.started_at is 'When the contact began (UTC)';
comment on column core.contact.channel is 'phone, chat, email, …';
comment on column core.contact.direction is 'inbound or outbound';
comment on column core.contact.language is 'nl or en; null: not known';
comment on column core.contact.wait_s is 'Seconds in the queue before the first agent';
comment on column core.contact.duration_s is 'Seconds from the first agent''s greeting to the end of the last leg or turn';
comment on column core.contact.channel_roles is 'Who speaks on which audio channel, as a JSON object; empty: worked out while transcribing';
comment on column core.contact.has_survey is 'Whether a survey came with the contact, even one without answers';
comment on column core.contact.survey_ces is 'Answer on the scale of CES 2.0, 1-7 with 7 = very easy; null: not answered';
comment on column core.contact.survey_csat is 'Answer to the satisfaction question, on the scale of the source; null: not answered';
comment on column core.contact.survey_nps is 'Answer to the recommendation question, 0-10; null: not answered';
comment on column core.contact.survey_goal_reached is 'Whether the customer says to have reached the goal; null: not answered';
comment on column core.contact.survey_asked_at is 'When the survey was asked (UTC); null: not asked or not known';
comment on column core.contact.disposition is 'Code that the agent chose for the contact; null: none';
comment on column core.contact.transcript_quality is 'How far the transcript can be trusted, 0-1; null: not transcribed here';
comment on column core.contact.content_hash is 'Stands for all that came in, so that a changed contact is noticed';
comment on column core.contact.origin is 'File and row that the contact came from';
comment on column core.contact.extra is 'Keys of the contact document that nobody here knows, as a JSON object';

create table core.recording (
    contact_id varchar not null,
    item_no integer not null,
    path varchar not null,
    leg_no integer,
    channel integer,
    role varchar
);
comment on table core.recording is 'Where the audio of a contact lies, one row for each file or channel';
comment on column core.recording.contact_id is 'The contact';
comment on column core.recording.item_no is 'Place in the contact''s list of recordings, from 0';
comment on column core.recording.path is 'Path or URL of the audio';
comment on column core.recording.leg_no is 'The leg that the file holds; null: all legs';
comment on column core.recording.channel is 'The audio channel that is meant, from 0; null: all channels';
comment on column core.recording.role is 'Who is heard: agent, customer or ivr; null: everybody';

create table core.leg (
    contact_id varchar not null,
    leg_no integer not null,
    start_s double not null,
    end_s double not null,
    agent_id varchar,
    team varchar,
    queue varchar,
    partner varchar,
    hold_s double not null,
    holds double[][] not null,
    ended_by varchar
);
comment on table core.leg is 'One row for each part of a contact with one agent in one queue';
comment on column core.leg.contact_id is 'The contact';
comment on column core.leg.leg_no is 'Number of the leg within the contact';
comment on column core.leg.start_s is 'Seconds from the start of the contact to the start of the leg';
comment on column core.leg.end_s is 'Seconds from the start of the contact to the end of the leg';
comment on column core.leg.agent_id is 'The agent; null: not known';
comment on column core.leg.team is 'The agent''s team; null: not known';
comment on column core.leg.queue is 'The queue; null: not known';
comment on column core.leg.partner is 'The outside company that the agent works for; null: our own';
comment on column core.leg.hold_s is 'Seconds on hold in this leg';
comment on column core.leg.holds is 'Start and end of each hold, in seconds from the start of the contact; empty: none or not known';
comment on column core.leg.ended_by is 'transfer, normal, customer_hangup or agent_hangup; null: not known';

create table core.turn (
    contact_id varchar not null,
    turn_no integer not null,
    leg_no integer not null,
    speaker varchar not null,
    agent_id varchar,
    start_s double not null,
    end_s double not null,
    text varchar not null,
    confidence double
);
comment on table core.turn is 'One row for each uninterrupted speech of one speaker, personal data masked';
comment on column core.turn.contact_id is 'The contact';
comment on column core.turn.turn_no is 'Number of the turn within the contact';
comment on column core.turn.leg_no is 'The leg in which it was said';
comment on column core.turn.speaker is 'agent, customer or ivr';
comment on column core.turn.agent_id is 'The agent who speaks; null: not an agent, or not known';
comment on column core.turn.start_s is 'Seconds from the start of the contact to the first word';
comment on column core.turn.end_s is 'Seconds from the start of the contact to the last word';
comment on column core.turn.text is 'What was said, redacted; offsets of evidence count its characters';
comment on column core.turn.confidence is 'Confidence of the transcript, 0-1; null: the turn came with the contact';
