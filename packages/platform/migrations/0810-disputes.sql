-- A dispute is the fold of its steps, as a claim is; steps are only added and sealed with the dispute's own key. The row in
-- `disputes` is what the fold says, kept so that the board's work and the library of verdicts find it by index.
create table disputes (
  dispute_id uuid primary key,
  reference text not null unique check (reference ~ '^D[0-9A-HJKMNP-TV-Z]{3}-[0-9A-HJKMNP-TV-Z]{4}$'),
  -- null for a control case, which decides nothing
  claim_id uuid references claims (claim_id),
  plan_code text not null,
  rules_version integer not null,
  mode text not null check (mode in ('panel', 'open')),
  opener text not null check (opener in ('claimant', 'objector', 'reviewer', 'control')),
  status text not null check (status in (
    'preparing', 'ready', 'list-committed', 'seating', 'voting', 'counting', 'decided', 'withdrawn')),
  illness_code text not null,
  mild boolean not null,
  -- the plan's clause that it turns on, once the case file says it
  clause text,
  -- the next hour at which the board has something to do
  due_at timestamptz,
  outcome text check (outcome in ('upheld', 'rejected', 'no-quorum')),
  pay integer,
  do_not_pay integer,
  invalid integer,
  -- of a decided dispute: what it was about, without identity, for the public library
  summary text,
  opened_at timestamptz not null,
  ended_at timestamptz,
  step_count integer not null check (step_count > 0),
  check ((status = 'decided') = (outcome is not null)),
  check (num_nulls(outcome, pay, do_not_pay, invalid, summary) in (0, 5)),
  check ((status in ('decided', 'withdrawn')) = (ended_at is not null))
);
-- One dispute of a claim at a time.
create unique index disputes_one_open on disputes (claim_id) where status not in ('decided', 'withdrawn');
create index disputes_by_claim on disputes (claim_id, opened_at);
create index disputes_at_work on disputes (status, due_at) where status not in ('decided', 'withdrawn');
-- the library of verdicts, newest first: of everything, of one illness, of one clause
create index disputes_library on disputes (ended_at desc, reference) where status = 'decided';
create index disputes_library_by_illness on disputes (illness_code, ended_at desc, reference) where status = 'decided';
create index disputes_library_by_clause on disputes (clause, ended_at desc, reference) where status = 'decided';

create table dispute_steps (
  dispute_id uuid not null references disputes (dispute_id),
  step_no integer not null check (step_no > 0),
  -- the entry with this id is written at once, or, while the case is being prepared, when the board's own work tells the log of it
  event_id uuid not null unique,
  kind text not null,
  actor_person_id bigint,
  actor_role text not null,
  recorded_at timestamptz not null,
  sealed bytea not null,
  primary key (dispute_id, step_no)
);
create trigger dispute_steps_only_added before update or delete on dispute_steps
  for each row execute function refuse_change();

-- The list that a panel is drawn from: records of 17 bytes (16 of the lot reference, 1 of the weight) in order, in pieces.
create table dispute_lists (
  dispute_id uuid not null references disputes (dispute_id),
  piece_no integer not null check (piece_no >= 0),
  records bytea not null check (octet_length(records) % 17 = 0),
  primary key (dispute_id, piece_no)
);
create trigger dispute_lists_only_added before update or delete on dispute_lists
  for each row execute function refuse_change();

-- A juror's place in a case. Nobody but the juror and the board's own work sees which pseudonym is whose.
create table dispute_seats (
  dispute_id uuid not null references disputes (dispute_id),
  juror_id bigint not null,
  person_id bigint not null,
  -- of a drawn juror
  lot_reference text check (lot_reference ~ '^[0-9a-f]{32}$'),
  pseudonym text not null check (pseudonym ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  answer text check (answer in ('accepted', 'declined')),
  answered_at timestamptz,
  -- may vote
  seated boolean not null,
  -- first look at the case file
  opened_at timestamptz,
  quiz_passed_at timestamptz,
  quiz_tries integer not null default 0,
  recorded_at timestamptz not null,
  primary key (dispute_id, juror_id),
  unique (dispute_id, pseudonym),
  unique (dispute_id, person_id)
);
create index dispute_seats_by_person on dispute_seats (person_id);

-- Sealed ballots; a later one of a juror takes the place of an earlier one. The key is what refuses a second first ballot.
create table ballots (
  dispute_id uuid not null,
  pseudonym text not null,
  ballot_no integer not null check (ballot_no > 0),
  event_id uuid not null,
  hash bytea not null check (octet_length(hash) = 32),
  sealed text not null,
  cast_at timestamptz not null,
  primary key (dispute_id, pseudonym, ballot_no)
);
create trigger ballots_only_added before update or delete on ballots
  for each row execute function refuse_change();

-- Ballots as the keepers opened them after the close.
create table opened_ballots (
  dispute_id uuid not null,
  pseudonym text not null,
  event_id uuid not null references journal_events (event_id),
  choice text not null check (choice in ('pay', 'do-not-pay', 'invalid')),
  clause text not null,
  -- opens choice and clause of the sealed ballot for anyone who recounts
  vote_key bytea check (octet_length(vote_key) = 32),
  -- the juror's words, with what points at somebody blacked out
  reason text not null,
  -- what the keepers who answered gave for an invalid one: [{keeper, share}], as in the entry
  shares jsonb,
  primary key (dispute_id, pseudonym),
  check ((choice = 'invalid') = (vote_key is null)),
  check ((choice = 'invalid') = (shares is not null))
);
create trigger opened_ballots_only_added before update or delete on opened_ballots
  for each row execute function refuse_change();

-- What jurors say to each other on a case, under their pseudonyms; gone from view when a moderator hides it.
create table dispute_posts (
  post_no bigint generated always as identity primary key,
  dispute_id uuid not null references disputes (dispute_id),
  pseudonym text not null,
  words text not null,
  posted_at timestamptz not null,
  hidden_at timestamptz,
  hidden_by bigint,
  hidden_reason text,
  check (num_nulls(hidden_at, hidden_by, hidden_reason) in (0, 3))
);
create index dispute_posts_by_dispute on dispute_posts (dispute_id, post_no);
