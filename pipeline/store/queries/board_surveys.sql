-- name: board_surveys
-- Survey answers on the scale of CES 2.0 beside our estimate for the same contacts, by queue and week (null: all of
-- it). The last row of each is over everything; correlations of fewer than ten pairs say nothing and are null.
select
    queue,
    week,
    grouping(queue) = 1 as is_all_queues,
    grouping(week) = 1 as is_all_weeks,
    count(*) as n_answers,
    avg(survey_ces) as survey_ces_mean,
    avg(effort) as effort_mean,
    avg(effort - survey_ces) as estimate_above,
    avg(abs(effort - survey_ces)) as apart_mean,
    if(count(*) >= 10, corr(effort, survey_ces), null) as correlation
from mart.contact
where
    survey_ces is not null
    and effort is not null
    and ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by grouping sets ((), (queue), (week))
order by is_all_queues, is_all_weeks, queue, week;

-- name: board_asked_often
-- Customers who were asked for feedback several times within one journey: how often, and whether they answered.
with often as (
    select journey_id, count(*) as n_asked, max(started_at) as last_at
    from mart.contact
    where is_surveyed and n_in_journey > 1 and ($since::date is null or day >= $since::date)
    group by journey_id
    having count(*) > 1
    order by n_asked desc, last_at desc, journey_id
    limit $n
)
select
    journey_id,
    any_value(contact.customer_key) as customer_key,
    any_value(contact.contact_reason) as contact_reason,
    any_value(often.n_asked) as n_asked,
    count(coalesce(contact.survey_ces, contact.survey_csat, contact.survey_nps)) as n_answered,
    min(contact.started_at) as first_at,
    any_value(often.last_at) as last_at,
    list(contact.contact_id order by contact.started_at) as contact_ids
from often
join mart.contact as contact using (journey_id)
where contact.is_surveyed and ($since::date is null or contact.day >= $since::date)
group by journey_id
order by n_asked desc, last_at desc, journey_id;
