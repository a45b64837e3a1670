-- Whose each part of the effort was, and the interval of empathy.

alter table core.contribution add column owner varchar;
comment on column core.contribution.owner is 'Who could have spared the customer it: process, agent, system, partner or customer; null: a sign of effort, the baseline, the limit, or empathy';
alter table core.empathy_score add column empathy_low double;
comment on column core.empathy_score.empathy_low is 'Lower end of the interval that holds four in five judgements of people';
alter table core.empathy_score add column empathy_high double;
comment on column core.empathy_score.empathy_high is 'Upper end of it';
