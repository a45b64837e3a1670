create or replace view transfer as
select
    transfer.contact_id,
    transfer.from_leg,
    transfer.to_leg,
    giving.agent_id as from_agent,
    taking.agent_id as to_agent,
    giving.queue as from_queue,
    taking.queue as to_queue,
    giving.partner as from_partner,
    taking.partner as to_partner,
    transfer.kind,
    transfer.is_briefed,
    transfer.is_announced,
    transfer.is_reason_given,
    transfer.gap_s
from core.transfer as transfer
left join core.leg as giving
    on giving.contact_id = transfer.contact_id and giving.leg_no = transfer.from_leg
left join core.leg as taking
    on taking.contact_id = transfer.contact_id and taking.leg_no = transfer.to_leg;

comment on view transfer is 'One row for each time that responsibility changed hands within a contact';
comment on column transfer.contact_id is 'The contact';
comment on column transfer.from_leg is 'The leg that was left';
comment on column transfer.to_leg is 'The leg that took over';
comment on column transfer.from_agent is 'The agent who put the customer through; null: not known';
comment on column transfer.to_agent is 'The agent who took over; null: not known';
comment on column transfer.from_queue is 'Queue of the leg that was left; null: not known';
comment on column transfer.to_queue is 'Queue of the leg that took over; null: not known';
comment on column transfer.from_partner is 'Outside company of the leg that was left; null: our own';
comment on column transfer.to_partner is 'Outside company of the leg that took over; null: our own';
comment on column transfer.kind is 'cold: nothing was passed on; warm: the next agent knew the story';
comment on column transfer.is_briefed is 'Whether the next agent shows to know what it is about';
comment on column transfer.is_announced is 'Whether the customer was told about being put through';
comment on column transfer.is_reason_given is 'Whether the customer was told why';
comment on column transfer.gap_s is 'Seconds that the customer waited between the two legs';
