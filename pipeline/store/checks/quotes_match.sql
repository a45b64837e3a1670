-- A quote holds the words that stand at its offsets, or none where the transcript was erased.
with quote as (
    select finding_id as proves, contact_id, turn_no, char_start, char_end, words
    from tonight.evidence
    where event_kind is null
    union all
    select 'transfer ' || from_leg || '-' || to_leg, contact_id, turn_no, char_start, char_end, words
    from tonight.transfer_evidence
    where event_kind is null
)
select proves, contact_id, turn_no, char_start, char_end
from quote
left join tonight.turn as turn using (contact_id, turn_no)
left join tonight.contact as contact using (contact_id)
where
    turn.text is null
    or quote.char_start >= quote.char_end
    or case
        when contact.transcript_erased_at is null
            then
                substring(turn.text, quote.char_start + 1, quote.char_end - quote.char_start)
                is distinct from quote.words
        else quote.words <> ''
    end;
