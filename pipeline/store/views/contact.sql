-- The window of first-contact resolution is measured against the newest contact in the store, never a clock:
-- the same data give the same answer whenever one looks.
create or replace view contact as
with spoken as (
    select
        contact_id,
        count(*) as n_legs,
        sum(hold_s) as hold_s,
        sum(greatest(0, end_s - start_s - hold_s)) as talk_s
    from core.leg
    group by contact_id
),
newest as (
    select max(started_at) as newest_at from core.contact
),
follow_up as (
    select journey_id, count(*) > 1 as is_followed_up
    from core.journey_contact
    group by journey_id
)
select
    contact.contact_id,
    member.journey_id,
    contact.customer_key,
    contact.channel,
    contact.direction,
    contact.language,
    contact.started_at,
    contact.duration_s,
    contact.wait_s,
    coalesce(spoken.hold_s, 0) as hold_s,
    coalesce(spoken.talk_s, 0) as talk_s,
    coalesce(spoken.n_legs, 0) as n_legs,
    journey.contact_reason,
    scored.outcome,
    case
        when member.contact_no <> 1 then null
        when contact.started_at + to_seconds(journey.window_s) > newest.newest_at then null
        when follow_up.is_followed_up then false
        else scored.outcome = 'resolved'
    end as resolved_first_contact,
    scored.effort,
    scored.effort_low,
    scored.effort_high,
    scored.main_cause,
    contact.survey_ces,
    contact.survey_csat,
    contact.survey_nps,
    contact.survey_goal_reached,
    contact.transcript_quality
from core.contact as contact
cross join newest
left join spoken using (contact_id)
left join core.journey_contact as member using (contact_id)
left join core.journey as journey using (journey_id)
left join follow_up using (journey_id)
left join core.effort_score as scored using (contact_id);

comment on view contact is 'One row for each time that a customer reached us';
comment on column contact.contact_id is 'Id in the source system, unique';
comment on column contact.journey_id is 'The journey that it belongs to; null: not judged yet';
comment on column contact.customer_key is 'Keyed pseudonym of the customer; null: unknown, never joined to other contacts';
comment on column contact.channel is 'phone, chat, email, …';
comment on column contact.direction is 'inbound or outbound';
comment on column contact.language is 'nl or en; null: not known';
comment on column contact.started_at is 'When the contact began (UTC)';
comment on column contact.duration_s is 'Seconds from the first agent''s greeting to the end of the last leg or turn';
comment on column contact.wait_s is 'Seconds in the queue before the first agent; waiting between legs is leg.wait_before_s';
comment on column contact.hold_s is 'Seconds on hold in all legs together';
comment on column contact.talk_s is 'Seconds in all legs together, holds left out';
comment on column contact.n_legs is 'Number of legs';
comment on column contact.contact_reason is 'Why the customer reached us, the same for the whole journey; null: cannot tell';
comment on column contact.outcome is 'resolved, unresolved, customer_must_act or follow_up_promised; null: cannot tell';
comment on column contact.resolved_first_contact is 'Whether this first contact of a journey resolved it: outcome resolved and no other contact in the journey. Null until the newest contact in the store is a whole window younger, when the outcome cannot be told, and for the later contacts of a journey, so that an average counts each journey once';
comment on column contact.effort is 'Estimated customer effort, 1.0-7.0 with 7 = very easy; an estimate, not CES. Null: cannot tell';
comment on column contact.effort_low is 'Lower end of what the effort may be, 1.0-7.0; null: cannot tell';
comment on column contact.effort_high is 'Upper end of what the effort may be, 1.0-7.0; null: cannot tell';
comment on column contact.main_cause is 'What drove the effort: process, agent, product, customer or none; null: not judged yet';
comment on column contact.survey_ces is 'Answer on the scale of CES 2.0, 1-7 with 7 = very easy; null: not answered';
comment on column contact.survey_csat is 'Answer to the satisfaction question, on the scale of the source; null: not answered';
comment on column contact.survey_nps is 'Answer to the recommendation question, 0-10; null: not answered';
comment on column contact.survey_goal_reached is 'Whether the customer says to have reached the goal; null: not answered';
comment on column contact.transcript_quality is 'How far the transcript can be trusted, 0-1; null: not transcribed here';
