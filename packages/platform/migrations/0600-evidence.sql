-- The files of a claim: here the facts about each, in the file store the bytes, sealed with the claim's key under random
-- names. Rows are only added; erasing a claimant's data empties what says something about the file, once and for good.
-- Every look at a file is a row of its own. There is no foreign key to claims: that part comes later than this one.
create table evidence (
  evidence_id uuid primary key,
  claim_id uuid not null,
  -- the journal entry that commits to this row
  event_id uuid not null unique references journal_events (event_id),
  uploaded_by bigint not null,
  media_type text not null check (
    media_type in ('image/jpeg', 'image/png', 'image/webp', 'image/heic', 'application/pdf')),
  byte_length integer not null check (byte_length > 0),
  page_count integer not null check (page_count > 0),
  copy_media_type text not null check (copy_media_type in ('image/jpeg', 'image/png', 'application/pdf')),
  -- keyed hash of the original's SHA-256: finds the same bytes in other claims
  sha256_lookup bytea check (octet_length(sha256_lookup) = 32),
  -- of the commitment on the log
  salt bytea check (octet_length(salt) = 32),
  name_sealed bytea,
  -- SHA-256 of original and copy, sealed
  hashes_sealed bytea,
  original_ref uuid unique,
  copy_ref uuid unique,
  recorded_at timestamptz not null,
  erased_at timestamptz,
  -- the same bytes once in a claim, also when sent twice at the same moment
  unique (claim_id, sha256_lookup),
  check (num_nulls(sha256_lookup, salt, name_sealed, hashes_sealed, original_ref, copy_ref)
    = case when erased_at is null then 0 else 6 end)
);
create index evidence_by_sha256 on evidence (sha256_lookup);

-- The one change that a row may see is its erasure; the check above says what that leaves.
create function refuse_change_but_erasure() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.erased_at is null and new.erased_at is not null
    and (new.evidence_id, new.claim_id, new.event_id, new.uploaded_by, new.media_type, new.byte_length, new.page_count,
      new.copy_media_type, new.recorded_at)
    is not distinct from (old.evidence_id, old.claim_id, old.event_id, old.uploaded_by, old.media_type, old.byte_length,
      old.page_count, old.copy_media_type, old.recorded_at)
  then
    return new;
  end if;
  raise exception 'evidence rows are only added, or erased as a whole';
end $$;
create trigger evidence_only_added before update or delete on evidence
  for each row execute function refuse_change_but_erasure();

create table evidence_views (
  view_no bigint generated always as identity primary key,
  evidence_id uuid not null references evidence (evidence_id),
  viewer_person_id bigint not null,
  viewer_role text not null,
  -- what was opened; of a redaction (a later table) one page
  shown text not null check (shown in ('copy', 'original', 'redacted')),
  recorded_at timestamptz not null
);
create index evidence_views_by_evidence on evidence_views (evidence_id, view_no);
create trigger evidence_views_only_added before update or delete on evidence_views
  for each row execute function refuse_change();

-- What consortium members attested about documents at their source; each is on the log with the same facts.
create table attestations (
  event_id uuid primary key references journal_events (event_id),
  case_reference text not null,
  attested_by text not null,
  -- salted commitment to the file's SHA-256 and length, and the salt: whoever has the file can compare
  document text not null,
  salt bytea not null check (octet_length(salt) = 32),
  -- as the member signed it
  note text not null,
  attested_at timestamptz not null,
  recorded_at timestamptz not null,
  unique (attested_by, document)
);
create index attestations_by_case on attestations (case_reference, recorded_at);
create trigger attestations_only_added before update or delete on attestations
  for each row execute function refuse_change();
