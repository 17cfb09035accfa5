-- A charge is for the account of the person who pays for that participant.
select p.plan_code, p.period_code as record, 'participant ' || c.participant_id || ' is charged to person ' || c.payer_person_id as detail
from charges c join periods p using (period_id) join participants m on m.participant_id = c.participant_id
where m.payer_person_id <> c.payer_person_id
