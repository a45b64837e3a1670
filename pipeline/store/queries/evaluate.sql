-- name: judged_contacts
-- What was made of some contacts as a whole.
select contact_id, journey_id, outcome, main_cause, effort, effort_low, effort_high
from contact
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')));

-- name: judged_legs
-- The empathy of their legs.
select contact_id, leg_no, empathy
from leg
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, leg_no;

-- name: judged_transfers
-- The transfers in them.
select contact_id, from_leg, to_leg, kind
from transfer
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, from_leg, to_leg;

-- name: judged_findings
-- What was found in them, each with the cues of its evidence, in the order of the conversation.
select
    finding.kind,
    finding.contact_id,
    finding.turns,
    finding.related_contact_id,
    finding.related_turns,
    finding.confidence,
    finding.detail,
    list(distinct evidence.cue order by evidence.cue) as cues
from finding
join evidence using (finding_id)
where finding.contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
group by all
order by finding.contact_id, finding.turns, finding.kind, finding.confidence desc;

-- name: judged_turns
-- Every word that is stored of them.
select contact_id, turn_no, text
from turn
where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
order by contact_id, turn_no;
