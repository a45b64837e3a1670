-- What boards and search read: rows that are ready to be counted, filled at night for what the night touched.
-- The serial puts the turns of a contact where they can be found without looking through all others.
alter table core.contact add column serial integer;
comment on column core.contact.serial is 'Number in the order of storing, from 1; a contact that is replaced gets a new one';
alter table core.turn add column serial integer;
comment on column core.turn.serial is 'The contact, by its number in the order of storing';

update core.contact
set serial = numbered.serial
from (
    select contact_id, row_number() over (order by started_at, contact_id) as serial
    from core.contact
) as numbered
where numbered.contact_id = contact.contact_id;

update core.turn
set serial = contact.serial
from core.contact as contact
where contact.contact_id = turn.contact_id;

create schema mart;
create schema search;


create table mart.contact (
    serial integer,
    contact_id varchar,
    journey_id varchar,
    contact_no integer,
    n_in_journey integer,
    customer_key varchar,
    started_at timestamptz,
    day date,
    week date,
    window_ends_at timestamptz,
    channel varchar,
    direction varchar,
    language varchar,
    contact_reason varchar,
    queue varchar,
    last_queue varchar,
    partner varchar,
    queues varchar[],
    partners varchar[],
    agents varchar[],
    kinds varchar[],
    n_legs integer,
    n_transfers integer,
    n_cold integer,
    n_retellings integer,
    n_second_asks integer,
    seconds_lost double,
    wait_s double,
    gap_s double,
    hold_s double,
    talk_s double,
    effort double,
    outcome varchar,
    main_cause varchar,
    survey_ces double,
    survey_csat double,
    survey_nps double,
    is_surveyed boolean
);
comment on table mart.contact is 'One row for each contact with what boards count, made anew for what a night touched';
comment on column mart.contact.serial is 'Number of the contact in the order of storing';
comment on column mart.contact.contact_id is 'The contact';
comment on column mart.contact.journey_id is 'Its journey; null: not judged yet';
comment on column mart.contact.contact_no is 'Place within the journey, from 1; null: not judged yet';
comment on column mart.contact.n_in_journey is 'Contacts of the journey; null: not judged yet';
comment on column mart.contact.customer_key is 'Keyed pseudonym of the customer; null: unknown';
comment on column mart.contact.started_at is 'When it began (UTC)';
comment on column mart.contact.day is 'Day on which it began (UTC)';
comment on column mart.contact.week is 'Monday of that week';
comment on column mart.contact.window_ends_at is 'Until when a further contact would join the journey (UTC); null: not judged yet';
comment on column mart.contact.channel is 'phone, chat, email, …';
comment on column mart.contact.direction is 'inbound or outbound';
comment on column mart.contact.language is 'nl or en; null: not known';
comment on column mart.contact.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column mart.contact.queue is 'Queue of the first leg; null: not known';
comment on column mart.contact.last_queue is 'Queue of the last leg; null: not known';
comment on column mart.contact.partner is 'The last outside company that had a leg; null: our own people only';
comment on column mart.contact.queues is 'Queues of all legs, each once, in order of name';
comment on column mart.contact.partners is 'Outside companies of all legs, each once, in order of name';
comment on column mart.contact.agents is 'Agents of all legs, each once, in order of name';
comment on column mart.contact.kinds is 'Kinds of finding about it, each once, in order of name';
comment on column mart.contact.n_legs is 'Legs';
comment on column mart.contact.n_transfers is 'Transfers';
comment on column mart.contact.n_cold is 'Cold transfers';
comment on column mart.contact.n_retellings is 'Retellings';
comment on column mart.contact.n_second_asks is 'Second asks for what was already given';
comment on column mart.contact.seconds_lost is 'Seconds of the customer''s time that retellings and second asks cost';
comment on column mart.contact.wait_s is 'Seconds in the queue before the first agent';
comment on column mart.contact.gap_s is 'Seconds of waiting between legs';
comment on column mart.contact.hold_s is 'Seconds on hold';
comment on column mart.contact.talk_s is 'Seconds in all legs, holds left out';
comment on column mart.contact.effort is 'Estimated effort, 1.0-7.0 with 7 = very easy; null: cannot tell';
comment on column mart.contact.outcome is 'resolved, unresolved, customer_must_act or follow_up_promised; null: cannot tell';
comment on column mart.contact.main_cause is 'What drove the effort; null: not judged yet';
comment on column mart.contact.survey_ces is 'Answer on the scale of CES 2.0; null: not answered';
comment on column mart.contact.survey_csat is 'Answer to the satisfaction question; null: not answered';
comment on column mart.contact.survey_nps is 'Answer to the recommendation question; null: not answered';
comment on column mart.contact.is_surveyed is 'Whether feedback was asked for';

create table mart.transfer (
    contact_id varchar,
    from_leg integer,
    to_leg integer,
    day date,
    week date,
    from_queue varchar,
    to_queue varchar,
    from_partner varchar,
    to_partner varchar,
    contact_reason varchar,
    is_cold boolean,
    is_retold boolean,
    is_asked_again boolean,
    seconds_lost double,
    gap_s double,
    effort double,
    outcome varchar
);
comment on table mart.transfer is 'One row for each transfer with what it cost the customer';
comment on column mart.transfer.contact_id is 'The contact';
comment on column mart.transfer.from_leg is 'The leg that was left';
comment on column mart.transfer.to_leg is 'The leg that took over';
comment on column mart.transfer.day is 'Day on which the contact began (UTC)';
comment on column mart.transfer.week is 'Monday of that week';
comment on column mart.transfer.from_queue is 'Queue of the leg that was left; null: not known';
comment on column mart.transfer.to_queue is 'Queue of the leg that took over; null: not known';
comment on column mart.transfer.from_partner is 'Outside company of the leg that was left; null: our own';
comment on column mart.transfer.to_partner is 'Outside company of the leg that took over; null: our own';
comment on column mart.transfer.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column mart.transfer.is_cold is 'Whether nothing was passed on';
comment on column mart.transfer.is_retold is 'Whether the story was told again in the leg that took over';
comment on column mart.transfer.is_asked_again is 'Whether that leg asked for what was already given';
comment on column mart.transfer.seconds_lost is 'Seconds of the customer''s time that this cost';
comment on column mart.transfer.gap_s is 'Seconds of waiting between the two legs';
comment on column mart.transfer.effort is 'Effort of the contact; null: cannot tell';
comment on column mart.transfer.outcome is 'Outcome of the contact; null: cannot tell';

create table mart.leg (
    contact_id varchar,
    leg_no integer,
    agent_id varchar,
    team varchar,
    week date,
    empathy double,
    is_occasion boolean,
    effort_of_agent double
);
comment on table mart.leg is 'One row for each leg of a known agent, for coaches'' weeks';
comment on column mart.leg.contact_id is 'The contact';
comment on column mart.leg.leg_no is 'The leg';
comment on column mart.leg.agent_id is 'The agent';
comment on column mart.leg.team is 'The agent''s team; null: not known';
comment on column mart.leg.week is 'Monday of the week in which the contact began (UTC)';
comment on column mart.leg.empathy is 'Empathy, 0.0-4.0; null: no occasion, or cannot tell';
comment on column mart.leg.is_occasion is 'Whether the leg gave an occasion for empathy';
comment on column mart.leg.effort_of_agent is 'Effort of the contact once what the process did is given back; null: cannot tell';

create table mart.agent_week (
    agent_id varchar,
    team varchar,
    week date,
    n_contacts bigint,
    empathy_mean double,
    n_occasions bigint,
    effort_of_agent double,
    best_moments struct(contact_id varchar, leg_no integer, empathy double)[],
    weakest_moments struct(contact_id varchar, leg_no integer, empathy double)[]
);
comment on table mart.agent_week is 'Agents, teams and weeks with at least five contacts; see the view agent_week';
comment on column mart.agent_week.agent_id is 'The agent';
comment on column mart.agent_week.team is 'The team; null: not known';
comment on column mart.agent_week.week is 'Monday of the week (UTC)';
comment on column mart.agent_week.n_contacts is 'Contacts in which the agent had a leg; never below 5';
comment on column mart.agent_week.empathy_mean is 'Mean empathy; null: no leg could be scored';
comment on column mart.agent_week.n_occasions is 'Legs that gave an occasion for empathy';
comment on column mart.agent_week.effort_of_agent is 'Mean effort once what the process did is given back; null: cannot tell for any';
comment on column mart.agent_week.best_moments is 'Up to three legs with the highest empathy';
comment on column mart.agent_week.weakest_moments is 'Up to three legs with the lowest empathy';

create table mart.finding (
    finding_id varchar,
    kind varchar,
    journey_id varchar,
    contact_id varchar,
    leg_no integer,
    day date,
    agent_id varchar,
    queue varchar,
    partner varchar,
    contact_reason varchar,
    status varchar,
    due varchar,
    what varchar,
    turn_no integer,
    words varchar,
    confidence double
);
comment on table mart.finding is 'One row for each finding that work lists and boards show, by day, with its first words';
comment on column mart.finding.finding_id is 'The finding';
comment on column mart.finding.kind is 'Its kind';
comment on column mart.finding.journey_id is 'The journey';
comment on column mart.finding.contact_id is 'The contact that it is about';
comment on column mart.finding.leg_no is 'The leg; null: the whole contact';
comment on column mart.finding.day is 'Day on which that contact began (UTC)';
comment on column mart.finding.agent_id is 'Agent of the leg; null: not known';
comment on column mart.finding.queue is 'Queue of the leg; null: not known';
comment on column mart.finding.partner is 'Outside company of the leg; null: our own';
comment on column mart.finding.contact_reason is 'Why the customer reached us; null: cannot tell';
comment on column mart.finding.status is 'Of a promise: kept, broken or unknown; null: another kind';
comment on column mart.finding.due is 'Of a promise: by when, in the words of the agent; null: not said';
comment on column mart.finding.what is 'Of a promise what was promised, of a threat with what; null: not told apart';
comment on column mart.finding.turn_no is 'The turn that is quoted first; null: an event';
comment on column mart.finding.words is 'The words that are quoted first; null: an event';
comment on column mart.finding.confidence is 'Chance that a careful person agrees, 0-1';

create table mart.aggregate_finding (
    finding_id varchar,
    kind varchar,
    day date,
    measure varchar,
    contact_reason varchar,
    queue varchar,
    partner varchar,
    n bigint,
    value double,
    expected double,
    deviation double,
    confidence double,
    detail json
);
comment on table mart.aggregate_finding is 'Surges and dips: findings about many contacts, in no single one';
comment on column mart.aggregate_finding.finding_id is 'Id that depends on kind, measure, place and day only';
comment on column mart.aggregate_finding.kind is 'surge or dip';
comment on column mart.aggregate_finding.day is 'The day of a surge, the Monday of the week of a dip';
comment on column mart.aggregate_finding.measure is 'contacts for a surge; effort or survey_ces for a dip';
comment on column mart.aggregate_finding.contact_reason is 'The reason it is about; null: all';
comment on column mart.aggregate_finding.queue is 'The queue it is about; null: all';
comment on column mart.aggregate_finding.partner is 'The outside company it is about; null: all';
comment on column mart.aggregate_finding.n is 'Contacts on that day or in that week';
comment on column mart.aggregate_finding.value is 'Contacts of a surge; the mean of a dip';
comment on column mart.aggregate_finding.expected is 'What was usual: the median of the eight weeks before';
comment on column mart.aggregate_finding.deviation is 'How many usual spreads the value lies from it';
comment on column mart.aggregate_finding.confidence is 'At least so sure that it is no chance, 0-1, whatever the distribution (Cantelli)';
comment on column mart.aggregate_finding.detail is 'What explains it, as a JSON object';

create table search.posting (
    term varchar,
    serial integer,
    turn_no integer,
    n utinyint,
    n_words usmallint
);
comment on table search.posting is 'Which turns hold which words; sorted by word within what was indexed together';
comment on column search.posting.term is 'The word without accents and capitals, stemmed in the language of the contact';
comment on column search.posting.serial is 'The contact, by its number in the order of storing';
comment on column search.posting.turn_no is 'The turn';
comment on column search.posting.n is 'How often it is said in the turn, 255 at most';
comment on column search.posting.n_words is 'Words in the turn';

create table search.part (
    first_serial integer,
    last_serial integer,
    n_turns bigint,
    n_words bigint
);
comment on table search.part is 'What was indexed together: one row for each range of contacts';
comment on column search.part.first_serial is 'First contact';
comment on column search.part.last_serial is 'Last contact';
comment on column search.part.n_turns is 'Turns in them';
comment on column search.part.n_words is 'Words in those turns';
