-- Contacts added up by day, and survey answers beside estimates: the days that the night touched.
delete from mart.contact_day
where day in (select day from tonight.touched_day);

insert into mart.contact_day by name
select
    day, contact_reason, queue, partner, outcome, places,
    sum(columns(* exclude (contact_id, day, contact_reason, queue, partner, outcome, places)))
from mart.each_contact()
where day in (select day from tonight.touched_day)
group by all
order by day;

delete from mart.survey_day
where day in (select day from tonight.touched_day);

insert into mart.survey_day by name
select
    day,
    queue,
    count(*) as n_answers,
    sum(survey_ces) as survey_sum,
    sum(effort) as effort_sum,
    sum(abs(effort - survey_ces)) as apart_sum,
    sum(effort * survey_ces) as product_sum,
    sum(survey_ces * survey_ces) as survey_square_sum,
    sum(effort * effort) as effort_square_sum
from mart.contact
where survey_ces is not null and effort is not null and day in (select day from tonight.touched_day)
group by day, queue
order by day;
