create or replace view contribution as
select
    case
        when leg_no is null then 'contact/' || contact_id
        else 'leg/' || contact_id || '/' || leg_no
    end as subject,
    score,
    points,
    reason,
    finding_id,
    owner
from core.contribution;

comment on view contribution is 'The rows that a score is the sum of; the baseline and the cut at the ends of the scale are rows too';
comment on column contribution.subject is 'What is scored: contact/ID for effort, leg/ID/NO for empathy';
comment on column contribution.score is 'effort (1.0-7.0, 7 = very easy) or empathy (0.0-4.0)';
comment on column contribution.points is 'Points that it adds to the score';
comment on column contribution.reason is 'Stable key of the reason: baseline, retelling, wait, limit, …';
comment on column contribution.finding_id is 'The finding behind it; null: no single finding';
comment on column contribution.owner is 'Who could have spared the customer it: process, agent, system, partner or customer; null: a sign of effort, the baseline, the limit, or empathy';
