-- Surges and dips are counted from all contacts at night, so they stand in a mart of their own (decision 0010).
create or replace view finding as
select
    finding_id, kind, contact_id, leg_no, turns, related_contact_id, related_leg_no, related_turns,
    confidence, seconds_lost, detail, detector, detector_version
from core.finding
union all
select
    finding_id, kind, null, null, [], null, null, [], confidence, null, detail, kind, 1
from mart.aggregate_finding;

comment on view finding is 'One row for each claim of a detector about a place in a contact; its proof is in evidence. Surges and dips are about many contacts and have their figures in detail';
comment on column finding.finding_id is 'Id that depends on detector and place only, so that verdicts survive later runs; unique';
comment on column finding.kind is 'repeat_story, repeat_identification, failed_self_service, promise, …';
comment on column finding.contact_id is 'The contact that it is about; null: a surge or dip, which is about many';
comment on column finding.leg_no is 'The leg that it is about; null: the whole contact or journey';
comment on column finding.turns is 'Numbers of the turns that show it, such as the retelling; empty: shown by events alone';
comment on column finding.related_contact_id is 'The contact of the place that it relates to, such as the first telling; null: none';
comment on column finding.related_leg_no is 'The leg of that place; null: none';
comment on column finding.related_turns is 'Numbers of the turns of that place; empty: none';
comment on column finding.confidence is 'Calibrated chance that a careful person agrees, 0-1';
comment on column finding.seconds_lost is 'Seconds of the customer''s time that it cost; null: cannot tell or does not apply';
comment on column finding.detail is 'What only this kind of finding has, as a JSON object';
comment on column finding.detector is 'The detector that found it';
comment on column finding.detector_version is 'Version of that detector';
