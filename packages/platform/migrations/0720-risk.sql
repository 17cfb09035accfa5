-- Risk signals order the reviewers' queue and decide nothing. Everything here can be made again from claims and files, except what an
-- operator set in risk_settings.

-- What claims have in common with each other, as keyed hashes: two claims with one account have one mark, and nobody reads it back.
create table claim_marks (
  claim_id uuid not null references claims (claim_id),
  kind text not null check (kind in ('account', 'phone', 'payer', 'document-number', 'sentence', 'hospital', 'doctor',
    'early-hospital', 'early-doctor')),
  mark bytea not null check (octet_length(mark) = 32),
  plan_code text not null,
  filed_on date not null,
  primary key (claim_id, kind, mark)
);
create index claim_marks_by_mark on claim_marks (kind, mark, filed_on);
-- with the mark, so that rates are counted from the index alone
create index claim_marks_by_plan on claim_marks (plan_code, kind, filed_on, mark);

create table claim_risks (
  claim_id uuid primary key references claims (claim_id),
  score integer not null check (score >= 0),
  -- codes with their points, for lists; the facts behind them are found anew whenever somebody asks
  points jsonb not null,
  -- what the score was reckoned from: with more steps, other settings or on a later day it is reckoned again
  step_count integer not null,
  settings_no integer not null,
  scored_at timestamptz not null,
  -- another claim turned out to have something in common with this one
  outdated boolean not null default false
);
create index claim_risks_by_score on claim_risks (score desc);

-- Weights of the signals, and the hospitals that attest their documents, as an operator set them; the newest row of a plan counts.
create table risk_settings (
  settings_no integer generated always as identity primary key,
  plan_code text not null,
  settings jsonb not null,
  set_by bigint not null,
  recorded_at timestamptz not null
);
create index risk_settings_by_plan on risk_settings (plan_code, settings_no desc);
create trigger risk_settings_only_added before update or delete on risk_settings
  for each row execute function refuse_change();
