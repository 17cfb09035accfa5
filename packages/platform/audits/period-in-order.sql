-- Periods of a plan are settled in the order of their sharing days.
select later.plan_code, earlier.period_code as record, 'is not settled, though ' || later.period_code || ' is' as detail
from periods later join periods earlier
  on earlier.plan_code = later.plan_code and earlier.sharing_day < later.sharing_day
where later.status = 'settled' and earlier.status <> 'settled' and earlier.published_at < later.settled_at
