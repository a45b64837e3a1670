-- Promises added up by day: the days that the night touched.
delete from mart.promise_day
where day in (select day from tonight.touched_day);

insert into mart.promise_day by name
select day, queue, partner, places, sum(columns(* exclude (contact_id, day, queue, partner, places)))
from mart.each_promise()
where day in (select day from tonight.touched_day)
group by all
order by day;
