-- What a recording holds besides talk, and legs that were heard rather than told by the switch.

create table core.mark (
    contact_id varchar not null,
    item_no integer not null,
    kind varchar not null,
    start_s double not null,
    end_s double not null,
    detail varchar not null
);
comment on table core.mark is 'Parts of a recording that are no talk, or that limit how far its transcript can be trusted';
comment on column core.mark.contact_id is 'The contact';
comment on column core.mark.item_no is 'Place in the contact''s list of marks, from 0';
comment on column core.mark.kind is 'ringing, music, ivr, silence, loop, invention, clipped, dead_channel or swapped_channels';
comment on column core.mark.start_s is 'Seconds from the start of the contact to its beginning';
comment on column core.mark.end_s is 'Seconds from the start of the contact to its end';
comment on column core.mark.detail is 'More about it, for people; never what was said';

alter table core.leg add column is_inferred boolean default false;
comment on column core.leg.is_inferred is 'Whether the leg was worked out from what was heard; false: the source told it';
