-- How many are in a plan at 00:00 of a day by ten years of age, province and stated income: counted once a day, so that whoever looks at a
-- plan costs no count over everybody. The newest day is kept.
create table participant_counts (
  plan_code text not null,
  day date not null,
  -- the first year of ten
  age_from integer not null check (age_from >= 0),
  -- first two digits of GB/T 2260; '' for holders of other countries' documents
  region text not null,
  -- '' where it was not stated
  income_band text not null,
  count integer not null check (count > 0),
  primary key (plan_code, day, age_from, region, income_band)
);

-- Up to which day a plan was counted: also one with nobody in it.
create table participant_count_days (
  plan_code text primary key,
  day date not null
);
