-- A participant is one membership of one person in one plan, from joining to its end; who joins again is a new row with
-- a new waiting period. Distributed by participant_id (see "Scale" in ARCHITECTURE.md): every key of the tables that grow
-- with the membership contains it, and no foreign key leaves it. person_id has no foreign key to people, which is
-- distributed by person_id. birth_date, sex and region are copies for the same reason: sharing and ageing out read one table.
create sequence participant_ids as bigint;

create table participants (
  participant_id bigint primary key,
  person_id bigint not null,
  -- the person whose account bears the shares; the same person where one pays for oneself
  payer_person_id bigint not null,
  relation text not null check (relation in ('self', 'child', 'spouse', 'parent', 'other-family')),
  plan_code text not null,
  -- the version under whose terms the person joined
  plan_version integer not null check (plan_version > 0),
  joined_on date not null,
  birth_date date not null,
  sex text check (sex in ('female', 'male')),
  region char(2),
  income_band text,
  -- the last day of membership; in the plan at 00:00 of day D: joined_on < D and (ended_on is null or ended_on >= D)
  ended_on date,
  ended_reason text check (ended_reason in ('left', 'aged-out', 'unpaid', 'paid-out', 'died', 'plan-ended')),
  -- set with the one payout, also for who had left before it was made
  paid_out_on date,
  change_count integer not null check (change_count > 0),
  recorded_at timestamptz not null,
  check ((relation = 'self') = (person_id = payer_person_id)),
  check ((ended_on is null) = (ended_reason is null)),
  check (ended_on >= joined_on),
  check (birth_date <= joined_on)
);
create index participants_by_person on participants (person_id);
create index participants_by_payer on participants (payer_person_id);
-- for queues of cases by province
create index participants_by_region on participants (region, participant_id);
-- for ageing out and counts by age
create index participants_by_birth on participants (plan_code, birth_date) where ended_on is null;

-- "One person, one membership per plan" as a key: participants can't say it, because its keys contain participant_id.
create table active_memberships (
  person_id bigint not null,
  plan_code text not null,
  participant_id bigint not null,
  primary key (person_id, plan_code)
);

-- The history of each membership, never rewritten; participants is what it adds up to.
create table membership_changes (
  participant_id bigint not null references participants (participant_id),
  change_no integer not null check (change_no > 0),
  kind text not null check (kind in ('joined', 'ended', 'reinstated')),
  effective_on date not null,
  reason text,
  recorded_at timestamptz not null,
  primary key (participant_id, change_no),
  check ((kind = 'ended') = (reason is not null))
);
create trigger membership_changes_only_added before update or delete on membership_changes
  for each row execute function refuse_change();

-- one day's changes are read for its roll; rows come in the order of time, so a block index is enough
create index membership_changes_by_time on membership_changes using brin (recorded_at);

-- What the log knows of memberships: once a day, one entry per plan with the day's figures and a commitment to all its
-- changes, not one entry per person. A roll takes up where the one before it ended.
create table membership_rolls (
  plan_code text not null,
  day date not null,
  event_id uuid not null unique references journal_events (event_id),
  began_at timestamptz not null,
  ended_at timestamptz not null,
  primary key (plan_code, day),
  check (ended_at > began_at)
);
create trigger membership_rolls_only_added before update or delete on membership_rolls
  for each row execute function refuse_change();

-- Days without cover inside a membership: ended for unpaid shares after ended_on, reinstated on resumed_on.
create table membership_lapses (
  participant_id bigint not null references participants (participant_id),
  ended_on date not null,
  resumed_on date not null,
  primary key (participant_id, ended_on),
  check (resumed_on > ended_on)
);
create trigger membership_lapses_only_added before update or delete on membership_lapses
  for each row execute function refuse_change();

-- Each consent by itself, with the version of the wording shown; withdrawing adds a row. The latest row counts.
create table consents (
  participant_id bigint not null references participants (participant_id),
  kind text not null check (kind in ('health-data', 'publication')),
  consent_no integer not null check (consent_no > 0),
  given boolean not null,
  wording_version integer not null check (wording_version > 0),
  recorded_at timestamptz not null,
  primary key (participant_id, kind, consent_no)
);
create trigger consents_only_added before update or delete on consents
  for each row execute function refuse_change();

-- The answers to the health questions and the risk score, canonical JSON sealed with the person's key.
create table health_declarations (
  participant_id bigint primary key references participants (participant_id),
  plan_version integer not null,
  sealed_answers bytea not null,
  recorded_at timestamptz not null
);
