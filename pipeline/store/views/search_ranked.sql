-- Turns by how well they fit the words (BM25 over turns), in contacts in which all words are said; of a contact the
-- best turn, and every turn that holds all words where a phrase is looked for. `terms` is a JSON list of words by
-- number with a stem each.
create or replace macro search.ranked(terms, n_words, is_phrase) as table
with wanted as (
    select unnest(from_json(terms::json, '[{"word_no": "INTEGER", "term": "VARCHAR"}]'), max_depth := 2)
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
    where not is_phrase or bit_count(words) = n_words
    group by serial, if(is_phrase, turn_no, 0)
)
where bit_count(words) = n_words;
