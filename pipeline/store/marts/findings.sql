-- One row for each finding that work lists and boards show, by day, with the words that prove it.
delete from mart.finding
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.finding by name
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
    finding.confidence
from tonight.finding as finding
join tonight.contact as contact using (contact_id)
left join tonight.journey as journey on journey.journey_id = finding.journey_id
left join tonight.leg as leg
    on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join tonight.evidence as proof
    on proof.finding_id = finding.finding_id and proof.item_no = 0
where
    finding.kind in (
        'promise', 'threat', 'valley', 'peak', 'recovery', 'misconduct', 'repeat_identification', 'contradiction'
    )
order by day;
