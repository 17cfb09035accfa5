-- Each settled period knows the shares of its calendar year before it.
select p.plan_code, p.period_code as record, 'says ' || p.year_so_far_fen || ' fen, its year says ' || so_far.fen as detail
from periods p cross join lateral (
  select coalesce(sum(e.share_fen), 0) as fen from periods e
  where e.plan_code = p.plan_code and e.status = 'settled' and e.sharing_day < p.sharing_day
    and date_trunc('year', e.sharing_day::timestamp) = date_trunc('year', p.sharing_day::timestamp)) so_far
where p.status = 'settled' and p.year_so_far_fen is distinct from so_far.fen
