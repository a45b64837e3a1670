-- name: make_lookups
create index if not exists contact_by_contact on core.contact (contact_id);
create index if not exists recording_by_contact on core.recording (contact_id);
create index if not exists leg_by_contact on core.leg (contact_id);
create index if not exists mark_by_contact on core.mark (contact_id);
create index if not exists journey_by_journey on core.journey (journey_id);
create index if not exists journey_contact_by_journey on core.journey_contact (journey_id);
create index if not exists journey_contact_by_contact on core.journey_contact (contact_id);
create index if not exists transfer_by_contact on core.transfer (contact_id);
create index if not exists transfer_evidence_by_contact on core.transfer_evidence (contact_id);
create index if not exists finding_by_contact on core.finding (contact_id);
create index if not exists finding_by_finding on core.finding (finding_id);
create index if not exists evidence_by_contact on core.evidence (contact_id);
create index if not exists evidence_by_finding on core.evidence (finding_id);
create index if not exists effort_score_by_contact on core.effort_score (contact_id);
create index if not exists process_effort_by_contact on core.process_effort (contact_id);
create index if not exists empathy_score_by_contact on core.empathy_score (contact_id);
create index if not exists contribution_by_contact on core.contribution (contact_id);
create index if not exists mart_contact_by_journey on mart.contact (journey_id);

-- name: lookups
select schema_name, index_name
from duckdb_indexes()
where database_name = current_database()
order by schema_name, index_name;
