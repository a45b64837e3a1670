-- What was judged in a journey is about a contact of that journey, and so is the evidence for it.
with judged as (
    select 'finding ' || finding_id as what, journey_id, contact_id from tonight.finding
    union all
    select 'related place of finding ' || finding_id, journey_id, related_contact_id
    from tonight.finding
    where related_contact_id is not null
    union all
    select 'evidence of finding ' || finding_id, journey_id, contact_id from tonight.evidence
    union all
    select 'transfer', journey_id, contact_id from tonight.transfer
    union all
    select 'evidence of a transfer', journey_id, contact_id from tonight.transfer_evidence
    union all
    select 'effort', journey_id, contact_id from tonight.effort_score
    union all
    select 'process effort', journey_id, contact_id from tonight.process_effort
    union all
    select 'empathy', journey_id, contact_id from tonight.empathy_score
    union all
    select 'contribution', journey_id, contact_id from tonight.contribution
)
select what, journey_id, contact_id
from judged
anti join tonight.journey_contact using (journey_id, contact_id);
