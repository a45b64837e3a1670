-- What was made of it: journeys, transfers, findings with their evidence, scores with their contributions.
-- All of it carries journey_id, because a journey is judged, replaced and erased as a whole.

create table core.journey (
    journey_id varchar not null,
    contact_reason varchar,
    window_s double not null,
    analysis varchar not null
);
comment on table core.journey is 'One row for each journey: the contacts of one customer about one reason within the window';
comment on column core.journey.journey_id is 'Id of the journey, unique';
comment on column core.journey.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column core.journey.window_s is 'Seconds within which a further contact would still have joined the journey';
comment on column core.journey.analysis is 'Stands for the versions of all that judged the journey; another value: judge it again';

create table core.journey_contact (
    journey_id varchar not null,
    contact_no integer not null,
    contact_id varchar not null
);
comment on table core.journey_contact is 'Which contacts make up a journey; a contact is in one journey at most';
comment on column core.journey_contact.journey_id is 'The journey';
comment on column core.journey_contact.contact_no is 'Place of the contact within the journey, from 1, oldest first';
comment on column core.journey_contact.contact_id is 'The contact';

create table core.transfer (
    journey_id varchar not null,
    contact_id varchar not null,
    from_leg integer not null,
    to_leg integer not null,
    kind varchar not null,
    is_briefed boolean not null,
    is_announced boolean not null,
    is_reason_given boolean not null,
    gap_s double not null
);
comment on table core.transfer is 'One row for each time that responsibility changed hands within a contact';
comment on column core.transfer.journey_id is 'The journey';
comment on column core.transfer.contact_id is 'The contact';
comment on column core.transfer.from_leg is 'The leg that was left';
comment on column core.transfer.to_leg is 'The leg that took over';
comment on column core.transfer.kind is 'cold: nothing was passed on; warm: the next agent knew the story';
comment on column core.transfer.is_briefed is 'Whether the next agent shows to know what it is about';
comment on column core.transfer.is_announced is 'Whether the customer was told about being put through';
comment on column core.transfer.is_reason_given is 'Whether the customer was told why';
comment on column core.transfer.gap_s is 'Seconds that the customer waited between the two legs';

create table core.transfer_evidence (
    journey_id varchar not null,
    contact_id varchar not null,
    from_leg integer not null,
    to_leg integer not null,
    item_no integer not null,
    turn_no integer,
    char_start integer,
    char_end integer,
    words varchar,
    cue varchar not null,
    event_kind varchar,
    at_s double
);
comment on table core.transfer_evidence is 'What shows the kind of a transfer: words of a turn, or an event of the switch';
comment on column core.transfer_evidence.journey_id is 'The journey';
comment on column core.transfer_evidence.contact_id is 'The contact';
comment on column core.transfer_evidence.from_leg is 'The leg that was left';
comment on column core.transfer_evidence.to_leg is 'The leg that took over';
comment on column core.transfer_evidence.item_no is 'Place in the list of evidence, from 0';
comment on column core.transfer_evidence.turn_no is 'The turn that is quoted; null: an event';
comment on column core.transfer_evidence.char_start is 'First quoted character of the turn''s text, from 0; null: an event';
comment on column core.transfer_evidence.char_end is 'Character after the last quoted one; null: an event';
comment on column core.transfer_evidence.words is 'The quoted words; null: an event';
comment on column core.transfer_evidence.cue is 'What it is evidence for';
comment on column core.transfer_evidence.event_kind is 'transfer, hold, queue or contact; null: a quote';
comment on column core.transfer_evidence.at_s is 'Seconds from the start of the contact to the event; null: a quote';

create table core.finding (
    journey_id varchar not null,
    finding_id varchar not null,
    kind varchar not null,
    contact_id varchar not null,
    leg_no integer,
    turns integer[] not null,
    related_contact_id varchar,
    related_leg_no integer,
    related_turns integer[] not null,
    confidence double not null,
    seconds_lost double,
    detail json not null,
    detector varchar not null,
    detector_version integer not null
);
comment on table core.finding is 'One row for each claim of a detector about a place in a contact';
comment on column core.finding.journey_id is 'The journey in which it was found';
comment on column core.finding.finding_id is 'Id that depends on detector and place only, so that verdicts survive later runs; unique';
comment on column core.finding.kind is 'repeat_story, repeat_identification, failed_self_service, promise, …';
comment on column core.finding.contact_id is 'The contact that it is about';
comment on column core.finding.leg_no is 'The leg that it is about; null: the whole contact or journey';
comment on column core.finding.turns is 'Numbers of the turns that show it; empty: shown by events alone';
comment on column core.finding.related_contact_id is 'The contact of the earlier or later place that it relates to; null: none';
comment on column core.finding.related_leg_no is 'The leg of that place; null: none';
comment on column core.finding.related_turns is 'Numbers of the turns of that place; empty: none';
comment on column core.finding.confidence is 'Calibrated chance that a careful person agrees, 0-1';
comment on column core.finding.seconds_lost is 'Seconds of the customer''s time that it cost; null: cannot tell or does not apply';
comment on column core.finding.detail is 'What only this kind of finding has, as a JSON object';
comment on column core.finding.detector is 'The detector that found it';
comment on column core.finding.detector_version is 'Version of that detector';

create table core.evidence (
    journey_id varchar not null,
    finding_id varchar not null,
    item_no integer not null,
    contact_id varchar not null,
    turn_no integer,
    char_start integer,
    char_end integer,
    words varchar,
    cue varchar not null,
    event_kind varchar,
    at_s double
);
comment on table core.evidence is 'What proves a finding: words of a turn, or an event of the switch';
comment on column core.evidence.journey_id is 'The journey';
comment on column core.evidence.finding_id is 'The finding';
comment on column core.evidence.item_no is 'Place in the finding''s list of evidence, from 0';
comment on column core.evidence.contact_id is 'The contact in which it stands; not always the one that the finding is about';
comment on column core.evidence.turn_no is 'The turn that is quoted; null: an event';
comment on column core.evidence.char_start is 'First quoted character of the turn''s text, from 0; null: an event';
comment on column core.evidence.char_end is 'Character after the last quoted one; null: an event';
comment on column core.evidence.words is 'The quoted words; null: an event';
comment on column core.evidence.cue is 'What it is evidence for: told, retold, asked_again, …';
comment on column core.evidence.event_kind is 'transfer, hold, queue or contact; null: a quote';
comment on column core.evidence.at_s is 'Seconds from the start of the contact to the event; null: a quote';

create table core.effort_score (
    journey_id varchar not null,
    contact_id varchar not null,
    effort double,
    effort_low double,
    effort_high double,
    outcome varchar,
    main_cause varchar not null,
    null_reason varchar
);
comment on table core.effort_score is 'Estimated customer effort and outcome, one row for each judged contact';
comment on column core.effort_score.journey_id is 'The journey';
comment on column core.effort_score.contact_id is 'The contact';
comment on column core.effort_score.effort is 'Estimated effort, 1.0-7.0 with 7 = very easy; null: cannot tell';
comment on column core.effort_score.effort_low is 'Lower end of what the effort may be; null: cannot tell';
comment on column core.effort_score.effort_high is 'Upper end of what the effort may be; null: cannot tell';
comment on column core.effort_score.outcome is 'resolved, unresolved, customer_must_act or follow_up_promised; null: cannot tell';
comment on column core.effort_score.main_cause is 'What drove the effort: process, agent, product, customer or none';
comment on column core.effort_score.null_reason is 'Why the effort cannot be told; null: it can';

create table core.process_effort (
    journey_id varchar not null,
    contact_id varchar not null,
    leg_no integer not null,
    points double not null
);
comment on table core.process_effort is 'The part of the effort that a leg''s agent did not cause; legs without a row: none';
comment on column core.process_effort.journey_id is 'The journey';
comment on column core.process_effort.contact_id is 'The contact';
comment on column core.process_effort.leg_no is 'The leg';
comment on column core.process_effort.points is 'Points of effort, 0 or less';

create table core.empathy_score (
    journey_id varchar not null,
    contact_id varchar not null,
    leg_no integer not null,
    empathy double,
    is_occasion boolean not null,
    null_reason varchar
);
comment on table core.empathy_score is 'Empathy of the agent, read from words alone, one row for each judged leg';
comment on column core.empathy_score.journey_id is 'The journey';
comment on column core.empathy_score.contact_id is 'The contact';
comment on column core.empathy_score.leg_no is 'The leg';
comment on column core.empathy_score.empathy is 'Empathy, 0.0-4.0; null: no occasion for it, or cannot tell';
comment on column core.empathy_score.is_occasion is 'Whether the leg gave an occasion for empathy';
comment on column core.empathy_score.null_reason is 'Why the empathy cannot be told; null: it can';

create table core.contribution (
    journey_id varchar not null,
    contact_id varchar not null,
    leg_no integer,
    score varchar not null,
    item_no integer not null,
    points double not null,
    reason varchar not null,
    finding_id varchar
);
comment on table core.contribution is 'The rows that a score is the sum of; the baseline and the cut at the ends of the scale are rows too';
comment on column core.contribution.journey_id is 'The journey';
comment on column core.contribution.contact_id is 'The contact';
comment on column core.contribution.leg_no is 'The leg, for empathy; null for effort';
comment on column core.contribution.score is 'effort or empathy';
comment on column core.contribution.item_no is 'Place in the score''s list of contributions, from 0';
comment on column core.contribution.points is 'Points that it adds to the score';
comment on column core.contribution.reason is 'Stable key of the reason: baseline, retelling, wait, limit, …';
comment on column core.contribution.finding_id is 'The finding behind it; null: no single finding';
