-- name: board_handoffs
with told_again as (
    select contact_id, leg_no, bool_or(kind = 'repeat_story') as is_retold, sum(seconds_lost) as seconds_lost
    from core.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id, leg_no
)
select
    giving.queue, taking.queue, giving.partner, taking.partner, count(*),
    avg((transfer.kind = 'cold')::integer), count(*) filter (where told_again.is_retold),
    sum(coalesce(told_again.seconds_lost, 0) + transfer.gap_s) / 3600 * 36, avg(scored.effort)
from core.transfer as transfer
left join core.leg as giving on giving.contact_id = transfer.contact_id and giving.leg_no = transfer.from_leg
left join core.leg as taking on taking.contact_id = transfer.contact_id and taking.leg_no = transfer.to_leg
left join told_again on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
left join core.effort_score as scored on scored.contact_id = transfer.contact_id
group by all;

-- name: board_reasons
with first_leg as (
    select contact_id, arg_min(queue, leg_no) as queue, sum(end_s - start_s) as talk_s
    from core.leg
    group by contact_id
),
retold as (
    select contact_id, sum(seconds_lost) as seconds_lost
    from core.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id
)
select
    journey.contact_reason, first_leg.queue, count(*), avg(scored.effort),
    avg((scored.outcome = 'resolved')::integer), sum(first_leg.talk_s), sum(retold.seconds_lost)
from core.contact as contact
left join first_leg using (contact_id)
left join retold using (contact_id)
left join core.journey_contact as member using (contact_id)
left join core.journey as journey using (journey_id)
left join core.effort_score as scored using (contact_id)
group by all;

-- name: board_repeats
select journey.contact_reason, count(*), count(*) filter (where n > 1)
from (
    select member.journey_id, count(*) as n, max(contact.started_at) as last_at
    from core.journey_contact as member
    join core.contact as contact using (contact_id)
    group by member.journey_id
)
join core.journey as journey using (journey_id)
group by all;

-- name: board_promises
select finding.contact_id, contact.started_at, leg.agent_id, evidence.words
from core.finding as finding
join core.contact as contact using (contact_id)
left join core.leg as leg on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join core.evidence as evidence on evidence.finding_id = finding.finding_id and evidence.item_no = 0
where
    finding.kind = 'promise'
    and (finding.detail ->> 'status') <> 'kept'
    and contact.started_at > (select max(started_at) - interval 30 day from core.contact)
order by contact.started_at
limit 100;

-- name: worklist_call_back
select member.journey_id, list(evidence.words), max(contact.started_at) as last_at
from core.finding as finding
join core.contact as contact using (contact_id)
join core.journey_contact as member using (contact_id)
left join core.evidence as evidence on evidence.finding_id = finding.finding_id and evidence.item_no = 0
where
    (finding.kind in ('threat', 'valley')
        or (finding.kind = 'promise' and (finding.detail ->> 'status') = 'broken'))
    and contact.started_at > (select max(started_at) - interval 14 day from core.contact)
group by member.journey_id
order by last_at desc
limit 200;
