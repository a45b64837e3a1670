-- Where a contribution shows, so that every bar leads to words.

alter table core.contribution add column turns integer[];
comment on column core.contribution.turns is 'Turns of the contact in which it shows; empty: not in any single turn';
