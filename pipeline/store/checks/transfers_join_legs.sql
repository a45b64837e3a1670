-- A transfer goes from one leg of its contact to a later one.
select transfer.contact_id, transfer.from_leg, transfer.to_leg
from tonight.transfer as transfer
left join tonight.leg as giving
    on giving.contact_id = transfer.contact_id and giving.leg_no = transfer.from_leg
left join tonight.leg as taking
    on taking.contact_id = transfer.contact_id and taking.leg_no = transfer.to_leg
where giving.leg_no is null or taking.leg_no is null or transfer.from_leg >= transfer.to_leg;
