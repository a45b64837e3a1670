-- name: contact
-- One contact, with why its effort cannot be told and what the agent called it.
select
    contact.*,
    scored.null_reason as effort_null_reason,
    behind.disposition,
    behind.origin
from contact
join core.contact as behind using (contact_id)
left join core.effort_score as scored using (contact_id)
where contact_id = $contact_id;

-- name: recordings
-- Where the audio of a contact lies.
select item_no, path, leg_no, channel, role
from core.recording
where contact_id = $contact_id
order by item_no;

-- name: legs
-- The legs of a contact, with why their empathy cannot be told and where the holds lie.
select
    leg.*,
    spoken.null_reason as empathy_null_reason,
    behind.holds
from leg
join core.leg as behind using (contact_id, leg_no)
left join core.empathy_score as spoken using (contact_id, leg_no)
where leg.contact_id = $contact_id and behind.contact_id = $contact_id
order by leg_no;

-- name: turns
select *
from turn
where contact_id = $contact_id
order by turn_no;

-- name: transfers
select *
from transfer
where contact_id = $contact_id
order by from_leg, to_leg;

-- name: transfer_evidence
-- What shows the kind of a contact's transfers.
select
    from_leg, to_leg, item_no, contact_id, turn_no, char_start, char_end, words, cue, event_kind, at_s
from core.transfer_evidence
where contact_id = $contact_id
order by from_leg, to_leg, item_no;

-- name: findings
-- The findings about a contact, in the order in which they happened.
select finding.*, coalesce(turn.start_s, event.at_s) as at_s
from finding
left join turn on turn.contact_id = finding.contact_id and turn.turn_no = finding.turns[1]
left join evidence as event
    on event.finding_id = finding.finding_id
    and event.item_no = 0
    and event.contact_id = finding.contact_id
where finding.contact_id = $contact_id
order by coalesce(turn.start_s, event.at_s), finding.kind, finding.finding_id;

-- name: evidence
-- All evidence of the findings about a contact, also where it stands in another contact.
select
    finding.kind,
    evidence.*,
    turn.leg_no,
    turn.speaker,
    turn.agent_id,
    turn.start_s,
    turn.end_s
from evidence
join finding using (finding_id)
left join turn on turn.contact_id = evidence.contact_id and turn.turn_no = evidence.turn_no
where finding.contact_id = $contact_id
order by evidence.finding_id, evidence.item_no;

-- name: marks
-- All words of a contact that are evidence for something, by whichever finding, for highlighting them.
select evidence.turn_no, evidence.char_start, evidence.char_end, evidence.cue, finding.kind, finding.finding_id
from evidence
join finding using (finding_id)
where evidence.contact_id = $contact_id and evidence.turn_no is not null
order by evidence.turn_no, evidence.char_start, evidence.char_end, finding.kind;

-- name: heard
-- What a contact's recordings hold besides talk, and what limits its transcript.
select mark_no, kind, start_s, end_s, detail
from mark
where contact_id = $contact_id
order by mark_no;

-- name: effort_contributions
-- What a contact's effort is the sum of; the order is that of the waterfall.
select item_no, points, reason, finding_id, owner, coalesce(turns, []) as turns
from core.contribution
where contact_id = $contact_id and score = 'effort'
order by item_no;

-- name: empathy_contributions
-- What the empathy of each leg of a contact is the sum of.
select leg_no, item_no, points, reason, finding_id, coalesce(turns, []) as turns
from core.contribution
where contact_id = $contact_id and score = 'empathy'
order by leg_no, item_no;

-- name: effort_owners
-- Whose the effort of a contact was, the largest share first; as the view effort_owner, of one contact alone.
select owner, sum(points) as points, sum(points) / sum(sum(points)) over () as share
from core.contribution
where contact_id = $contact_id and score = 'effort' and owner is not null and points < 0
group by owner
order by share desc, owner;
