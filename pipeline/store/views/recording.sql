create or replace view recording as
select contact_id, item_no, path, leg_no, channel, role
from core.recording;

comment on view recording is 'Where the audio of a contact lies in its source, one row for each file or channel';
comment on column recording.contact_id is 'The contact';
comment on column recording.item_no is 'Place in the contact''s list of recordings, from 0';
comment on column recording.path is 'Path or URL of the audio';
comment on column recording.leg_no is 'The leg that the file holds; null: all legs';
comment on column recording.channel is 'The audio channel that is meant, from 0; null: all channels';
comment on column recording.role is 'Who is heard: agent, customer or ivr; null: everybody';
