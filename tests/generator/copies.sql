-- name: copy_contact
insert into core.contact
select
    * replace (
        contact_id || '~' || $copy as contact_id,
        customer_key || '~' || $copy as customer_key,
        serial + $n_base * $copy as serial,
        started_at + to_minutes(($copy * 7) % 50) as started_at
    )
from core.contact
where serial <= $n_base;

-- name: copy_leg
insert into core.leg
select
    * replace (
        contact_id || '~' || $copy as contact_id
    )
from core.leg
where contact_id not like '%~%';

-- name: copy_turn
insert into core.turn
select
    * replace (
        contact_id || '~' || $copy as contact_id,
        serial + $n_base * $copy as serial,
        regexp_replace(text, '\b([VNBZLKOTMR][a-z]{3})[0-9]{4}\b', '\1' || (1000 + hash(contact_id, $copy) % 9000), 'g') as text
    )
from core.turn
where serial <= $n_base;

-- name: copy_journey
insert into core.journey
select
    * replace (
        journey_id || '~' || $copy as journey_id
    )
from core.journey
where journey_id not like '%~%';

-- name: copy_journey_contact
insert into core.journey_contact
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id
    )
from core.journey_contact
where contact_id not like '%~%';

-- name: copy_transfer
insert into core.transfer
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id
    )
from core.transfer
where contact_id not like '%~%';

-- name: copy_transfer_evidence
insert into core.transfer_evidence
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id,
        regexp_replace(words, '\b([VNBZLKOTMR][a-z]{3})[0-9]{4}\b', '\1' || (1000 + hash(contact_id, $copy) % 9000), 'g') as words
    )
from core.transfer_evidence
where contact_id not like '%~%';

-- name: copy_finding
insert into core.finding
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        left(sha256(finding_id || '~' || $copy), 16) as finding_id,
        contact_id || '~' || $copy as contact_id,
        related_contact_id || '~' || $copy as related_contact_id
    )
from core.finding
where contact_id not like '%~%';

-- name: copy_evidence
insert into core.evidence
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        left(sha256(finding_id || '~' || $copy), 16) as finding_id,
        contact_id || '~' || $copy as contact_id,
        regexp_replace(words, '\b([VNBZLKOTMR][a-z]{3})[0-9]{4}\b', '\1' || (1000 + hash(contact_id, $copy) % 9000), 'g') as words
    )
from core.evidence
where contact_id not like '%~%';

-- name: copy_effort_score
insert into core.effort_score
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id
    )
from core.effort_score
where contact_id not like '%~%';

-- name: copy_process_effort
insert into core.process_effort
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id
    )
from core.process_effort
where contact_id not like '%~%';

-- name: copy_empathy_score
insert into core.empathy_score
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id
    )
from core.empathy_score
where contact_id not like '%~%';

-- name: copy_contribution
insert into core.contribution
select
    * replace (
        journey_id || '~' || $copy as journey_id,
        contact_id || '~' || $copy as contact_id,
        left(sha256(finding_id || '~' || $copy), 16) as finding_id
    )
from core.contribution
where contact_id not like '%~%';
