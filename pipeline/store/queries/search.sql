-- name: search_reach
-- How far back to look so that the rarest word was said in at least n turns: the first contact, by its number (1: all of
-- them), how many there are from it on, and which word that is. Of contacts that one asks for the oldest and the newest
-- bound it; rights do not, since those who are held to some see old calls and new ones.
with wanted as (
    from search.wanted($terms)
),
bounds as (
    select min(serial) as first_serial, max(serial) as last_serial
    from search.asked(1, $agent, $queue, $contact_reason, $kind, $since, $until, null, null)
),
counted as (
    select wanted.word_no, spread.first_serial, sum(spread.n_turns) as n_turns
    from search.spread as spread
    join wanted using (term_key)
    group by all
),
rarest as (
    select told.word_no
    from (select distinct word_no from wanted) as told
    left join counted using (word_no)
    group by told.word_no
    order by coalesce(sum(counted.n_turns), 0), told.word_no
    limit 1
),
newest_first as (
    select
        part.first_serial,
        sum(counted.n_turns) over (order by part.first_serial desc) as n_turns
    from search.part as part
    join counted using (first_serial)
    join rarest using (word_no)
    cross join bounds
    where
        bounds.first_serial is null
        or (part.last_serial >= bounds.first_serial and part.first_serial <= bounds.last_serial)
)
select
    coalesce(max(first_serial) filter (where n_turns >= $n), 1) as first_serial,
    (select coalesce(max(last_serial), 0) from search.part)
        - coalesce(max(first_serial) filter (where n_turns >= $n), 1) + 1 as n_contacts,
    (select word_no from rarest) as rarest
from newest_first;

-- name: search_ranked
-- Turns by how well they fit the words (BM25 over turns), in contacts in which all words are said, from the contact with
-- a number on and among those that one asks for; of turns that fit as well the latest stored. Of a contact the best turn,
-- and every turn that holds all words where a phrase is looked for.
with wanted as (
    from search.wanted($terms)
),
size as (
    select sum(n_turns) as n_turns, sum(n_words) / greatest(sum(n_turns), 1) as n_words_mean
    from search.part
),
rarity as (
    select
        wanted.word_no,
        ln(1 + greatest(0, any_value(size.n_turns) - sum(spread.n_turns) + 0.5) / (sum(spread.n_turns) + 0.5)) as weight
    from search.spread as spread
    join wanted using (term_key)
    cross join size
    group by wanted.word_no
),
asked as (
    from search.asked(
        $first_serial, $agent, $queue, $contact_reason, $kind, $since, $until, $teams, $partners
    )
),
looked_in as (
    select posting.serial
    from search.posting as posting
    join (select term_key from wanted where word_no = $rarest) as rarest using (term_key)
    where posting.serial >= $first_serial
),
candidate as (
    select serial
    from looked_in
    where
        coalesce(
            $agent, $queue, $contact_reason, $kind, $since::varchar, $until::varchar, $teams, $partners
        ) is null
        or serial in (select serial from asked)
),
hit as (
    select wanted.word_no, posting.serial, posting.turn_no, posting.n, posting.n_words
    from search.posting as posting
    join wanted using (term_key)
    where posting.serial >= $first_serial and posting.serial in (select serial from candidate)
),
weighed as (
    select
        hit.serial,
        hit.turn_no,
        bit_or(1::bigint << hit.word_no) as words,
        sum(rarity.weight * hit.n * 2.2 / (hit.n + 1.2 * (0.25 + 0.75 * hit.n_words / size.n_words_mean))) as score
    from hit
    join rarity using (word_no)
    cross join size
    group by hit.serial, hit.turn_no
)
select serial, turn_no, score
from (
    select serial, arg_max(turn_no, score) as turn_no, max(score) as score, bit_or(words) as words
    from weighed
    where not $is_phrase or bit_count(words) = $n_words
    group by serial, if($is_phrase, turn_no, 0)
)
where bit_count(words) = $n_words
order by score desc, serial desc, turn_no
limit $n;

-- name: search_phrase
-- Those of some turns that hold a phrase, spelt without accents, capitals and marks.
with picked as (
    select unnest(from_json($picked::json, '[{"serial": "INTEGER", "turn_no": "INTEGER"}]'), max_depth := 2)
)
select turn.serial, turn.turn_no
from core.turn as turn
join picked using (serial, turn_no)
where
    contains(
        ' ' || regexp_replace(strip_accents(lower(turn.text)), '[^a-z0-9]+', ' ', 'g') || ' ',
        ' ' || $phrase || ' '
    );

-- name: search_turns
-- Some turns with what one wants to know of their contacts.
with picked as (
    select unnest(from_json($picked::json, '[{"serial": "INTEGER", "turn_no": "INTEGER"}]'), max_depth := 2)
),
read as (
    select turn.serial, turn.contact_id, turn.turn_no, turn.leg_no, turn.speaker, turn.start_s, turn.text
    from core.turn as turn
    join picked using (serial, turn_no)
),
placed as (
    select
        read.*,
        contact.started_at, contact.contact_reason, contact.effort, contact.outcome, contact.kinds,
        list_filter(contact.seats, lambda one: one.leg_no = read.leg_no)[1] as leg
    from read
    join mart.contact as contact using (serial)
)
select
    serial, contact_id, started_at, contact_reason, effort, outcome, kinds, turn_no, leg_no, leg.queue, leg.agent_id,
    speaker, start_s, text
from placed;
