-- name: delete_aggregates
-- Surges and dips from a day on, which are then found anew.
delete from mart.aggregate_finding
where day >= date_trunc('week', $since::date);

-- name: insert_surges
-- A reason that rises beyond what was usual on that weekday in the weeks before. Its median and its spread hardly move
-- for one earlier surge; the spread is that of the middle or of the busier weeks, never less than a Poisson count has.
-- Its words are new when they are said far more often than before, about the same reason and about everything else.
insert into mart.aggregate_finding by name
with told as (
    select serial, contact_id, contact_reason, day, outcome
    from mart.contact
    where
        contact_reason is not null
        and direction = 'inbound'
        and day >= date_trunc('week', $since::date) - to_days(7 * $n_weeks::integer)
),
span as (
    select min(day) as first_day, max(day) as last_day from told
),
calendar as (
    select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day
    from span
),
counted as (
    select contact_reason, day, count(*) as n
    from told
    group by all
),
level as (
    select reason.contact_reason, calendar.day, coalesce(counted.n, 0) as n
    from (select distinct contact_reason from counted where n >= $n_least) as reason
    cross join calendar
    left join counted using (contact_reason, day)
),
usual as (
    select
        now.contact_reason,
        now.day,
        now.n,
        median(before.n) as expected,
        greatest(
            1.4826 * mad(before.n),
            (quantile_cont(before.n, 0.8) - median(before.n)) / 0.8416,
            sqrt(greatest(median(before.n), 1))
        ) as spread
    from level as now
    join level as before
        on before.contact_reason = now.contact_reason
        and before.day < now.day
        and before.day >= now.day - to_days(7 * $n_weeks::integer)
        and dayofweek(before.day) = dayofweek(now.day)
    where now.n >= $n_least and now.day >= date_trunc('week', $since::date)
    group by all
    having count(*) >= 4
),
surge as (
    select *, (n - expected) / spread as deviation
    from usual
    where n >= 1.5 * expected and (n - expected) / spread >= $n_spreads
),
compared as (
    select
        surge.contact_reason,
        surge.day,
        told.serial,
        told.outcome,
        if(told.day = surge.day, 'now', 'reason before') as whose
    from surge
    join told using (contact_reason)
    where told.day = surge.day or told.day between surge.day - 56 and surge.day - 7
    union all
    select surge.contact_reason, surge.day, told.serial, told.outcome, 'others before'
    from surge
    join told
        on told.day between surge.day - 56 and surge.day - 7
        and told.contact_reason <> surge.contact_reason
    where hash(told.contact_id) % 50 = 0
),
answered as (
    select
        contact_reason,
        day,
        avg((outcome = 'resolved')::integer) filter (where whose = 'now') as resolved_share,
        avg((outcome = 'resolved')::integer) filter (where whose = 'reason before') as resolved_share_before
    from compared
    group by all
),
sample as (
    select contact_reason, day, serial, whose
    from compared
    qualify row_number() over (partition by contact_reason, day, whose order by hash(serial)) <= 300
),
sampled as (
    select
        contact_reason,
        day,
        count(*) filter (where whose = 'now') as n_now,
        count(*) filter (where whose = 'reason before') as n_reason,
        count(*) filter (where whose = 'others before') as n_others
    from sample
    group by all
),
said as (
    select distinct
        sample.contact_reason,
        sample.day,
        sample.whose,
        sample.serial,
        unnest(
            regexp_extract_all(
                lower(regexp_replace(turn.text, '\[[a-z_]+\]', ' ', 'g')), '\p{L}[\p{L}''-]{3,}'
            )
        ) as word
    from core.turn as turn
    join sample using (serial)
    where turn.speaker = 'customer'
),
words as (
    select
        said.contact_reason,
        said.day,
        said.word,
        any_value(sampled.n_now) as n,
        count(*) filter (where said.whose = 'now') / any_value(sampled.n_now) as share,
        greatest(
            (count(*) filter (where said.whose = 'reason before') + 0.5) / (any_value(sampled.n_reason) + 1),
            if(
                any_value(sampled.n_others) > 0,
                (count(*) filter (where said.whose = 'others before') + 0.5) / (any_value(sampled.n_others) + 1),
                0
            )
        ) as share_before
    from said
    join sampled using (contact_reason, day)
    group by said.contact_reason, said.day, said.word
),
news as (
    select
        contact_reason,
        day,
        list(word order by share - share_before desc, word)[1:6] as new_words
    from words
    where
        share >= 0.1
        and share >= 3 * share_before
        and share - share_before >= 4 * sqrt(share_before * (1 - share_before) / n)
    group by all
)
select
    left(sha256('surge ' || contact_reason || ' ' || day), 16) as finding_id,
    'surge' as kind,
    day,
    'contacts' as measure,
    contact_reason,
    n,
    n as value,
    expected,
    deviation,
    deviation * deviation / (1 + deviation * deviation) as confidence,
    json_object(
        'day', day::varchar,
        'contact_reason', contact_reason,
        'n', n,
        'expected', expected,
        'new_words', coalesce(new_words, []),
        'resolved_share', round(resolved_share, 3),
        'resolved_share_before', round(resolved_share_before, 3)
    ) as detail
from surge
join answered using (contact_reason, day)
left join news using (contact_reason, day)
order by day, contact_reason;

-- name: insert_dips
-- A week in which effort or survey answers lie below what was usual in the weeks before: over all contacts, and of each
-- reason, queue and partner alone. What explains it is the part whose own fall, or growing share, weighs most.
insert into mart.aggregate_finding by name
with measured as (
    select
        week, contact_reason, queue, partner,
        unnest(['effort', 'survey_ces']) as measure,
        unnest([effort, survey_ces]) as score
    from mart.contact
    where week >= date_trunc('week', $since::date) - to_days(7 * $n_weeks::integer)
),
known as (
    select * from measured where score is not null
),
level as (
    select
        measure, week,
        grouping(contact_reason, queue, partner) as scope,
        contact_reason, queue, partner,
        count(*) as n, avg(score) as mean, stddev_samp(score) as deviation
    from known
    group by measure, week, grouping sets ((), (contact_reason), (queue), (partner))
    having
        count(*) >= $n_least
        and (grouping(contact_reason, queue, partner) = 7
            or coalesce(contact_reason, queue, partner) is not null)
),
usual as (
    select
        now.measure, now.week, now.scope, now.contact_reason, now.queue, now.partner, now.n, now.mean,
        median(before.mean) as expected,
        greatest(1.4826 * mad(before.mean), any_value(now.deviation) / sqrt(now.n)) as spread
    from level as now
    join level as before
        on before.measure = now.measure
        and before.scope = now.scope
        and before.contact_reason is not distinct from now.contact_reason
        and before.queue is not distinct from now.queue
        and before.partner is not distinct from now.partner
        and before.week < now.week
        and before.week >= now.week - to_days(7 * $n_weeks::integer)
    where now.week >= date_trunc('week', $since::date)
    group by now.measure, now.week, now.scope, now.contact_reason, now.queue, now.partner, now.n, now.mean
    having count(*) >= 4
),
dip as (
    select *, (expected - mean) / spread as deviation
    from usual
    where expected - mean >= $drop_least and (expected - mean) / spread >= $n_spreads
),
cell as (
    select measure, week, contact_reason, queue, partner, count(*) as n, sum(score) as total
    from known
    group by all
),
part as (
    select
        measure, week, contact_reason, queue, partner, n, total,
        unnest(['contact_reason', 'queue', 'partner']) as part,
        unnest([contact_reason, queue, coalesce(partner, '')]) as name
    from cell
),
weighed as (
    select
        dip.measure, dip.week, dip.scope, dip.contact_reason, dip.queue, dip.partner,
        any_value(dip.expected) as expected,
        part.part, part.name,
        coalesce(sum(part.n) filter (where part.week = dip.week), 0)::bigint as n,
        sum(part.total) filter (where part.week = dip.week) / sum(part.n) filter (where part.week = dip.week) as mean,
        sum(part.total) filter (where part.week < dip.week) / sum(part.n) filter (where part.week < dip.week)
            as mean_before,
        any_value(dip.n) as n_all,
        coalesce(sum(part.n) filter (where part.week < dip.week), 0)::bigint as n_before
    from dip
    join part
        on part.measure = dip.measure
        and (dip.contact_reason is null or part.contact_reason = dip.contact_reason)
        and (dip.queue is null or part.queue = dip.queue)
        and (dip.partner is null or part.partner = dip.partner)
        and part.week between dip.week - to_days(7 * $n_weeks::integer) and dip.week
    where part.name <> '' and part.name is not null
    group by dip.measure, dip.week, dip.scope, dip.contact_reason, dip.queue, dip.partner, part.part, part.name
    having sum(part.n) filter (where part.week = dip.week) >= $n_least_part
),
share as (
    select
        *,
        n / n_all as share,
        n_before / sum(n_before) over (partition by measure, week, scope, contact_reason, queue, partner, part)
            as share_before
    from weighed
),
blamed as (
    select
        measure, week, scope, contact_reason, queue, partner,
        list(
            {
                'part': part, 'name': name, 'n': n, 'mean': round(mean, 2),
                'mean_before': round(mean_before, 2), 'share': round(share, 3),
                'share_before': round(share_before, 3), 'points': round(points, 3)
            }
            order by points, part, name
        )[1:3] as explained_by
    from (
        select
            *,
            share * (mean - coalesce(mean_before, expected))
            + (share - share_before) * (coalesce(mean_before, expected) - expected) as points
        from share
    )
    where
        points < 0
        and not (part = 'contact_reason' and contact_reason is not null)
        and not (part = 'queue' and queue is not null)
        and not (part = 'partner' and partner is not null)
    group by all
)
select
    left(
        sha256(
            concat_ws(
                ' ', 'dip', dip.measure, dip.week, coalesce(dip.contact_reason, '-'),
                coalesce(dip.queue, '-'), coalesce(dip.partner, '-')
            )
        ),
        16
    ) as finding_id,
    'dip' as kind,
    dip.week as day,
    dip.measure,
    dip.contact_reason,
    dip.queue,
    dip.partner,
    dip.n,
    dip.mean as value,
    dip.expected,
    dip.deviation,
    dip.deviation * dip.deviation / (1 + dip.deviation * dip.deviation) as confidence,
    json_object(
        'week', dip.week::varchar,
        'measure', dip.measure,
        'contact_reason', dip.contact_reason,
        'queue', dip.queue,
        'partner', dip.partner,
        'n', dip.n,
        'mean', round(dip.mean, 3),
        'expected', round(dip.expected, 3),
        'explained_by', coalesce(blamed.explained_by, [])
    ) as detail
from dip
left join blamed
    on blamed.measure = dip.measure
    and blamed.week = dip.week
    and blamed.scope = dip.scope
    and blamed.contact_reason is not distinct from dip.contact_reason
    and blamed.queue is not distinct from dip.queue
    and blamed.partner is not distinct from dip.partner
order by day, measure, dip.scope;
