create or replace view contribution_turn as
select
    case
        when leg_no is null then 'contact/' || contact_id
        else 'leg/' || contact_id || '/' || leg_no
    end as subject,
    score,
    reason,
    contact_id,
    unnest(turns) as turn_no
from core.contribution;

comment on view contribution_turn is 'The turns in which a row of a score shows; rows that show in no single turn are not in it';
comment on column contribution_turn.subject is 'What is scored: contact/ID for effort, leg/ID/NO for empathy';
comment on column contribution_turn.score is 'effort or empathy';
comment on column contribution_turn.reason is 'Stable key of the reason, as in contribution';
comment on column contribution_turn.contact_id is 'The contact';
comment on column contribution_turn.turn_no is 'The turn';
