-- A contribution that names a finding names one that is there.
select contribution.contact_id, contribution.leg_no, contribution.score, contribution.reason, contribution.finding_id
from tonight.contribution as contribution
left join tonight.finding as finding using (finding_id)
where contribution.finding_id is not null and finding.finding_id is null;
