create or replace view mark as
select contact_id, item_no as mark_no, kind, start_s, end_s, detail
from core.mark;

comment on view mark is 'One row for each part of a recording that is no talk, or that limits how far its transcript can be trusted';
comment on column mark.contact_id is 'The contact';
comment on column mark.mark_no is 'Number of the mark within the contact, from 0, in the order of time';
comment on column mark.kind is 'ringing, music, ivr (a recorded menu or announcement), silence (nobody speaks for long); words left out: loop, invention (made up where nobody speaks); bad sound: clipped, dead_channel, swapped_channels';
comment on column mark.start_s is 'Seconds from the start of the contact to its beginning';
comment on column mark.end_s is 'Seconds from the start of the contact to its end';
comment on column mark.detail is 'More about it, for people; empty: nothing more, never what was said';
