-- What an operator corrected in somebody's record, and why. What stood there before, what stands there now and the reason are
-- sealed with the person's key; the log has an entry of each without a word of it.
create table person_corrections (
  event_id uuid primary key,
  person_id bigint not null,
  field text not null check (field in ('name', 'phone', 'document')),
  sealed_correction bytea not null,
  corrected_by bigint,
  recorded_at timestamptz not null
);
create index person_corrections_by_person on person_corrections (person_id, recorded_at);
