-- A contact whose transcript was erased has no words left, nor anything that nobody here knows.
select turn.contact_id, turn.turn_no
from tonight.turn as turn
join tonight.contact as contact using (contact_id)
where contact.transcript_erased_at is not null and turn.text <> ''
union all
select contact_id, null
from tonight.contact
where transcript_erased_at is not null and cast(extra as varchar) <> '{}';
