-- The number that stands for a stem, in postings and in what is asked: the same on every machine and in every version of DuckDB.
create or replace macro search.key_of(term) as md5_number_lower(term);

-- Words that are asked for: by number, with one stem each, as a JSON list.
create or replace macro search.wanted(terms) as table
select told.word_no, search.key_of(told.term) as term_key
from (
    select unnest(from_json(terms::json, '[{"word_no": "INTEGER", "term": "VARCHAR"}]')) as told
);

-- The contacts that one asks for from a number on, by their numbers; none where all are asked for, so that nobody reads
-- them.
create or replace macro search.asked(first_serial, agent, queue, reason, kind, since, until, teams, partners) as table
select serial
from mart.contact
where
    coalesce(agent, queue, reason, kind, since::varchar, until::varchar, teams, partners) is not null
    and serial >= first_serial
    and (agent is null or list_contains(agents, agent))
    and (queue is null or list_contains(queues, queue))
    and (reason is null or contact_reason = reason)
    and (kind is null or list_contains(kinds, kind))
    and (since::date is null or day >= since::date)
    and (until::date is null or day <= until::date)
    and sees_places(places, teams, partners);
