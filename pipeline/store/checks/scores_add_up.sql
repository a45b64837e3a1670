-- A score is the sum of its contributions, and a score that cannot be told has none.
with score as (
    select 'effort' as score, contact_id, null::integer as leg_no, effort as value
    from tonight.effort_score
    union all
    select 'empathy', contact_id, leg_no, empathy
    from tonight.empathy_score
),
total as (
    select score, contact_id, leg_no, sum(points) as points
    from tonight.contribution
    group by score, contact_id, leg_no
)
select
    coalesce(score.score, total.score) as score,
    coalesce(score.contact_id, total.contact_id) as contact_id,
    coalesce(score.leg_no, total.leg_no) as leg_no,
    score.value,
    total.points
from score
full join total
    on total.score = score.score
    and total.contact_id = score.contact_id
    and total.leg_no is not distinct from score.leg_no
where
    (score.value is null) <> (total.points is null)
    or abs(score.value - total.points) > 1e-6;
