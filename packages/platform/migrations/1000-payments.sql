-- What was asked of the outside world, what it answered, and what money moved. Keys are made here and written before any
-- call, so that a process killed between the call and its answer asks again with the same key and nobody pays twice.
-- charge_payments, charge_write_offs and failed_collections grow with the membership: distributed by participant_id,
-- beside charges. Batches, payouts and statements are small: local tables.

-- The payer's consent to be debited, given at the gateway; the token stands for an account that only the gateway knows.
create table payment_agreements (
  agreement_id uuid primary key,
  payer_person_id bigint not null,
  account_token text not null check (account_token ~ '^[A-Za-z0-9._~:-]{1,120}$'),
  agreed_at timestamptz not null,
  cancelled_at timestamptz check (cancelled_at >= agreed_at)
);
-- One agreement in force per payer; a new one cancels the old one in the same transaction.
create unique index payment_agreements_in_force on payment_agreements (payer_person_id) where cancelled_at is null;

-- A period's collection. Whatever decides over its unpaid charges (a batch, a write-off, a payout that keeps arrears)
-- locks this row first, so that no charge is paid in two ways at once.
create table collections (
  period_id bigint primary key,
  plan_code text not null,
  period_code text not null,
  -- the version whose terms of collection hold for this period
  plan_version integer not null,
  sharing_day date not null,
  share_fen bigint not null check (share_fen > 0),
  -- the attempt whose batches are being made or were made last
  attempt_no integer not null default 0 check (attempt_no >= 0),
  -- the day on which what was still unpaid was written off
  closed_on date
);
create index collections_open on collections (plan_code, sharing_day) where closed_on is null;

-- One request to the gateway: up to 10,000 debits of one amount. Written before it is sent.
create table collection_batches (
  batch_key text primary key check (batch_key ~ '^[A-Za-z0-9._~:-]{1,120}$'),
  period_id bigint not null references collections (period_id),
  attempt_no integer not null check (attempt_no > 0),
  batch_no integer not null check (batch_no > 0),
  -- `own`: payers for themselves, sent first; `family`: those they pay for, in joining order; `arrears`: asked for by the payer
  phase text not null check (phase in ('own', 'family', 'arrears')),
  amount_fen bigint not null check (amount_fen > 0),
  -- in the order sent; the tokens are forgotten once every outcome is known
  participant_ids bigint[] not null,
  account_tokens text[],
  -- the next batch of this attempt and phase begins after this participant
  last_participant_id bigint not null,
  -- those without a known outcome: neither paid nor unpaid
  open_participant_ids bigint[] not null,
  -- how many answers were applied; each is a commit of its own
  answers integer not null default 0,
  collected_count integer not null default 0,
  failed_count integer not null default 0,
  made_at timestamptz not null,
  resolved_at timestamptz,
  unique (period_id, attempt_no, batch_no),
  check ((account_tokens is null) = (resolved_at is not null)),
  check ((resolved_at is not null) = (cardinality(open_participant_ids) = 0)),
  check (cardinality(account_tokens) = cardinality(participant_ids))
);
create index collection_batches_open on collection_batches (period_id) where resolved_at is null;

-- A row: this participant's share of this period has come in. There is no other state to be wrong about. Partitioned by period
-- as charges are: in one table a fresh period is not in the planner's statistics yet, and looking for what is unpaid took
-- 10 s for 20,000 charges instead of 0.03 s.
create table charge_payments (
  participant_id bigint not null,
  period_id bigint not null,
  -- `debit`: through the gateway; `payout`: kept back from the participant's own payout
  method text not null check (method in ('debit', 'payout')),
  -- with period and participant it is the key of the debit
  attempt_no integer check (attempt_no > 0),
  -- the gateway's day, by which its statement shows it
  settled_on date not null,
  -- came in after the share had been written off: it is a gain of whoever bore it
  after_write_off boolean not null,
  primary key (participant_id, period_id),
  check ((method = 'debit') = (attempt_no is not null))
) partition by list (period_id);
-- for the daily comparison with the gateway's statement
create index charge_payments_by_day on charge_payments (settled_on);
-- what the batches do not count: kept back from a payout, and come in after a write-off
create index charge_payments_kept_back on charge_payments (period_id) where method = 'payout';
create index charge_payments_late on charge_payments (period_id) where after_write_off;
create trigger charge_payments_only_added before update or delete on charge_payments
  for each row execute function refuse_change();

create table charge_write_offs (
  participant_id bigint not null,
  period_id bigint not null,
  primary key (participant_id, period_id)
);
create index charge_write_offs_by_period on charge_write_offs (period_id);
create trigger charge_write_offs_only_added before update or delete on charge_write_offs
  for each row execute function refuse_change();

create table failed_collections (
  participant_id bigint not null,
  period_id bigint not null,
  attempt_no integer not null,
  reason text not null,
  primary key (participant_id, period_id, attempt_no)
);
create trigger failed_collections_only_added before update or delete on failed_collections
  for each row execute function refuse_change();

-- The payout of a settled claim: what of it was kept back for unpaid shares, what is sent.
create table payouts (
  case_reference text primary key,
  plan_code text not null,
  participant_id bigint not null,
  payout_fen bigint not null check (payout_fen > 0),
  kept_back_fen bigint not null check (kept_back_fen >= 0),
  state text not null check (state in ('sending', 'paid')),
  prepared_at timestamptz not null,
  paid_on date,
  check (kept_back_fen < payout_fen),
  check ((state = 'paid') = (paid_on is not null))
);
create index payouts_sending on payouts (plan_code) where state = 'sending';
-- the list of payouts, those prepared first coming first
create index payouts_in_order on payouts (plan_code, prepared_at, case_reference);

-- Each part within the gateway's limit; each try of a part has a key of its own, made only after the last try had failed.
create table payout_transfers (
  case_reference text not null references payouts (case_reference),
  part_no integer not null check (part_no > 0),
  amount_fen bigint not null check (amount_fen > 0),
  attempts integer not null check (attempts > 0),
  -- `open`: this attempt has no known outcome yet; its money is promised until the part is paid
  state text not null check (state in ('open', 'paid', 'failed')),
  reason text,
  settled_on date,
  primary key (case_reference, part_no),
  check ((state = 'paid') = (settled_on is not null)),
  check ((state = 'failed') <= (reason is not null))
);
create index payout_transfers_open on payout_transfers (state) where state <> 'paid';
create index payout_transfers_settled on payout_transfers (settled_on) where state = 'paid';

-- Notices by their own id: a second copy is told so. A notice is a hint; handling it is asking the gateway by key.
create table gateway_notices (
  notice_id text primary key,
  kind text not null check (kind in ('batch', 'transfer')),
  subject_key text not null,
  received_at timestamptz not null,
  handled_at timestamptz
);
create index gateway_notices_unhandled on gateway_notices (received_at) where handled_at is null;

-- A statement while it is compared; the lines of one download carry one id, and go when the comparison is done.
create table statement_lines (
  download_id uuid not null,
  line_no bigint not null,
  kind text not null check (kind in ('debit', 'transfer')),
  movement_key text not null,
  amount_fen bigint not null,
  kept_at timestamptz not null,
  primary key (download_id, line_no)
);

create table statements_compared (
  day date primary key,
  line_count bigint not null,
  difference_count bigint not null,
  compared_at timestamptz not null
);

create table statement_differences (
  day date not null references statements_compared (day),
  kind text not null check (kind in ('missing', 'doubled', 'wrong-amount', 'unknown')),
  movement_kind text not null check (movement_kind in ('debit', 'transfer')),
  movement_key text not null,
  ours_fen bigint,
  theirs_fen bigint,
  resolution text,
  resolved_by bigint,
  resolved_at timestamptz,
  primary key (day, movement_key, kind),
  check ((resolution is null) = (resolved_at is null))
);
create index statement_differences_open on statement_differences (day, movement_key, kind) where resolved_at is null;

-- What people are to be told; whoever sends it marks it sent. Facts are figures and days, the words are the sender's.
create table messages (
  message_id bigint generated always as identity primary key,
  person_id bigint not null,
  kind text not null,
  facts jsonb not null,
  written_at timestamptz not null,
  sent_at timestamptz
);
create index messages_to_send on messages (message_id) where sent_at is null;
create index messages_by_person on messages (person_id, message_id);
