-- name: screens_journeys
-- Journeys with a contact in sight whose last contact passes the filter, a page of them, each with how many there are in
-- all: hardest together, newest, or with most contacts first. Effort is of the hardest contact, of the last, and all
-- points below very easy (7) together.
with seen as (
    from in_sight($teams, $partners, $agent)
),
ended as (
    select journey_id
    from mart.contact
    where
        contact_no = n_in_journey
        and n_in_journey >= $least
        and ($reason is null or contact_reason = $reason)
        and ($outcome is null or outcome = $outcome)
        and ($from_day::date is null or day >= $from_day::date)
        and ($to_day::date is null or day <= $to_day::date)
),
weighed as (
    select
        journey_id,
        max(started_at) as last_at,
        count(*) as n_contacts,
        sum(7 - effort) as effort_spent
    from mart.contact
    where journey_id in (select journey_id from ended)
    group by journey_id
    having
        ($queue is null or bool_or(list_contains(queues, $queue)))
        and ($partner is null or bool_or(list_contains(partners, $partner)))
        and ($kind is null or bool_or(list_contains(kinds, $kind)))
        and (
            coalesce($teams, $partners, $agent) is null
            or bool_or(contact_id in (select contact_id from seen))
        )
),
page as (
    select
        *,
        row_number() over (
            order by
                case $by when 'newest' then epoch(last_at) when 'contacts' then n_contacts else effort_spent end desc nulls last,
                last_at desc,
                journey_id
        ) as place
    from (
        from weighed
        order by
            case $by when 'newest' then epoch(last_at) when 'contacts' then n_contacts else effort_spent end desc nulls last,
            last_at desc,
            journey_id
        limit $n offset $skip
    )
)
select
    journey_id,
    any_value(contact_reason) as contact_reason,
    min(started_at) as first_at,
    any_value(page.last_at) as last_at,
    any_value(page.n_contacts) as n_contacts,
    list(distinct channel order by channel) as channels,
    list_sort(list_distinct(flatten(list(partners)))) as partners,
    list_sort(list_distinct(flatten(list(queues)))) as queues,
    list_sort(list_distinct(flatten(list(kinds)))) as kinds,
    sum(n_transfers)::bigint as n_transfers,
    sum(n_retellings)::bigint as n_retellings,
    min(effort) as effort,
    arg_max(effort, started_at) as effort_last,
    any_value(page.effort_spent) as effort_spent,
    arg_max(outcome, contact_no) as outcome,
    (select count(*) from weighed) as n_all
from mart.contact
join page using (journey_id)
group by journey_id
order by any_value(page.place);

-- name: screens_journey
-- The contacts of a journey, oldest first, and whether each is in sight.
with seen as (
    from in_sight($teams, $partners, $agent)
),
member as (
    select *
    from mart.contact
    where journey_id = $journey_id
)
select
    contact_id, contact_no, started_at, window_ends_at, channel, direction, contact_reason, queue, last_queue, partners, agents,
    kinds, n_transfers, n_retellings, seconds_lost, wait_s, talk_s, effort, outcome, language, survey_ces,
    (coalesce($teams, $partners, $agent) is null or contact_id in (select contact_id from seen)) as is_in_sight
from member
order by contact_no;

-- name: screens_journey_findings
-- Low and high points, promises, threats and other turning points of a journey, in the order in which they were said.
select
    finding_id, kind, contact_id, leg_no, queue, partner, status, due, what, turn_no, words, confidence, started_at
from mart.finding as finding
join (select contact_id, started_at from mart.contact where journey_id = $journey_id) as contact using (contact_id)
where
    finding.journey_id = $journey_id
    and finding.kind in ('valley', 'peak', 'recovery', 'promise', 'threat', 'misconduct', 'contradiction')
order by contact.started_at, finding.contact_id, finding.turn_no nulls first, finding.finding_id;
