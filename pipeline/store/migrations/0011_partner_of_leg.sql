-- Whose legs they are, so that a mirror needs no other table to know who may see it.
alter table mart.leg add column partner varchar;
comment on column mart.leg.partner is 'Outside company of the leg; null: our own';
