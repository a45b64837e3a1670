create or replace view turn as
select contact_id, turn_no, leg_no, speaker, agent_id, start_s, end_s, text, confidence
from core.turn;

comment on view turn is 'One row for each uninterrupted speech of one speaker, personal data masked';
comment on column turn.contact_id is 'The contact';
comment on column turn.turn_no is 'Number of the turn within the contact; for contacts that came with turns, the number that they came with';
comment on column turn.leg_no is 'The leg in which it was said';
comment on column turn.speaker is 'agent, customer or ivr';
comment on column turn.agent_id is 'The agent who speaks; null: not an agent, or not known';
comment on column turn.start_s is 'Seconds from the start of the contact to the first word';
comment on column turn.end_s is 'Seconds from the start of the contact to the last word';
comment on column turn.text is 'What was said, redacted; offsets of evidence count its characters (code points). Empty: erased because it was kept long enough';
comment on column turn.confidence is 'Confidence of the transcript, 0-1; null: the turn came with the contact';
