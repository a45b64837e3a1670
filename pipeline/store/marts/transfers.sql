-- One row for each transfer. A retelling or second ask counts for the transfer into the leg in which it happened, also
-- when the story was first told further back: that leg is where the story should have arrived.
delete from mart.transfer
where contact_id in (select contact_id from tonight.touched_contact);

insert into mart.transfer by name
with places as (
    select contact_id, list_sort(list(distinct {'team': team, 'partner': partner})) as places
    from tonight.leg
    group by contact_id
),
told_again as (
    select
        contact_id,
        leg_no,
        bool_or(kind = 'repeat_story') as is_retold,
        bool_or(kind = 'repeat_identification') as is_asked_again,
        sum(seconds_lost) as seconds_lost
    from tonight.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id, leg_no
)
select
    transfer.contact_id,
    transfer.from_leg,
    transfer.to_leg,
    cast(timezone('UTC', contact.started_at) as date) as day,
    cast(date_trunc('week', timezone('UTC', contact.started_at)) as date) as week,
    giving.queue as from_queue,
    taking.queue as to_queue,
    giving.partner as from_partner,
    taking.partner as to_partner,
    journey.contact_reason,
    transfer.kind = 'cold' as is_cold,
    coalesce(told_again.is_retold, false) as is_retold,
    coalesce(told_again.is_asked_again, false) as is_asked_again,
    coalesce(told_again.seconds_lost, 0) as seconds_lost,
    transfer.gap_s,
    scored.effort,
    scored.outcome,
    coalesce(places.places, []) as places
from tonight.transfer as transfer
join tonight.contact as contact using (contact_id)
left join tonight.journey as journey using (journey_id)
left join tonight.leg as giving
    on giving.contact_id = transfer.contact_id and giving.leg_no = transfer.from_leg
left join tonight.leg as taking
    on taking.contact_id = transfer.contact_id and taking.leg_no = transfer.to_leg
left join told_again
    on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
left join places on places.contact_id = transfer.contact_id
left join tonight.effort_score as scored on scored.contact_id = transfer.contact_id
order by day;
