-- How many claims were filed, decided and disputed on each day, added up once a day from steps that are over.
create table decision_counts (
  plan_code text not null,
  day date not null,
  kind text not null check (kind in ('filed', 'approved', 'refused', 'disputed', 'upheld', 'rejected')),
  count integer not null check (count > 0),
  primary key (plan_code, day, kind)
);

-- The first day that is not counted yet.
create table decision_count_days (
  plan_code text primary key,
  next_day date not null
);

-- one day's steps are read for it; rows come in the order of time, so a block index is enough
create index claim_steps_by_time on claim_steps using brin (recorded_at);
-- the public list of cases, newest first
create index published_cases_by_day on published_cases (plan_code, published_on desc, case_reference);
-- those of one period, the largest sums first
create index published_cases_by_sum on published_cases (plan_code, period_code, payout_fen desc, case_reference);
