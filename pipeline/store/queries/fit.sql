-- name: surveyed_efforts
-- What the effort of each contact with an answer on the scale of CES 2.0 is the sum of, by reason.
select
    contact.contact_id,
    contact.survey_ces as answer,
    contribution.reason,
    sum(contribution.points) as points
from contact
inner join core.contribution as contribution
    on contribution.contact_id = contact.contact_id and contribution.score = 'effort'
where contact.survey_ces is not null and contact.effort is not null
group by all
order by contact.contact_id, contribution.reason;
