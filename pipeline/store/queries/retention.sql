-- name: overdue_contacts
-- Contacts of journeys whose last contact began before an instant; one that was never judged is a journey of its own.
select contact.contact_id
from core.contact as contact
left join core.journey_contact as member using (contact_id)
qualify
    max(contact.started_at) over (
        partition by coalesce('journey/' || member.journey_id, 'contact/' || contact.contact_id)
    ) < $before::timestamptz
order by contact.contact_id;

-- name: contacts_with_words_before
-- Of those the ones whose words are still there.
select contact.contact_id
from core.contact as contact
left join core.journey_contact as member using (contact_id)
qualify
    contact.transcript_erased_at is null
    and max(contact.started_at) over (
        partition by coalesce('journey/' || member.journey_id, 'contact/' || contact.contact_id)
    ) < $before::timestamptz
order by contact.contact_id;

-- name: contacts_before
-- Contacts that began before an instant, whatever their journey.
select contact_id
from core.contact
where started_at < $before::timestamptz
order by contact_id;

-- name: set_aside_before
-- How many rows were set aside by runs before an instant.
select count(*) as n_rows
from meta.set_aside
join meta.run using (run_id)
where started_at < $before::timestamptz;
