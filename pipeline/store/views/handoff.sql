-- For process owners: which way from queue to queue costs customers what, day by day.
-- Retellings in the first leg of a later contact belong to no transfer and stand in journey.n_retellings only.
create or replace view handoff as
select
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    day,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_cold)::bigint as n_cold,
    sum(n_retold)::bigint as n_repeat_story,
    sum(n_asked_again)::bigint as n_repeat_identification,
    sum(n_unresolved)::bigint as n_unresolved,
    sum(seconds_lost) as customer_seconds_lost,
    sum(gap_s) as wait_seconds,
    sum(effort_sum) / nullif(sum(n_effort), 0) as effort_mean
from mart.handoff_day
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
