-- For process owners: which way from queue to queue costs customers what, day by day.
-- A retelling or second ask counts for the transfer into the leg in which it happened, also when the story was
-- first told further back: that leg is where the story should have arrived. Retellings in the first leg of a later
-- contact belong to no transfer and stand in journey.n_retellings only.
create or replace view handoff as
with told_again as (
    select
        contact_id,
        leg_no,
        bool_or(kind = 'repeat_story') as is_repeat_story,
        bool_or(kind = 'repeat_identification') as is_repeat_identification,
        sum(seconds_lost) as seconds_lost
    from core.finding
    where kind in ('repeat_story', 'repeat_identification')
    group by contact_id, leg_no
)
select
    giving.queue as from_queue,
    taking.queue as to_queue,
    giving.partner as from_partner,
    taking.partner as to_partner,
    cast(timezone('UTC', contact.started_at) as date) as day,
    count(*) as n_transfers,
    count(*) filter (where transfer.kind = 'cold') as n_cold,
    count(*) filter (where told_again.is_repeat_story) as n_repeat_story,
    count(*) filter (where told_again.is_repeat_identification) as n_repeat_identification,
    count(*) filter (where scored.outcome = 'unresolved') as n_unresolved,
    coalesce(sum(told_again.seconds_lost), 0) as customer_seconds_lost,
    sum(transfer.gap_s) as wait_seconds,
    avg(scored.effort) as effort_mean
from core.transfer as transfer
join core.contact as contact using (contact_id)
left join core.leg as giving
    on giving.contact_id = transfer.contact_id and giving.leg_no = transfer.from_leg
left join core.leg as taking
    on taking.contact_id = transfer.contact_id and taking.leg_no = transfer.to_leg
left join told_again
    on told_again.contact_id = transfer.contact_id and told_again.leg_no = transfer.to_leg
left join core.effort_score as scored on scored.contact_id = transfer.contact_id
group by all;

comment on view handoff is 'The mart for process owners: transfers from one queue to another, a row for each pair of queues, pair of partners and day';
comment on column handoff.from_queue is 'Queue that customers were put through from; null: not known';
comment on column handoff.to_queue is 'Queue that they were put through to; null: not known';
comment on column handoff.from_partner is 'Outside company that they were put through from; null: our own';
comment on column handoff.to_partner is 'Outside company that they were put through to; null: our own';
comment on column handoff.day is 'Day on which the contact began (UTC)';
comment on column handoff.n_transfers is 'Number of transfers';
comment on column handoff.n_cold is 'Of those, transfers in which nothing was passed on';
comment on column handoff.n_repeat_story is 'Of those, transfers after which the customer told the story again in the leg that took over';
comment on column handoff.n_repeat_identification is 'Of those, transfers after which the leg that took over asked again for what had been answered';
comment on column handoff.n_unresolved is 'Of those, transfers in contacts that ended unresolved';
comment on column handoff.customer_seconds_lost is 'Seconds of customers'' time that those retellings and second asks took; waiting is not in it';
comment on column handoff.wait_seconds is 'Seconds that customers waited between the two legs';
comment on column handoff.effort_mean is 'Mean effort of the contacts of those transfers, 1.0-7.0 with 7 = very easy; null: cannot tell for any';
