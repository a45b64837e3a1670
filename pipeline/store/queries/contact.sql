-- name: contact
-- One contact as in the view contact, with why its effort cannot be told and what the agent called it. Asked by its id:
-- through the view, every contact would be worked out before one is taken.
with this as (
    select * from core.contact where contact_id = $contact_id
),
spoken as (
    select
        count(*) as n_legs,
        coalesce(sum(hold_s), 0) as hold_s,
        coalesce(sum(greatest(0, end_s - start_s - hold_s)), 0) as talk_s
    from core.leg
    where contact_id = $contact_id
),
member as (
    select journey_id, contact_no from core.journey_contact where contact_id = $contact_id
),
journey as (
    select contact_reason, window_s from core.journey where journey_id = (select journey_id from member)
),
follow_up as (
    select count(*) > 1 as is_followed_up
    from core.journey_contact
    where journey_id = (select journey_id from member)
),
scored as (
    select * from core.effort_score where contact_id = $contact_id
),
newest as (
    select max(started_at) as newest_at from core.contact
)
select
    this.contact_id,
    member.journey_id,
    this.customer_key,
    this.channel,
    this.direction,
    this.language,
    this.started_at,
    this.duration_s,
    this.wait_s,
    spoken.hold_s,
    spoken.talk_s,
    spoken.n_legs,
    journey.contact_reason,
    scored.outcome,
    case
        when member.contact_no <> 1 then null
        when this.started_at + to_seconds(journey.window_s) > newest.newest_at then null
        when follow_up.is_followed_up then false
        else scored.outcome = 'resolved'
    end as resolved_first_contact,
    scored.effort,
    scored.effort_low,
    scored.effort_high,
    scored.main_cause,
    this.survey_ces,
    this.survey_csat,
    this.survey_nps,
    this.survey_goal_reached,
    this.transcript_quality,
    scored.null_reason as effort_null_reason,
    this.disposition,
    this.origin
from this
cross join spoken
cross join follow_up
cross join newest
left join member on true
left join journey on true
left join scored on true;

-- name: recordings
-- Where the audio of a contact lies.
select item_no, path, leg_no, channel, role
from core.recording
where contact_id = $contact_id
order by item_no;

-- name: legs
-- The legs of a contact as in the view leg, with why their empathy cannot be told and where the holds lie.
with this as (
    select wait_s from core.contact where contact_id = $contact_id
),
own as (
    select *, lag(end_s) over (order by leg_no) as left_s from core.leg where contact_id = $contact_id
),
spoken as (
    select * from core.empathy_score where contact_id = $contact_id
),
scored as (
    select effort from core.effort_score where contact_id = $contact_id
),
process as (
    select leg_no, points from core.process_effort where contact_id = $contact_id
)
select
    own.contact_id,
    own.leg_no,
    own.agent_id,
    own.team,
    own.queue,
    own.partner,
    own.start_s,
    own.end_s,
    case when own.left_s is null then this.wait_s else greatest(0, own.start_s - own.left_s) end as wait_before_s,
    own.hold_s,
    greatest(0, own.end_s - own.start_s - own.hold_s) as talk_s,
    own.ended_by,
    spoken.empathy,
    spoken.is_occasion as empathy_occasion,
    case when scored.effort is not null then coalesce(process.points, 0) end as process_effort,
    own.is_inferred,
    spoken.empathy_low,
    spoken.empathy_high,
    spoken.null_reason as empathy_null_reason,
    own.holds
from own
cross join this
left join spoken using (leg_no)
left join process using (leg_no)
left join scored on true
order by own.leg_no;

-- name: turns
-- What was said in a contact; its serial says where the turns lie.
select contact_id, turn_no, leg_no, speaker, agent_id, start_s, end_s, text, confidence
from core.turn as turn
join (select serial from core.contact where contact_id = $contact_id) using (serial)
where contact_id = $contact_id
order by turn_no;

-- name: transfers
-- The transfers of a contact as in the view transfer.
with own as (
    select * from core.leg where contact_id = $contact_id
)
select
    transfer.contact_id,
    transfer.from_leg,
    transfer.to_leg,
    giving.agent_id as from_agent,
    taking.agent_id as to_agent,
    giving.queue as from_queue,
    taking.queue as to_queue,
    giving.partner as from_partner,
    taking.partner as to_partner,
    transfer.kind,
    transfer.is_briefed,
    transfer.is_announced,
    transfer.is_reason_given,
    transfer.gap_s
from core.transfer as transfer
left join own as giving on giving.leg_no = transfer.from_leg
left join own as taking on taking.leg_no = transfer.to_leg
where transfer.contact_id = $contact_id
order by transfer.from_leg, transfer.to_leg;

-- name: transfer_evidence
-- What shows the kind of a contact's transfers.
select
    from_leg, to_leg, item_no, contact_id, turn_no, char_start, char_end, words, cue, event_kind, at_s
from core.transfer_evidence
where contact_id = $contact_id
order by from_leg, to_leg, item_no;

-- name: findings
-- The findings about a contact, in the order in which they happened.
with own as (
    select * from core.finding where contact_id = $contact_id
),
said as (
    select turn_no, start_s
    from core.turn
    join (select serial from core.contact where contact_id = $contact_id) using (serial)
    where contact_id = $contact_id
),
-- Materialized, because DuckDB takes its index for one condition only.
proof as materialized (
    select finding_id, item_no, at_s from core.evidence where contact_id = $contact_id
),
event as (
    select finding_id, at_s from proof where item_no = 0
)
select
    own.finding_id,
    own.kind,
    own.contact_id,
    own.leg_no,
    own.turns,
    own.related_contact_id,
    own.related_leg_no,
    own.related_turns,
    own.confidence,
    own.seconds_lost,
    own.detail,
    own.detector,
    own.detector_version,
    coalesce(said.start_s, event.at_s) as at_s
from own
left join said on said.turn_no = own.turns[1]
left join event using (finding_id)
order by at_s, own.kind, own.finding_id;

-- name: evidence
-- All evidence of the findings about a contact, also where it stands in another contact.
with own as (
    select finding_id, kind from core.finding where contact_id = $contact_id
),
proof as (
    select own.kind, evidence.*
    from core.evidence as evidence
    join own using (finding_id)
),
said as (
    select turn.contact_id, turn.turn_no, turn.leg_no, turn.speaker, turn.agent_id, turn.start_s, turn.end_s
    from core.turn as turn
    join (select serial from core.contact where contact_id in (select contact_id from proof)) using (serial)
)
select
    proof.kind,
    proof.finding_id,
    proof.item_no,
    proof.contact_id,
    proof.turn_no,
    proof.char_start,
    proof.char_end,
    proof.words,
    proof.cue,
    proof.event_kind,
    proof.at_s,
    said.leg_no,
    said.speaker,
    said.agent_id,
    said.start_s,
    said.end_s
from proof
left join said using (contact_id, turn_no)
order by proof.finding_id, proof.item_no;

-- name: marks
-- All words of a contact that are evidence for something, by whichever finding, for highlighting them.
with proof as (
    select * from core.evidence where contact_id = $contact_id and turn_no is not null
)
select proof.turn_no, proof.char_start, proof.char_end, proof.cue, finding.kind, finding.finding_id
from proof
join core.finding as finding using (finding_id)
order by proof.turn_no, proof.char_start, proof.char_end, finding.kind;

-- name: heard
-- What a contact's recordings hold besides talk, and what limits its transcript.
select mark_no, kind, start_s, end_s, detail
from mark
where contact_id = $contact_id
order by mark_no;

-- name: contributions
-- What a contact's effort (leg_no is null) and the empathy of each of its legs are the sum of, in the order of the waterfall.
select score, leg_no, item_no, points, reason, finding_id, owner, coalesce(turns, []) as turns
from core.contribution
where contact_id = $contact_id
order by leg_no nulls first, item_no;
