-- Efforts lie within 1-7 and between their ends, empathies within 0-4, confidences and qualities within 0-1.
select 'effort' as what, contact_id as subject, effort as value
from tonight.effort_score
where
    effort not between 1 and 7
    or effort_low not between 1 and 7
    or effort_high not between 1 and 7
    or effort not between effort_low and effort_high
union all
select 'process effort', contact_id || '/' || leg_no, points
from tonight.process_effort
where points > 0
union all
select 'empathy', contact_id || '/' || leg_no, empathy
from tonight.empathy_score
where empathy not between 0 and 4
union all
select 'confidence of a finding', finding_id, confidence
from tonight.finding
where confidence not between 0 and 1
union all
select 'confidence of a turn', contact_id || '/' || turn_no, confidence
from tonight.turn
where confidence not between 0 and 1
union all
select 'transcript quality', contact_id, transcript_quality
from tonight.contact
where transcript_quality not between 0 and 1;
