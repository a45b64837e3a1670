-- A finding is about a contact and a leg that are there, and so is what it relates to.
select finding.finding_id, finding.kind, finding.contact_id, finding.leg_no
from tonight.finding as finding
left join tonight.contact as contact using (contact_id)
left join tonight.leg as leg
    on leg.contact_id = finding.contact_id and leg.leg_no = finding.leg_no
left join tonight.contact as related on related.contact_id = finding.related_contact_id
left join tonight.leg as related_leg
    on related_leg.contact_id = finding.related_contact_id
    and related_leg.leg_no = finding.related_leg_no
where
    contact.contact_id is null
    or (finding.leg_no is not null and leg.leg_no is null)
    or (finding.related_contact_id is not null and related.contact_id is null)
    or (finding.related_leg_no is not null and related_leg.leg_no is null);
