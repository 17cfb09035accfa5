-- Jurors: participants who passed the plan's examination. One row per person and plan for ever: who leaves and comes back
-- keeps record and secret, so that nobody washes off a bad record by leaving. Who may serve today is asked of memberships,
-- claims and payments at every case (`eligibleJurors`); nothing of that is copied here.
create table jurors (
  juror_id bigint generated always as identity primary key,
  person_id bigint not null,
  plan_code text not null,
  -- the membership with which the examination was passed; after leaving the plan and joining again it is passed anew
  participant_id bigint not null,
  -- makes the juror's references in the lots, each another one; only the juror is shown it
  secret bytea not null check (octet_length(secret) = 32),
  status text not null check (status in ('active', 'paused', 'left', 'suspended')),
  status_since timestamptz not null,
  -- tickets in a lot: 4 with a clean record
  weight smallint not null default 4 check (weight between 1 and 4),
  passed_on date not null,
  -- services recorded up to here no longer count: an appeal against a suspension was upheld
  counted_after timestamptz,
  unique (person_id, plan_code)
);
create index jurors_active on jurors (plan_code, juror_id) where status = 'active';

-- One try of the examination: which questions were drawn, in which order each one's answers were shown.
create table exam_attempts (
  attempt_id uuid primary key,
  person_id bigint not null,
  plan_code text not null,
  -- [{ code, order }]; order[i] is the place in the question bank of the answer shown at i
  questions jsonb not null,
  pass_mark integer not null check (pass_mark > 0),
  begun_at timestamptz not null,
  answered_at timestamptz,
  right_answers integer check (right_answers >= 0),
  passed boolean,
  check (num_nulls(answered_at, right_answers, passed) in (0, 3)),
  check (passed = (right_answers >= pass_mark))
);
-- One open try at a time: nobody draws again until the questions please.
create unique index exam_attempts_open on exam_attempts (person_id, plan_code) where answered_at is null;
create index exam_attempts_by_person on exam_attempts (person_id, plan_code, answered_at);

-- What a juror did in one dispute; only added. No foreign key to jurors: a count writes 250,000 rows at once, and checking each
-- took half of the time; the rows come from a select over jurors.
create table juror_services (
  juror_id bigint not null,
  dispute_id uuid not null,
  -- cast a ballot that could be counted; who declines a seat in time has no service at all
  attended boolean not null,
  -- null where the juror cast no ballot, or the board decided nothing
  with_majority boolean,
  -- in a control case: whether the ballot was the known outcome; null elsewhere
  control_right boolean,
  seconds_spent integer check (seconds_spent >= 0),
  recorded_at timestamptz not null,
  primary key (juror_id, dispute_id),
  check (attended or num_nonnulls(with_majority, control_right) = 0)
);
create index juror_services_latest on juror_services (juror_id, recorded_at desc, dispute_id desc)
  include (attended, control_right);
create trigger juror_services_only_added before update or delete on juror_services
  for each row execute function refuse_change();

-- Each suspension with the one appeal against it. The texts are sealed with the juror's key.
create table juror_suspensions (
  suspension_id bigint generated always as identity primary key,
  juror_id bigint not null references jurors (juror_id),
  -- `record`: by the rule over the juror's services; `operator`: by a person, who says why
  cause text not null check (cause in ('record', 'operator')),
  -- what the juror comes back to when an appeal is upheld
  status_before text not null check (status_before in ('active', 'paused', 'left')),
  suspended_by bigint,
  sealed_reason bytea,
  suspended_at timestamptz not null,
  -- the entry that says on the log that a juror fewer can be drawn; null until it is written
  event_id uuid references journal_events (event_id),
  sealed_appeal bytea,
  appealed_at timestamptz,
  -- whether the appeal was upheld, so that the juror may serve again
  upheld boolean,
  decided_by bigint,
  sealed_decision bytea,
  decided_at timestamptz,
  check ((cause = 'operator') = (suspended_by is not null and sealed_reason is not null)),
  check ((sealed_appeal is null) = (appealed_at is null)),
  check (num_nulls(upheld, decided_by, sealed_decision, decided_at) in (0, 4)),
  check (decided_at is null or appealed_at is not null)
);
create index juror_suspensions_unlogged on juror_suspensions (suspension_id) where event_id is null;
create index juror_suspensions_by_juror on juror_suspensions (juror_id, suspension_id);
create index juror_suspensions_appealed on juror_suspensions (appealed_at) where appealed_at is not null and decided_at is null;
-- A suspension without an appeal decided for the juror, one at a time.
create unique index juror_suspensions_in_force on juror_suspensions (juror_id) where upheld is not true;

-- Employer, hospital and household of a person as they stated them, as keyed hashes: equal ones are found, none can be read.
create table person_affiliations (
  person_id bigint not null,
  kind text not null check (kind in ('hospital', 'employer', 'household')),
  name_hash bytea not null check (octet_length(name_hash) = 32),
  recorded_at timestamptz not null,
  primary key (person_id, kind, name_hash)
);
create index person_affiliations_by_name on person_affiliations (kind, name_hash);
