-- One row for each contact with all that boards count.
delete from mart.contact
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.contact by name
with legs as (
    select
        contact_id,
        arg_min(queue, leg_no) filter (where leg_no = first_leg) as queue,
        arg_max(queue, leg_no) filter (where leg_no = last_leg) as last_queue,
        arg_max(partner, leg_no) as partner,
        list_sort(list(distinct queue) filter (where queue is not null)) as queues,
        list_sort(list(distinct partner) filter (where partner is not null)) as partners,
        list_sort(list(distinct agent_id) filter (where agent_id is not null)) as agents,
        list_sort(list(distinct {'team': team, 'partner': partner})) as places,
        list_sort(
            list(
                {
                    'leg_no': leg_no,
                    'agent_id': agent_id,
                    'team': team,
                    'queue': queue,
                    'partner': partner,
                    'empathy': empathy
                }
            )
        ) as seats,
        count(*) as n_legs,
        sum(hold_s) as hold_s,
        sum(greatest(0, end_s - start_s - hold_s)) as talk_s
    from (
        select
            *,
            min(leg_no) over (partition by contact_id) as first_leg,
            max(leg_no) over (partition by contact_id) as last_leg
        from tonight.leg
        left join tonight.empathy_score using (contact_id, leg_no)
    )
    group by contact_id
),
transfers as (
    select
        contact_id,
        count(*) as n_transfers,
        count(*) filter (where kind = 'cold') as n_cold,
        sum(gap_s) as gap_s
    from tonight.transfer
    group by contact_id
),
found as (
    select
        contact_id,
        list_sort(list(distinct kind)) as kinds,
        count(*) filter (where kind = 'repeat_story') as n_retellings,
        count(*) filter (where kind = 'repeat_identification') as n_second_asks,
        count(*) filter (where confidence between 0.35 and 0.65) as n_unsure,
        count(*) filter (where kind = 'misconduct') as n_misconduct,
        count(*) filter (where kind = 'threat') as n_threats,
        count(*) filter (where kind in ('recovery', 'peak')) as n_high,
        sum(seconds_lost) filter (where kind in ('repeat_story', 'repeat_identification')) as seconds_lost
    from tonight.finding
    group by contact_id
),
members as (
    select journey_id, contact_id, contact_no, count(*) over (partition by journey_id) as n_in_journey
    from tonight.journey_contact
),
scored as (
    select contact_id, effort, outcome, main_cause from tonight.effort_score
)
select
    contact.serial,
    contact.contact_id,
    members.journey_id,
    members.contact_no,
    members.n_in_journey,
    contact.customer_key,
    contact.started_at,
    cast(timezone('UTC', contact.started_at) as date) as day,
    cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) as week,
    contact.started_at + to_seconds(journey.window_s) as window_ends_at,
    contact.channel,
    contact.direction,
    contact.language,
    journey.contact_reason,
    legs.queue,
    legs.last_queue,
    legs.partner,
    coalesce(legs.queues, []) as queues,
    coalesce(legs.partners, []) as partners,
    coalesce(legs.agents, []) as agents,
    coalesce(found.kinds, []) as kinds,
    coalesce(legs.n_legs, 0) as n_legs,
    coalesce(transfers.n_transfers, 0) as n_transfers,
    coalesce(transfers.n_cold, 0) as n_cold,
    coalesce(found.n_retellings, 0) as n_retellings,
    coalesce(found.n_second_asks, 0) as n_second_asks,
    coalesce(found.seconds_lost, 0) as seconds_lost,
    contact.wait_s,
    coalesce(transfers.gap_s, 0) as gap_s,
    coalesce(legs.hold_s, 0) as hold_s,
    coalesce(legs.talk_s, 0) as talk_s,
    scored.effort,
    scored.outcome,
    scored.main_cause,
    contact.survey_ces,
    contact.survey_csat,
    contact.survey_nps,
    contact.has_survey as is_surveyed,
    coalesce(legs.places, []) as places,
    coalesce(found.n_unsure, 0) as n_unsure,
    coalesce(found.n_misconduct, 0) as n_misconduct,
    coalesce(found.n_threats, 0) as n_threats,
    coalesce(found.n_high, 0) as n_high,
    coalesce(legs.seats, []) as seats
from tonight.contact as contact
left join legs using (contact_id)
left join transfers using (contact_id)
left join found using (contact_id)
left join members using (contact_id)
left join tonight.journey as journey using (journey_id)
left join scored using (contact_id)
order by contact.serial;
