-- Double entry: every booking sums to zero, rows are only added, a mistake is taken back by a booking that names the old
-- one. Control accounts carry totals (a handful of postings per period); the subsidiary ledger of shares is `charges`.
create table ledger_transactions (
  -- the journal event that tells why; it commits to the postings
  event_id uuid not null references journal_events (event_id),
  transaction_no integer not null check (transaction_no > 0),
  plan_code text not null,
  subject text not null,
  memo text not null,
  reverses uuid,
  recorded_at timestamptz not null,
  primary key (event_id, transaction_no)
);
create index ledger_transactions_by_subject on ledger_transactions (plan_code, subject);

create table ledger_postings (
  event_id uuid not null,
  transaction_no integer not null,
  posting_no integer not null check (posting_no > 0),
  plan_code text not null,
  account text not null check (account in ('gateway-clearing', 'participants-receivable', 'operator-receivable',
    'payouts-payable', 'management-fee', 'carry', 'shortfall')),
  -- fen; debit positive, credit negative
  amount_fen bigint not null check (amount_fen <> 0),
  -- in the order of booking, for lists
  place bigint generated always as identity,
  primary key (event_id, transaction_no, posting_no),
  foreign key (event_id, transaction_no) references ledger_transactions (event_id, transaction_no)
);
create index ledger_postings_by_account on ledger_postings (plan_code, account, place) include (amount_fen);

create trigger ledger_transactions_only_added before update or delete on ledger_transactions
  for each row execute function refuse_change();
create trigger ledger_postings_only_added before update or delete on ledger_postings
  for each row execute function refuse_change();
create trigger ledger_transactions_never_emptied before truncate on ledger_transactions
  for each statement execute function refuse_change();
create trigger ledger_postings_never_emptied before truncate on ledger_postings
  for each statement execute function refuse_change();
