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

-- Large letters can be read in a print, so it is sealed with the claim's key. Compared are those that share marks.
create table picture_prints (
  print_id integer primary key generated always as identity,
  evidence_id uuid not null references evidence (evidence_id),
  page integer not null check (page > 0),
  claim_id uuid not null,
  sealed bytea not null,
  unique (evidence_id, page)
);
create index picture_prints_by_claim on picture_prints (claim_id);

-- What a picture is found by: 24 bits of what it looks like around one of its words, without where that is. About 150 of each print.
create table picture_marks (
  mark integer not null,
  print_id integer not null references picture_prints (print_id),
  primary key (mark, print_id)
);
create index picture_marks_by_print on picture_marks (print_id);

-- How alike two prints are that were compared, in percent: reckoned once, however often their cases are scored. A dozen of each print.
create table picture_likenesses (
  print_id integer not null references picture_prints (print_id) on delete cascade,
  other_print_id integer not null references picture_prints (print_id) on delete cascade,
  percent smallint not null check (percent between 0 and 100),
  primary key (print_id, other_print_id),
  check (print_id < other_print_id)
);
create index picture_likenesses_by_other on picture_likenesses (other_print_id);
