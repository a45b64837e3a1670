-- Sums by day, so that a board reads some thousand rows however many contacts there are; and postings that are found by a
-- number. All of it is filled by the night that applies this, because a migration makes it look at the whole store.
create table mart.total (
    n_customers bigint,
    first_at timestamptz,
    last_at timestamptz,
    last_day date,
    duration_s double,
    empathy_mean double,
    n_empathy_occasions bigint,
    n_findings bigint
);
comment on table mart.total is 'What is counted over the whole store and cannot be added up by day; one row';
comment on column mart.total.n_customers is 'Known customers, told apart by 64 bits of hash';
comment on column mart.total.first_at is 'When the first contact began (UTC); null: there is none';
comment on column mart.total.last_at is 'When the newest contact began (UTC); null: there is none';
comment on column mart.total.last_day is 'Day of the newest contact (UTC)';
comment on column mart.total.duration_s is 'Seconds of all contacts';
comment on column mart.total.empathy_mean is 'Mean empathy of all legs that could be scored';
comment on column mart.total.n_empathy_occasions is 'Legs that gave an occasion for empathy';
comment on column mart.total.n_findings is 'Findings about contacts';

create table mart.contact_day (
    day date,
    contact_reason varchar,
    queue varchar,
    partner varchar,
    outcome varchar,
    places struct(team varchar, partner varchar)[],
    n_contacts bigint,
    n_legs bigint,
    n_transfers bigint,
    n_cold bigint,
    n_retellings bigint,
    n_retold bigint,
    n_second_asks bigint,
    seconds_lost double,
    wait_s double,
    gap_s double,
    hold_s double,
    talk_s double,
    n_effort bigint,
    effort_sum double,
    n_hard bigint,
    n_survey_ces bigint,
    survey_ces_sum double,
    n_tried bigint,
    n_tried_effort bigint,
    tried_effort_sum double,
    n_journeys bigint,
    n_open bigint,
    n_repeated bigint,
    n_further_contacts bigint,
    n_first_known bigint,
    n_first_resolved bigint,
    n_open_journeys bigint
);
comment on table mart.contact_day is 'Contacts of a day added up by reason, place and outcome';
comment on column mart.contact_day.day is 'Day on which they began (UTC)';
comment on column mart.contact_day.contact_reason is 'Why customers reached us; null: cannot tell';
comment on column mart.contact_day.queue is 'Queue of the first leg; null: not known';
comment on column mart.contact_day.partner is 'The last outside company that had a leg; null: our own people only';
comment on column mart.contact_day.outcome is 'resolved, unresolved, customer_must_act or follow_up_promised; null: cannot tell';
comment on column mart.contact_day.places is 'Teams and outside companies of all legs of the contacts, each pair once';
comment on column mart.contact_day.n_contacts is 'Contacts';
comment on column mart.contact_day.n_legs is 'Legs';
comment on column mart.contact_day.n_transfers is 'Transfers';
comment on column mart.contact_day.n_cold is 'Cold transfers';
comment on column mart.contact_day.n_retellings is 'Retellings';
comment on column mart.contact_day.n_retold is 'Contacts with a retelling';
comment on column mart.contact_day.n_second_asks is 'Second asks for what was already given';
comment on column mart.contact_day.seconds_lost is 'Seconds of customers'' time that retellings and second asks cost';
comment on column mart.contact_day.wait_s is 'Seconds in the queue before the first agent';
comment on column mart.contact_day.gap_s is 'Seconds of waiting between legs';
comment on column mart.contact_day.hold_s is 'Seconds on hold';
comment on column mart.contact_day.talk_s is 'Seconds in legs, holds left out';
comment on column mart.contact_day.n_effort is 'Contacts whose effort can be told';
comment on column mart.contact_day.effort_sum is 'Sum of their effort';
comment on column mart.contact_day.n_hard is 'Contacts with an effort below 4';
comment on column mart.contact_day.n_survey_ces is 'Answers on the scale of CES 2.0';
comment on column mart.contact_day.survey_ces_sum is 'Sum of those answers';
comment on column mart.contact_day.n_tried is 'Contacts of customers who had tried in vain to settle it themselves';
comment on column mart.contact_day.n_tried_effort is 'Of those, contacts whose effort can be told';
comment on column mart.contact_day.tried_effort_sum is 'Sum of their effort';
comment on column mart.contact_day.n_journeys is 'Journeys of which this is the first contact';
comment on column mart.contact_day.n_open is 'Of those, journeys to whose first contact a further one could still join';
comment on column mart.contact_day.n_repeated is 'Of those that are not open, journeys with a further contact';
comment on column mart.contact_day.n_further_contacts is 'Further contacts of those';
comment on column mart.contact_day.n_first_known is 'Journeys of which is known whether the first contact resolved them';
comment on column mart.contact_day.n_first_resolved is 'Of those, journeys that it resolved';
comment on column mart.contact_day.n_open_journeys is 'Journeys of which this is the last contact, and to which a further one could still join';

create table mart.survey_day (
    day date,
    queue varchar,
    n_answers bigint,
    survey_sum double,
    effort_sum double,
    apart_sum double,
    product_sum double,
    survey_square_sum double,
    effort_square_sum double
);
comment on table mart.survey_day is 'Survey answers of a day on the scale of CES 2.0 beside the estimates for the same contacts';
comment on column mart.survey_day.day is 'Day on which the contacts began (UTC)';
comment on column mart.survey_day.queue is 'Queue of the first leg; null: not known';
comment on column mart.survey_day.n_answers is 'Contacts with an answer and an estimate';
comment on column mart.survey_day.survey_sum is 'Sum of the answers';
comment on column mart.survey_day.effort_sum is 'Sum of the estimates';
comment on column mart.survey_day.apart_sum is 'Sum of how far they are apart';
comment on column mart.survey_day.product_sum is 'Sum of answer times estimate';
comment on column mart.survey_day.survey_square_sum is 'Sum of the squares of the answers';
comment on column mart.survey_day.effort_square_sum is 'Sum of the squares of the estimates';

create table mart.handoff_day (
    day date,
    from_queue varchar,
    to_queue varchar,
    from_partner varchar,
    to_partner varchar,
    places struct(team varchar, partner varchar)[],
    n_transfers bigint,
    n_cold bigint,
    n_retold bigint,
    n_asked_again bigint,
    n_unresolved bigint,
    seconds_lost double,
    gap_s double,
    n_effort bigint,
    effort_sum double
);
comment on table mart.handoff_day is 'Transfers of a day added up by the way that they went';
comment on column mart.handoff_day.day is 'Day on which the contacts began (UTC)';
comment on column mart.handoff_day.from_queue is 'Queue of the leg that was left; null: not known';
comment on column mart.handoff_day.to_queue is 'Queue of the leg that took over; null: not known';
comment on column mart.handoff_day.from_partner is 'Outside company of the leg that was left; null: our own';
comment on column mart.handoff_day.to_partner is 'Outside company of the leg that took over; null: our own';
comment on column mart.handoff_day.places is 'Teams and outside companies of all legs of the contacts, each pair once';
comment on column mart.handoff_day.n_transfers is 'Transfers';
comment on column mart.handoff_day.n_cold is 'Cold transfers';
comment on column mart.handoff_day.n_retold is 'Transfers after which the story was told again';
comment on column mart.handoff_day.n_asked_again is 'Transfers after which was asked for what was already given';
comment on column mart.handoff_day.n_unresolved is 'Transfers in contacts that ended unresolved';
comment on column mart.handoff_day.seconds_lost is 'Seconds of customers'' time that retellings and second asks cost';
comment on column mart.handoff_day.gap_s is 'Seconds of waiting between the legs';
comment on column mart.handoff_day.n_effort is 'Transfers in contacts whose effort can be told';
comment on column mart.handoff_day.effort_sum is 'Sum of their effort';

create table mart.promise_day (
    day date,
    queue varchar,
    partner varchar,
    places struct(team varchar, partner varchar)[],
    n_promises bigint,
    n_kept bigint,
    n_broken bigint
);
comment on table mart.promise_day is 'Promises of a day added up by where they were made';
comment on column mart.promise_day.day is 'Day on which the contacts began (UTC)';
comment on column mart.promise_day.queue is 'Queue of the leg; null: not known';
comment on column mart.promise_day.partner is 'Outside company of the leg; null: our own';
comment on column mart.promise_day.places is 'Teams and outside companies of all legs of the contacts, each pair once';
comment on column mart.promise_day.n_promises is 'Promises';
comment on column mart.promise_day.n_kept is 'Of those, promises that were kept';
comment on column mart.promise_day.n_broken is 'Of those, promises that were broken';

create table mart.fault_day (
    day date,
    fault varchar,
    queue varchar,
    to_queue varchar,
    from_partner varchar,
    partner varchar,
    contact_reason varchar,
    places struct(team varchar, partner varchar)[],
    n bigint,
    cost_s double,
    n_effort bigint,
    effort_sum double
);
comment on table mart.fault_day is 'Faults of the process of a day added up by where they happened';
comment on column mart.fault_day.day is 'Day on which the contacts began (UTC)';
comment on column mart.fault_day.fault is 'cold_handoff, asked_again, repeat_contact, self_service or long_wait';
comment on column mart.fault_day.queue is 'Queue of the first leg, of a transfer the one that was left; null: not known';
comment on column mart.fault_day.to_queue is 'Of a transfer the queue that took over; null: not known, or no transfer';
comment on column mart.fault_day.from_partner is 'Of a transfer the outside company that was left; null: our own, or no transfer';
comment on column mart.fault_day.partner is 'Of a transfer the outside company that took over; null: our own, or no transfer';
comment on column mart.fault_day.contact_reason is 'Why customers reached us, where the fault is told apart by it; null: not told apart, or cannot tell';
comment on column mart.fault_day.places is 'Teams and outside companies of all legs of the contacts, each pair once';
comment on column mart.fault_day.n is 'How often';
comment on column mart.fault_day.cost_s is 'Seconds of customers'' time that it cost';
comment on column mart.fault_day.n_effort is 'How often in a contact whose effort can be told';
comment on column mart.fault_day.effort_sum is 'Sum of their effort';

create table mart.asked (
    journey_id varchar,
    contact_id varchar,
    customer_key varchar,
    contact_reason varchar,
    started_at timestamptz,
    day date,
    is_answered boolean
);
comment on table mart.asked is 'Contacts after which feedback was asked for, in journeys in which it was asked for more than once';
comment on column mart.asked.journey_id is 'The journey';
comment on column mart.asked.contact_id is 'The contact';
comment on column mart.asked.customer_key is 'Keyed pseudonym of the customer; null: unknown';
comment on column mart.asked.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column mart.asked.started_at is 'When the contact began (UTC)';
comment on column mart.asked.day is 'Day on which it began (UTC)';
comment on column mart.asked.is_answered is 'Whether any question was answered';

create table mart.place (
    team varchar,
    partner varchar
);
comment on table mart.place is 'Teams and outside companies that legs are of, each pair once: what rights are about';
comment on column mart.place.team is 'The team; null: not known';
comment on column mart.place.partner is 'The outside company; null: our own';

alter table mart.contact add column places struct(team varchar, partner varchar)[];
comment on column mart.contact.places is 'Teams and outside companies of all legs, each pair once';
alter table mart.contact add column way struct(leg_no integer, queue varchar, agent_id varchar)[];
comment on column mart.contact.way is 'Its legs in their order, each with queue and agent; null: not known';
alter table mart.transfer add column places struct(team varchar, partner varchar)[];
comment on column mart.transfer.places is 'Teams and outside companies of all legs of the contact, each pair once';
alter table mart.finding add column places struct(team varchar, partner varchar)[];
comment on column mart.finding.places is 'Teams and outside companies of all legs of the contact, each pair once';

alter table mart.finding add column customer_key varchar;
alter table mart.finding add column empathy double;
alter table mart.finding add column journey_outcome varchar;
alter table mart.finding add column journey_last_at timestamptz;
alter table mart.finding add column journey_effort double;
alter table mart.finding add column is_turned boolean;
comment on column mart.finding.customer_key is 'Keyed pseudonym of the customer; null: unknown';
comment on column mart.finding.empathy is 'Empathy of the leg, 0.0-4.0; null: no occasion, or cannot tell';
comment on column mart.finding.journey_outcome is 'Outcome of the last contact of the journey of which it can be told; null: of none';
comment on column mart.finding.journey_last_at is 'When the last contact of the journey began (UTC)';
comment on column mart.finding.journey_effort is 'Effort of the hardest contact of the journey; null: cannot tell';
comment on column mart.finding.is_turned is 'Whether somebody in the journey turned it for the better';

drop macro table if exists search.ranked;  -- of earlier versions
drop table search.posting;
create table search.posting (
    term_key ubigint,
    serial integer,
    turn_no integer,
    n utinyint,
    n_words usmallint
);
comment on table search.posting is 'Which turns hold which words; sorted by word within what was indexed together';
comment on column search.posting.term_key is 'Stands for the word without accents and capitals, stemmed in the language of the contact; see search.key_of';
comment on column search.posting.serial is 'The contact, by its number in the order of storing';
comment on column search.posting.turn_no is 'The turn';
comment on column search.posting.n is 'How often it is said in the turn, 255 at most';
comment on column search.posting.n_words is 'Words in the turn';

create table search.spread (
    term_key ubigint,
    first_serial integer,
    n_turns integer
);
comment on table search.spread is 'How often words are said: one row for each word of what was indexed together';
comment on column search.spread.term_key is 'The word, as in search.posting';
comment on column search.spread.first_serial is 'First contact of what was indexed together, as in search.part';
comment on column search.spread.n_turns is 'Turns with the word in it';

delete from search.part;
