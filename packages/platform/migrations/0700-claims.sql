-- A claim is the fold of its steps. The steps are only added and encrypted with the claim's own key; the row in
-- `claims` is what the fold says, kept so that queues and deadlines can be found by index. It holds no name, no hospital
-- and no account; the illness code stands here because queues, publicity and statistics ask for it.
create table claims (
  claim_id uuid primary key,
  case_reference text not null unique check (case_reference ~ '^[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}$'),
  plan_code text not null,
  plan_version integer not null,
  participant_id bigint not null,
  claimant_person_id bigint not null,
  status text not null check (status in (
    'collecting-evidence', 'desk-review', 'evidence-requested', 'investigation', 'deciding', 'second-approval',
    'approved', 'published', 'settled', 'paid', 'refused', 'disputed', 'closed', 'withdrawn')),
  illness_code text not null,
  mild boolean not null,
  payout_fen bigint not null check (payout_fen >= 0),
  filed_on date not null,
  status_since timestamptz not null,
  evidence_due_on date,
  refused_on date,
  -- of the last refusal, the code that its entry on the log shows: forged evidence bars from the review board
  refusal_code text,
  period_code text,
  objections_until date,
  open_objections integer not null default 0 check (open_objections >= 0),
  investigator_person_id bigint,
  step_count integer not null check (step_count > 0)
);
-- One open claim of a participant at a time, also when two are filed at the same moment.
create unique index claims_one_open on claims (participant_id)
  where status not in ('paid', 'closed', 'withdrawn');
create index claims_by_participant on claims (participant_id);
create index claims_by_claimant on claims (claimant_person_id, filed_on);
create index claims_forged on claims (claimant_person_id) where refusal_code = 'forged-evidence';
create index claims_by_status on claims (status, plan_code, status_since);
create index claims_by_period on claims (plan_code, period_code) where period_code is not null;

create table claim_steps (
  claim_id uuid not null references claims (claim_id),
  step_no integer not null check (step_no > 0),
  event_id uuid not null unique references journal_events (event_id),
  kind text not null,
  actor_person_id bigint,
  actor_role text not null,
  recorded_at timestamptz not null,
  -- canonical JSON of the step, encrypted with the claim's key
  sealed bytea not null,
  primary key (claim_id, step_no)
);
create trigger claim_steps_only_added before update or delete on claim_steps
  for each row execute function refuse_change();

-- What anyone may see of a case during publicity and after: bands and codes, nothing that points at a person.
create table published_cases (
  case_reference text not null references claims (case_reference),
  plan_code text not null,
  period_code text not null,
  event_id uuid not null unique references journal_events (event_id),
  age_band text not null,
  region text,
  illness_code text not null,
  mild boolean not null,
  payout_fen bigint not null,
  days_since_joining integer not null,
  published_on date not null,
  primary key (plan_code, period_code, case_reference)
);
create trigger published_cases_only_added before update or delete on published_cases
  for each row execute function refuse_change();

-- Ties that the payer's family does not show: a brother who joined alone. Whoever is tied to a case acts in no office on it.
create table kinships (
  person_id bigint not null,
  relative_person_id bigint not null check (relative_person_id <> person_id),
  declared_by bigint not null,
  recorded_at timestamptz not null,
  primary key (person_id, relative_person_id)
);
create index kinships_by_relative on kinships (relative_person_id);
