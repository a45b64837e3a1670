-- One row for each finding that work lists and boards show, by day, with the words that prove it and what became of the
-- journey: a journey is always touched as a whole.
delete from mart.finding
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.finding by name
with places as (
    select contact_id, list_sort(list(distinct {'team': team, 'partner': partner})) as places
    from tonight.leg
    group by contact_id
),
journeys as (
    select
        member.journey_id,
        any_value(contact.customer_key) as customer_key,
        arg_max(scored.outcome, member.contact_no) as outcome,
        max(contact.started_at) as last_at,
        min(scored.effort) as effort
    from tonight.journey_contact as member
    join tonight.contact as contact using (contact_id)
    left join tonight.effort_score as scored using (contact_id)
    group by member.journey_id
),
turned as (
    select distinct journey_id
    from tonight.finding
    where kind = 'recovery'
)
select
    finding.finding_id,
    finding.kind,
    finding.journey_id,
    finding.contact_id,
    finding.leg_no,
    cast(timezone('UTC', contact.started_at) as date) as day,
    leg.agent_id,
    leg.queue,
    leg.partner,
    journey.contact_reason,
    if(finding.kind = 'promise', coalesce(finding.detail ->> 'status', 'unknown'), null) as status,
    finding.detail ->> 'due' as due,
    coalesce(finding.detail ->> 'what', finding.detail ->> 'kind') as what,
    proof.turn_no,
    proof.words,
    finding.confidence,
    journeys.customer_key,
    spoken.empathy,
    journeys.outcome as journey_outcome,
    journeys.last_at as journey_last_at,
    journeys.effort as journey_effort,
    turned.journey_id is not null as is_turned,
    coalesce(places.places, []) as places
from tonight.finding as finding
join tonight.contact as contact using (contact_id)
left join tonight.journey as journey on journey.journey_id = finding.journey_id
left join places on places.contact_id = finding.contact_id
left join journeys on journeys.journey_id = finding.journey_id
left join turned on turned.journey_id = finding.journey_id
left join tonight.leg as leg
    on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join tonight.empathy_score as spoken
    on spoken.contact_id = finding.contact_id and spoken.leg_no = finding.leg_no
left join tonight.evidence as proof
    on proof.finding_id = finding.finding_id and proof.item_no = 0
where
    finding.kind in (
        'promise', 'threat', 'valley', 'peak', 'recovery', 'misconduct', 'repeat_identification', 'contradiction'
    )
order by day;
