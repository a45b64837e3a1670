-- name: search
-- Contacts in which all words are said, best first (BM25 over turns), each with the turn that says most of them.
-- With a phrase, that turn holds it; among the thousand best turns that hold all its words.
with wanted as (
    select unnest(from_json($terms::json, '[{"word_no": "INTEGER", "term": "VARCHAR"}]'), max_depth := 2)
),
size as (
    select sum(n_turns) as n_turns, sum(n_words) / greatest(sum(n_turns), 1) as n_words_mean
    from search.part
),
hit as (
    select wanted.word_no, posting.serial, posting.turn_no, posting.n, posting.n_words
    from search.posting as posting
    join wanted using (term)
),
rarity as (
    select word_no, ln(1 + (any_value(size.n_turns) - count(*) + 0.5) / (count(*) + 0.5)) as weight
    from hit
    cross join size
    group by word_no
),
weighed as (
    select
        hit.serial,
        hit.turn_no,
        count(distinct hit.word_no) as n_here,
        bit_or(1::bigint << hit.word_no) as words_here,
        sum(rarity.weight * hit.n * 2.2 / (hit.n + 1.2 * (0.25 + 0.75 * hit.n_words / size.n_words_mean))) as score
    from hit
    join rarity using (word_no)
    cross join size
    group by hit.serial, hit.turn_no
),
ranked as (
    select
        serial,
        arg_max(turn_no, score) as turn_no,
        max(score) as score,
        bit_or(words_here) as words_in_contact
    from weighed
    where not $is_phrase or n_here = $n_words
    group by serial, if($is_phrase, turn_no, 0)
),
best as (
    select ranked.*, contact.* exclude (serial)
    from ranked
    join mart.contact as contact using (serial)
    where
        bit_count(ranked.words_in_contact) = $n_words
        and ($agent is null or list_contains(contact.agents, $agent))
        and ($queue is null or list_contains(contact.queues, $queue))
        and ($contact_reason is null or contact.contact_reason = $contact_reason)
        and ($kind is null or list_contains(contact.kinds, $kind))
        and ($since::date is null or contact.day >= $since::date)
        and ($until::date is null or contact.day <= $until::date)
    order by ranked.score desc, contact.started_at desc, ranked.serial
    limit if($is_phrase, 1000, $n)
),
read as (
    select best.*, turn.leg_no, turn.speaker, turn.start_s, turn.text
    from best
    join core.turn as turn on turn.serial = best.serial and turn.turn_no = best.turn_no
    where
        not $is_phrase
        or contains(
            ' ' || regexp_replace(strip_accents(lower(turn.text)), '[^a-z0-9]+', ' ', 'g') || ' ',
            ' ' || $phrase || ' '
        )
    qualify row_number() over (partition by best.serial order by best.score desc, best.turn_no) = 1
)
select
    read.contact_id, read.started_at, read.contact_reason, read.effort, read.outcome, read.kinds,
    read.turn_no, read.leg_no, leg.queue, leg.agent_id, read.speaker, read.start_s, read.text, read.score
from read
left join core.leg as leg on leg.contact_id = read.contact_id and leg.leg_no = read.leg_no
order by read.score desc, read.started_at desc, read.contact_id
limit $n;
