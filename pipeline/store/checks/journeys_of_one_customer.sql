-- The contacts of a journey are there and share a customer; an unknown customer's contact stands alone.
select
    member.journey_id,
    count(*) as n_contacts,
    count(contact.contact_id) as n_known_contacts,
    count(distinct contact.customer_key) as n_customers
from tonight.journey_contact as member
left join tonight.contact as contact using (contact_id)
group by member.journey_id
having
    count(*) <> count(contact.contact_id)
    or (count(*) > 1 and (count(distinct contact.customer_key) <> 1 or count(*) <> count(contact.customer_key)));
