-- Every finding has evidence, and all evidence belongs to a finding.
select
    coalesce(finding.finding_id, evidence.finding_id) as finding_id,
    finding.kind,
    coalesce(finding.contact_id, evidence.contact_id) as contact_id
from tonight.finding as finding
full join tonight.evidence as evidence using (finding_id)
where finding.finding_id is null or evidence.finding_id is null;
