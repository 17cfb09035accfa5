-- What a file says about itself, for the risk signals: its text and traces of how it was made, sealed with the claim's key, and prints
-- of its pictures by which the same picture is found in another case. Not on the log; it can be read again from the file.
-- Erasing a claimant's data deletes these rows.
create table file_facts (
  evidence_id uuid primary key references evidence (evidence_id),
  claim_id uuid not null,
  sealed bytea not null,
  recorded_at timestamptz not null
);
create index file_facts_by_claim on file_facts (claim_id);

-- A print is plain, because pictures are compared without opening them. Its 44 x 44 cells show lines, no letter.
create table picture_prints (
  evidence_id uuid not null references evidence (evidence_id),
  page integer not null check (page > 0),
  claim_id uuid not null,
  hash bigint not null,
  detail bytea not null check (octet_length(detail) = 1936),
  -- Two hashes that differ in 11 bits or fewer have a quarter in which they differ in 2 or fewer: that is looked up by index.
  quarter_0 integer not null generated always as (((hash >> 48) & 65535)::integer) stored,
  quarter_1 integer not null generated always as (((hash >> 32) & 65535)::integer) stored,
  quarter_2 integer not null generated always as (((hash >> 16) & 65535)::integer) stored,
  quarter_3 integer not null generated always as ((hash & 65535)::integer) stored,
  primary key (evidence_id, page)
);
create index picture_prints_by_claim on picture_prints (claim_id);
create index picture_prints_quarter_0 on picture_prints (quarter_0);
create index picture_prints_quarter_1 on picture_prints (quarter_1);
create index picture_prints_quarter_2 on picture_prints (quarter_2);
create index picture_prints_quarter_3 on picture_prints (quarter_3);
