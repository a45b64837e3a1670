-- What the list of calls worth hearing is chosen by, so that it is read from one table of the days asked for. Filled by the
-- night that applies this, because a migration makes it look at the whole store.
alter table mart.contact add column n_unsure integer;
comment on column mart.contact.n_unsure is 'Findings of which the program is about as unsure as sure, 0.35-0.65';
alter table mart.contact add column n_misconduct integer;
comment on column mart.contact.n_misconduct is 'Findings of misconduct';
alter table mart.contact add column n_threats integer;
comment on column mart.contact.n_threats is 'Threats of the customer';
alter table mart.contact add column n_high integer;
comment on column mart.contact.n_high is 'Peaks and recoveries';
alter table mart.contact drop column way;
alter table mart.contact add column seats struct(
    leg_no integer, agent_id varchar, team varchar, queue varchar, partner varchar, empathy double
)[];
comment on column mart.contact.seats is 'Who had each leg, in order, with their empathy in it; null: no occasion, or cannot tell';
