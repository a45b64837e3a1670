-- Who could have spared the customer the effort. Signs of it (a sigh, a threat) have no owner; they go by the
-- shares of what has one.
create or replace view effort_owner as
with owned as (
    select contact_id, owner, sum(points) as points
    from core.contribution
    where score = 'effort' and owner is not null and points < 0
    group by contact_id, owner
)
select
    contact_id,
    owner,
    points,
    points / sum(points) over (partition by contact_id) as share
from owned;

comment on view effort_owner is 'Whose a contact''s effort was: a row for each owner that made it harder';
comment on column effort_owner.contact_id is 'The contact';
comment on column effort_owner.owner is 'process, agent, system, partner or customer';
comment on column effort_owner.points is 'Points of effort that it could have spared the customer, below 0';
comment on column effort_owner.share is 'Its share of all owned points of the contact, above 0 and at most 1';
