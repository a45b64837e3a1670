create or replace view leg as
select
    leg.contact_id,
    leg.leg_no,
    leg.agent_id,
    leg.team,
    leg.queue,
    leg.partner,
    leg.start_s,
    leg.end_s,
    case
        when lag(leg.end_s) over in_contact is null then contact.wait_s
        else greatest(0, leg.start_s - lag(leg.end_s) over in_contact)
    end as wait_before_s,
    leg.hold_s,
    greatest(0, leg.end_s - leg.start_s - leg.hold_s) as talk_s,
    leg.ended_by,
    spoken.empathy,
    spoken.is_occasion as empathy_occasion,
    case when scored.effort is not null then coalesce(process.points, 0) end as process_effort,
    leg.is_inferred,
    spoken.empathy_low,
    spoken.empathy_high
from core.leg as leg
join core.contact as contact using (contact_id)
left join core.empathy_score as spoken using (contact_id, leg_no)
left join core.effort_score as scored using (contact_id)
left join core.process_effort as process using (contact_id, leg_no)
window in_contact as (partition by leg.contact_id order by leg.leg_no);

comment on view leg is 'One row for each part of a contact with one agent in one queue';
comment on column leg.contact_id is 'The contact';
comment on column leg.leg_no is 'Number of the leg within the contact';
comment on column leg.agent_id is 'The agent; null: not known';
comment on column leg.team is 'The agent''s team; null: not known';
comment on column leg.queue is 'The queue; null: not known';
comment on column leg.partner is 'The outside company that the agent works for; null: our own';
comment on column leg.start_s is 'Seconds from the start of the contact to the start of the leg';
comment on column leg.end_s is 'Seconds from the start of the contact to the end of the leg';
comment on column leg.wait_before_s is 'Seconds that the customer waited before this leg: in the queue for the first one, between the legs for later ones';
comment on column leg.hold_s is 'Seconds on hold in this leg';
comment on column leg.talk_s is 'Seconds of the leg, holds left out';
comment on column leg.ended_by is 'transfer, normal, customer_hangup or agent_hangup; null: not known';
comment on column leg.empathy is 'Empathy of the agent in words, 0.0-4.0; null: no occasion for it, or cannot tell';
comment on column leg.empathy_occasion is 'Whether the leg gave an occasion for empathy; null: not judged yet';
comment on column leg.process_effort is 'Points of the contact''s effort that fall in this leg and that its agent did not cause, 0 or less; null: the effort cannot be told';
comment on column leg.is_inferred is 'Whether the leg was worked out from what was heard (greetings, announced transfers, voices), because the source told none; its times are then less exact and its agent is not known';
comment on column leg.empathy_low is 'Lower end of the interval that holds four in five judgements of people';
comment on column leg.empathy_high is 'Upper end of it';
