-- Transfers added up by day, and faults of the process: the days that the night touched.
delete from mart.handoff_day
where day in (select day from tonight.touched_day);

insert into mart.handoff_day by name
select
    day, from_queue, to_queue, from_partner, to_partner, places,
    sum(columns(* exclude (contact_id, day, from_queue, to_queue, from_partner, to_partner, places)))
from mart.each_transfer()
where day in (select day from tonight.touched_day)
group by all
order by day;

delete from mart.fault_day
where day in (select day from tonight.touched_day);

insert into mart.fault_day by name
select
    day, fault, queue, to_queue, from_partner, partner, contact_reason, places,
    sum(
        columns(* exclude (contact_id, day, fault, queue, to_queue, from_partner, partner, contact_reason, places))
    )
from mart.each_fault()
where day in (select day from tonight.touched_day)
group by all
order by day;
