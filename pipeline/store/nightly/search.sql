-- name: span_to_index
-- Contacts that were stored since the index was last filled, by their numbers.
select indexed.last_serial + 1 as first_serial, stored.last_serial
from (select coalesce(max(last_serial), 0) as last_serial from search.part) as indexed
cross join (select coalesce(max(serial), 0) as last_serial from core.contact) as stored;

-- name: insert_postings
-- Each word is stemmed once, however often it is said.
insert into search.posting by name
with spoken as (
    select
        turn.serial,
        turn.turn_no,
        if(contact.language = 'en', 'english', 'dutch') as language,
        regexp_extract_all(
            strip_accents(lower(regexp_replace(turn.text, '\[[a-z_]+\]', ' ', 'g'))), '[a-z0-9]+'
        ) as words
    from core.turn as turn
    join core.contact as contact using (serial)
    where
        turn.serial between $first_serial and $last_serial
        and contact.serial between $first_serial and $last_serial
),
said as materialized (
    select serial, turn_no, language, len(words) as n_words, unnest(words) as word
    from spoken
),
known as (
    select language, word, search.key_of(stem(word, language)) as term_key
    from (select distinct language, word from said)
    where word not in (select unnest(from_json($stop_words::json, '["VARCHAR"]')))
)
select
    known.term_key,
    said.serial,
    said.turn_no,
    least(count(*), 255)::utinyint as n,
    least(any_value(said.n_words), 65535)::usmallint as n_words
from said
join known using (language, word)
group by known.term_key, said.serial, said.turn_no
order by known.term_key, said.serial, said.turn_no;

-- name: insert_spread
insert into search.spread by name
select term_key, $first_serial::integer as first_serial, count(*)::integer as n_turns
from search.posting
where serial between $first_serial and $last_serial
group by term_key
order by term_key;

-- name: insert_part
insert into search.part by name
select
    $first_serial::integer as first_serial,
    $last_serial::integer as last_serial,
    count(*) as n_turns,
    coalesce(sum(len(string_split(text, ' '))), 0) as n_words
from core.turn
where serial between $first_serial and $last_serial;

-- name: delete_postings
-- Of contacts that are about to be replaced or erased.
delete from search.posting
where serial in (
    select serial
    from core.contact
    where contact_id in (select unnest(from_json($contact_ids::json, '["VARCHAR"]')))
);

-- name: stems
-- Each word stemmed as in either language, for it is not known in which one is searched.
select word, list_distinct([stem(word, 'dutch'), stem(word, 'english')]) as terms
from (select unnest(from_json($words::json, '["VARCHAR"]')) as word);
