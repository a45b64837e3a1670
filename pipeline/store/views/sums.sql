-- What the sums by day are made of, written here and nowhere else: a night adds them up, and a board that shows one agent's
-- contacts alone adds up the same rows one by one.
create or replace macro mart.each_contact() as table
select
    contact.contact_id,
    contact.day,
    contact.contact_reason,
    contact.queue,
    contact.partner,
    contact.outcome,
    contact.places,
    1 as n_contacts,
    contact.n_legs,
    contact.n_transfers,
    contact.n_cold,
    contact.n_retellings,
    (contact.n_retellings > 0)::integer as n_retold,
    contact.n_second_asks,
    contact.seconds_lost,
    contact.wait_s,
    contact.gap_s,
    contact.hold_s,
    contact.talk_s,
    (contact.effort is not null)::integer as n_effort,
    contact.effort as effort_sum,
    coalesce(contact.effort < 4, false)::integer as n_hard,
    (contact.survey_ces is not null)::integer as n_survey_ces,
    contact.survey_ces as survey_ces_sum,
    list_contains(contact.kinds, 'failed_self_service')::integer as n_tried,
    (n_tried = 1 and contact.effort is not null)::integer as n_tried_effort,
    if(n_tried = 1, contact.effort, null) as tried_effort_sum,
    coalesce(contact.contact_no = 1, false)::integer as n_journeys,
    (n_journeys = 1 and contact.window_ends_at > newest.newest_at)::integer as n_open,
    (n_journeys = 1 and n_open = 0 and contact.n_in_journey > 1)::integer as n_repeated,
    if(n_repeated = 1, contact.n_in_journey - 1, 0) as n_further_contacts,
    (n_journeys = 1 and n_open = 0 and (contact.n_in_journey > 1 or contact.outcome is not null))::integer
        as n_first_known,
    (n_first_known = 1 and n_repeated = 0 and contact.outcome = 'resolved')::integer as n_first_resolved,
    coalesce(contact.contact_no = contact.n_in_journey and contact.window_ends_at > newest.newest_at, false)::integer
        as n_open_journeys
from mart.contact as contact
cross join (select max(started_at) as newest_at from mart.contact) as newest;

create or replace macro mart.each_transfer() as table
select
    contact_id,
    day,
    from_queue,
    to_queue,
    from_partner,
    to_partner,
    places,
    1 as n_transfers,
    is_cold::integer as n_cold,
    is_retold::integer as n_retold,
    is_asked_again::integer as n_asked_again,
    coalesce(outcome = 'unresolved', false)::integer as n_unresolved,
    seconds_lost,
    gap_s,
    (effort is not null)::integer as n_effort,
    effort as effort_sum
from mart.transfer;

create or replace macro mart.each_promise() as table
select
    contact_id,
    day,
    queue,
    partner,
    places,
    1 as n_promises,
    (status = 'kept')::integer as n_kept,
    (status = 'broken')::integer as n_broken
from mart.finding
where kind = 'promise';

-- None of these faults is any agent's.
create or replace macro mart.each_fault() as table
select
    contact_id,
    day,
    fault,
    queue,
    to_queue,
    from_partner,
    partner,
    contact_reason,
    places,
    1 as n,
    cost_s,
    (effort is not null)::integer as n_effort,
    effort as effort_sum
from (
    select
        contact_id, day, 'cold_handoff' as fault, from_queue as queue, to_queue, from_partner, to_partner as partner,
        null::varchar as contact_reason, seconds_lost + gap_s as cost_s, effort,
        places
    from mart.transfer
    where is_cold
    union all
    select contact_id, day, 'asked_again', from_queue, to_queue, from_partner, to_partner, null, seconds_lost, effort,
        places
    from mart.transfer
    where is_asked_again
    union all
    select contact_id, day, 'repeat_contact', queue, null, null, null, contact_reason, wait_s + talk_s + hold_s, effort,
        places
    from mart.contact
    where contact_no > 1
    union all
    select contact_id, day, 'self_service', queue, null, null, null, contact_reason, wait_s + talk_s, effort, places
    from mart.contact
    where list_contains(kinds, 'failed_self_service')
    union all
    select contact_id, day, 'long_wait', queue, null, null, null, null, wait_s, effort, places
    from mart.contact
    where wait_s >= 300
);
