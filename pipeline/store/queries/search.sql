-- name: search_ranked
-- The turns that fit best; of turns that fit as well the latest stored.
select serial, turn_no, score
from search.ranked($terms, $n_words, $is_phrase)
order by score desc, serial desc, turn_no
limit $n;

-- name: search_ranked_among
-- The same, in contacts that one asks for.
select ranked.serial, ranked.turn_no, ranked.score
from search.ranked($terms, $n_words, $is_phrase) as ranked
semi join (
    select serial
    from mart.contact
    where
        ($agent is null or list_contains(agents, $agent))
        and ($queue is null or list_contains(queues, $queue))
        and ($contact_reason is null or contact_reason = $contact_reason)
        and ($kind is null or list_contains(kinds, $kind))
        and ($since::date is null or day >= $since::date)
        and ($until::date is null or day <= $until::date)
        and (
            ($teams is null and $partners is null)
            or contact_id in (select contact_id from in_sight($teams, $partners, null))
        )
) as asked using (serial)
order by ranked.score desc, ranked.serial desc, ranked.turn_no
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
)
select
    read.serial, read.contact_id, contact.started_at, contact.contact_reason, contact.effort, contact.outcome,
    contact.kinds, read.turn_no, read.leg_no, leg.queue, leg.agent_id, read.speaker, read.start_s, read.text
from read
join mart.contact as contact using (serial)
left join core.leg as leg on leg.contact_id = read.contact_id and leg.leg_no = read.leg_no;
