-- One row for each promise with the words that promise, and what became of it.
delete from mart.promise
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.promise by name
select
    finding.finding_id,
    finding.contact_id,
    finding.leg_no,
    cast(timezone('UTC', contact.started_at) as date) as day,
    leg.agent_id,
    leg.queue,
    leg.partner,
    finding.detail ->> 'due' as due,
    finding.detail ->> 'what' as what,
    coalesce(finding.detail ->> 'status', 'unknown') as status,
    proof.turn_no,
    proof.words,
    finding.confidence
from tonight.finding as finding
join tonight.contact as contact using (contact_id)
left join tonight.leg as leg
    on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join tonight.evidence as proof
    on proof.finding_id = finding.finding_id and proof.item_no = 0
where finding.kind = 'promise'
order by day;
