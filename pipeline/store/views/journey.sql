-- A journey is as hard as its hardest contact. A mean would let an easy call-back hide the call that went wrong,
-- and people remember the low point.
create or replace view journey as
with member as (
    select
        journey_contact.journey_id,
        any_value(contact.customer_key) as customer_key,
        min(contact.started_at) as first_at,
        max(contact.started_at) as last_at,
        count(*) as n_contacts,
        min(scored.effort) as effort,
        max_by(scored.effort, contact.started_at) as effort_last,
        sum(7 - scored.effort) as effort_spent
    from core.journey_contact
    join core.contact as contact using (contact_id)
    left join core.effort_score as scored using (contact_id)
    group by journey_contact.journey_id
),
legs as (
    select journey_contact.journey_id, count(*) as n_legs
    from core.journey_contact
    join core.leg using (contact_id)
    group by journey_contact.journey_id
),
transfers as (
    select journey_id, count(*) as n_transfers
    from core.transfer
    group by journey_id
),
found as (
    select
        journey_id,
        count(*) filter (where kind = 'repeat_story') as n_retellings,
        bool_or(kind = 'ping_pong') as has_ping_pong,
        bool_or(kind = 'recovery') as has_recovery
    from core.finding
    group by journey_id
),
newest as (
    select max(started_at) as newest_at from core.contact
)
select
    journey.journey_id,
    member.customer_key,
    journey.contact_reason,
    member.first_at,
    member.last_at,
    member.n_contacts,
    coalesce(legs.n_legs, 0) as n_legs,
    coalesce(transfers.n_transfers, 0) as n_transfers,
    coalesce(found.n_retellings, 0) as n_retellings,
    member.effort,
    coalesce(found.has_ping_pong, false) as has_ping_pong,
    coalesce(found.has_recovery, false) as has_recovery,
    member.last_at + to_seconds(journey.window_s) > newest.newest_at as is_open,
    member.effort_last,
    member.effort_spent
from core.journey as journey
join member using (journey_id)
cross join newest
left join legs using (journey_id)
left join transfers using (journey_id)
left join found using (journey_id);

comment on view journey is 'One row for each journey: the contacts of one customer about one reason within the window';
comment on column journey.journey_id is 'Id of the journey, unique';
comment on column journey.customer_key is 'Keyed pseudonym of the customer; null: unknown, and then the journey is one contact';
comment on column journey.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column journey.first_at is 'When the first contact began (UTC)';
comment on column journey.last_at is 'When the last contact began (UTC)';
comment on column journey.n_contacts is 'Number of contacts';
comment on column journey.n_legs is 'Number of legs in all contacts together';
comment on column journey.n_transfers is 'Number of transfers in all contacts together';
comment on column journey.n_retellings is 'Number of times that the story was told again (findings of kind repeat_story)';
comment on column journey.effort is 'Effort of the hardest contact, 1.0-7.0 with 7 = very easy; null: cannot tell for any contact';
comment on column journey.has_ping_pong is 'Whether the customer was sent back and forth';
comment on column journey.has_recovery is 'Whether somebody turned it for the better';
comment on column journey.is_open is 'Whether a further contact could still join: the window since the last contact has not passed, measured against the newest contact in the store';
comment on column journey.effort_last is 'Effort of the last contact whose effort can be told, 1.0-7.0 with 7 = very easy; null: cannot tell for any contact';
comment on column journey.effort_spent is 'All effort of the journey: points below very easy (7), summed over its contacts; null: cannot tell for any contact';
