-- name: findings_by_kind
-- How often each kind was found, in how many contacts, and what it cost; surges and dips have queries of their own.
select
    kind,
    count(*) as n_findings,
    count(distinct contact_id) as n_contacts,
    avg(confidence) as confidence_mean,
    coalesce(sum(seconds_lost), 0) as seconds_lost
from finding
where contact_id is not null
group by kind
order by n_findings desc, kind;

-- name: findings_of_kind
-- At most n findings of one kind with the first words that prove them, surest first.
select
    finding.*,
    contact.started_at,
    contact.journey_id,
    contact.effort,
    leg.queue,
    leg.partner,
    leg.team,
    leg.agent_id,
    proof.turn_no,
    proof.words,
    turn.start_s
from finding
join contact using (contact_id)
left join leg on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join evidence as proof on proof.finding_id = finding.finding_id and proof.item_no = 0
left join turn on turn.contact_id = proof.contact_id and turn.turn_no = proof.turn_no
where finding.kind = $kind
order by finding.confidence desc, contact.started_at desc, finding.finding_id
limit $n;
