-- name: board_surveys
-- Survey answers on the scale of CES 2.0 beside our estimate for the same contacts, by queue and week (null: all of
-- it). The last row of each is over everything; correlations of fewer than ten pairs say nothing and are null.
select
    queue,
    cast(date_trunc('week', day) as date) as week,
    grouping(queue) = 1 as is_all_queues,
    grouping(week) = 1 as is_all_weeks,
    sum(n_answers)::bigint as n_answers,
    sum(survey_sum) / sum(n_answers) as survey_ces_mean,
    sum(effort_sum) / sum(n_answers) as effort_mean,
    sum(effort_sum - survey_sum) / sum(n_answers) as estimate_above,
    sum(apart_sum) / sum(n_answers) as apart_mean,
    if(
        sum(n_answers) >= 10,
        (sum(n_answers) * sum(product_sum) - sum(effort_sum) * sum(survey_sum))
        / nullif(
            sqrt(
                greatest(0, sum(n_answers) * sum(survey_square_sum) - sum(survey_sum) * sum(survey_sum))
                * greatest(0, sum(n_answers) * sum(effort_square_sum) - sum(effort_sum) * sum(effort_sum))
            ),
            0
        ),
        null
    ) as correlation
from mart.survey_day
where
    ($since::date is null or day >= $since::date)
    and ($until::date is null or day <= $until::date)
group by grouping sets ((), (queue), (week))
order by is_all_queues, is_all_weeks, queue, week;

-- name: board_asked_often
-- Customers who were asked for feedback several times within one journey: how often, and whether they answered.
with asked as (
    from mart.asked
    where $since::date is null or day >= $since::date
),
often as (
    select journey_id, count(*) as n_asked, max(started_at) as last_at
    from asked
    group by journey_id
    having count(*) > 1
    order by n_asked desc, last_at desc, journey_id
    limit $n
)
select
    journey_id,
    any_value(asked.customer_key) as customer_key,
    any_value(asked.contact_reason) as contact_reason,
    any_value(often.n_asked) as n_asked,
    count(*) filter (where asked.is_answered) as n_answered,
    min(asked.started_at) as first_at,
    any_value(often.last_at) as last_at,
    list(asked.contact_id order by asked.started_at) as contact_ids
from often
join asked using (journey_id)
group by journey_id
order by n_asked desc, last_at desc, journey_id;
