-- Every turn lies in a leg of its contact, every leg and every mark in a contact.
select turn.contact_id, turn.leg_no, turn.turn_no
from tonight.turn as turn
left join tonight.leg as leg using (contact_id, leg_no)
where leg.contact_id is null
union all
select leg.contact_id, leg.leg_no, null
from tonight.leg as leg
left join tonight.contact as contact using (contact_id)
where contact.contact_id is null
union all
select mark.contact_id, null, null
from tonight.mark as mark
left join tonight.contact as contact using (contact_id)
where contact.contact_id is null;
