-- Periods of sharing. The roll (who shares) is taken on the publicity day, one charge per participant without an amount;
-- the amount stands once, in the period (docs/decisions/0002). Charges grow with the membership: distributed by
-- participant_id, partitioned by period, so that an old period is detached as one table.
create table periods (
  period_id bigint generated always as identity primary key,
  plan_code text not null,
  period_code text not null,
  -- the version in force on the publicity day
  plan_version integer not null,
  publicity_day date not null,
  sharing_day date not null check (sharing_day > publicity_day),
  objections_until date not null check (objections_until < sharing_day),
  status text not null check (status in ('published', 'rolled', 'settled')),
  published_at timestamptz not null,
  rolled_at timestamptz,
  -- charges on the roll
  roll_count bigint check (roll_count >= 0),
  settled_at timestamptz,
  settled_event_id uuid unique references journal_events (event_id),
  case_count integer,
  -- N: the roll without exemptions
  participants bigint,
  payouts_fen bigint,
  fees_fen bigint,
  carry_in_fen bigint check (carry_in_fen >= 0),
  shortfall_fen bigint,
  year_so_far_fen bigint check (year_so_far_fen >= 0),
  borne_by_operator boolean,
  due_fen bigint check (due_fen >= 0),
  share_fen bigint check (share_fen >= 0),
  carry_out_fen bigint check (carry_out_fen >= 0),
  case_cap_fen bigint check (case_cap_fen >= 0),
  year_cap_fen bigint check (year_cap_fen >= 0),
  no_participants_fen bigint check (no_participants_fen >= 0),
  run_off_fen bigint check (run_off_fen >= 0),
  -- the sum tree over the charges: what opens its commitments, its root (base64, as the entry states it), and what it counts
  charges_key bytea check (length(charges_key) = 32),
  charges_root text,
  charges_size bigint,
  charges_sum_fen bigint,
  check (status <> 'settled' or (charges_key is not null and charges_root is not null
    and charges_size = case when share_fen = 0 then 0 else participants end and charges_sum_fen = share_fen * charges_size)),
  unique (plan_code, period_code),
  -- a period that the operator bears needs no roll
  check (status <> 'rolled' or roll_count is not null),
  check ((status = 'settled') = (settled_event_id is not null)),
  -- the identity of the arithmetic, to the fen, for every settled period
  check (status <> 'settled' or share_fen * participants + case_cap_fen + year_cap_fen + no_participants_fen + run_off_fen
    = payouts_fen + fees_fen + shortfall_fen + carry_out_fen - carry_in_fen)
);
create index periods_by_day on periods (plan_code, sharing_day);

-- The cases of a settled period with their parts of the arithmetic.
create table period_cases (
  period_id bigint not null references periods (period_id),
  case_reference text not null,
  payout_fen bigint not null,
  fee_fen bigint not null,
  operator_fen bigint not null,
  primary key (period_id, case_reference)
);
create trigger period_cases_only_added before update or delete on period_cases
  for each row execute function refuse_change();
create trigger period_cases_never_emptied before truncate on period_cases
  for each statement execute function refuse_change();

-- The roll is taken in slices by ranges of participants, each one transaction; a killed run goes on with the next slice.
create table roll_slices (
  period_id bigint not null references periods (period_id),
  slice_no integer not null check (slice_no > 0),
  first_participant_id bigint not null,
  last_participant_id bigint not null check (last_participant_id >= first_participant_id),
  counted bigint check (counted >= 0),
  primary key (period_id, slice_no)
);

create table charges (
  period_id bigint not null,
  participant_id bigint not null,
  payer_person_id bigint not null,
  primary key (period_id, participant_id)
) partition by list (period_id);
create index charges_by_participant on charges (participant_id);

-- Roots of the sum tree's parts, each over as many charges in the order of participants: with them one proof reads one part.
create table charge_chunks (
  period_id bigint not null,
  chunk_no bigint not null check (chunk_no >= 0),
  first_participant_id bigint not null,
  charges bigint not null check (charges > 0),
  sum_fen bigint not null check (sum_fen >= 0),
  hash bytea not null check (length(hash) = 32),
  primary key (period_id, chunk_no)
);
create trigger charge_chunks_only_added before update or delete on charge_chunks
  for each row execute function refuse_change();
create trigger charge_chunks_never_emptied before truncate on charge_chunks
  for each statement execute function refuse_change();

-- Those on the roll who do not share after all: paid out, or found afterwards to have been out of the plan at 00:00 of the
-- publicity day (a death, a last day by age or a lapse that was recorded late).
create table charge_exemptions (
  period_id bigint not null,
  participant_id bigint not null,
  reason text not null check (reason in ('left', 'aged-out', 'unpaid', 'paid-out', 'died', 'plan-ended')),
  primary key (period_id, participant_id)
);
create index charge_exemptions_by_participant on charge_exemptions (participant_id);
create trigger charge_exemptions_only_added before update or delete on charge_exemptions
  for each row execute function refuse_change();
create trigger charge_exemptions_never_emptied before truncate on charge_exemptions
  for each statement execute function refuse_change();

-- A plan that ends: nobody joins, cover ends, the operator bears the periods from no_sharing_from on.
create table run_offs (
  plan_code text primary key,
  announced_on date not null,
  -- the last day of cover
  cover_ends_on date not null check (cover_ends_on >= announced_on),
  -- periods with this sharing day or a later one are borne by the operator
  no_sharing_from date not null,
  reason text not null check (reason in ('operator', 'below-minimum')),
  event_id uuid not null unique references journal_events (event_id)
);
create trigger run_offs_only_added before update or delete on run_offs
  for each row execute function refuse_change();
create trigger run_offs_never_emptied before truncate on run_offs
  for each statement execute function refuse_change();
