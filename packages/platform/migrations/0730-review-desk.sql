-- How the people in office share their work: who works on which case, and what they noted on papers and found in the field. None of it
-- decides anything, so none of it is on the log: decisions and reports are steps of the claim, which are.

-- A case that a reviewer took: until then nobody else decides on it. At most one row a case.
create table taken_cases (
  claim_id uuid primary key references claims (claim_id),
  person_id bigint not null,
  taken_at timestamptz not null,
  until timestamptz not null check (until > taken_at)
);
create index taken_cases_by_person on taken_cases (person_id);

-- What an officer noted at a place of a paper, for the others who work on the case. Sealed with the claim's key.
create table evidence_notes (
  note_id uuid primary key,
  claim_id uuid not null references claims (claim_id),
  evidence_id uuid not null references evidence (evidence_id),
  page integer not null check (page > 0),
  -- fractions of the page's width and height, from its upper left corner
  x double precision not null check (x between 0 and 1),
  y double precision not null check (y between 0 and 1),
  author_person_id bigint not null,
  recorded_at timestamptz not null,
  sealed bytea not null
);
create index evidence_notes_by_claim on evidence_notes (claim_id, recorded_at);
create trigger evidence_notes_only_added before update or delete on evidence_notes
  for each row execute function refuse_change();

-- What an investigator did and heard: visits, statements, costs. The report, a step of the claim, sums it up. Sealed with the claim's key.
create table field_records (
  record_id uuid primary key,
  claim_id uuid not null references claims (claim_id),
  kind text not null check (kind in ('visit', 'statement', 'cost')),
  happened_on date not null,
  amount_fen bigint check (amount_fen > 0),
  author_person_id bigint not null,
  recorded_at timestamptz not null,
  sealed bytea not null,
  check ((kind = 'cost') = (amount_fen is not null))
);
create index field_records_by_claim on field_records (claim_id, recorded_at);
create trigger field_records_only_added before update or delete on field_records
  for each row execute function refuse_change();

-- The province-level regions that an investigator works in (GB/T 2260), for whoever hands out field checks.
create table investigator_regions (
  person_id bigint not null,
  region char(2) not null,
  primary key (person_id, region)
);

-- Queues look for cases by the officer who has them and by illness.
create index claims_by_investigator on claims (investigator_person_id) where status = 'investigation';
-- Each order of the queue of one status: of cases that are over there are tens of thousands, and a page shows a few.
create index claims_by_wait on claims (status, status_since, case_reference);
create index claims_by_payout on claims (status, payout_fen desc, status_since, case_reference);
create index claims_by_deadline on claims
  (status, (case when status = 'published' then objections_until else evidence_due_on end), status_since, case_reference);
