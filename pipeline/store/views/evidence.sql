create or replace view evidence as
select
    finding_id, item_no, contact_id, turn_no, char_start, char_end, words, cue, event_kind, at_s
from core.evidence;

comment on view evidence is 'What proves a finding: words of a turn, or an event of the switch; at least one row for each finding';
comment on column evidence.finding_id is 'The finding';
comment on column evidence.item_no is 'Place in the finding''s list of evidence, from 0';
comment on column evidence.contact_id is 'The contact in which it stands; not always the one that the finding is about';
comment on column evidence.turn_no is 'The turn that is quoted; null: an event';
comment on column evidence.char_start is 'First quoted character of the turn''s text, from 0; null: an event';
comment on column evidence.char_end is 'Character after the last quoted one; null: an event';
comment on column evidence.words is 'The quoted words, equal to the text at those offsets; null: an event; empty: the transcript was erased';
comment on column evidence.cue is 'What it is evidence for: told, retold, asked_again, …';
comment on column evidence.event_kind is 'transfer, hold, queue or contact; null: a quote';
comment on column evidence.at_s is 'Seconds from the start of the contact to the event; null: a quote';
