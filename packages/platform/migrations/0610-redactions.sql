-- What of a paper others than its officers may see: pages drawn anew with boxes burnt in. A redaction that was wrong is
-- followed by another; rows are only added, and emptied when the claimant's data is erased.
create table redactions (
  redaction_id uuid primary key,
  evidence_id uuid not null references evidence (evidence_id),
  -- the journal entry that commits to this row and its pages
  event_id uuid not null unique references journal_events (event_id),
  redacted_by bigint not null,
  -- which pages with which boxes, and the SHA-256 of each picture, sealed with the claim's key
  pages_sealed bytea,
  recorded_at timestamptz not null,
  erased_at timestamptz,
  check ((pages_sealed is null) = (erased_at is not null))
);
create index redactions_by_evidence on redactions (evidence_id, recorded_at);

create table redacted_pages (
  redaction_id uuid not null references redactions (redaction_id),
  page integer not null check (page > 0),
  -- the sealed picture in the file store
  file_ref uuid unique,
  erased_at timestamptz,
  primary key (redaction_id, page),
  check ((file_ref is null) = (erased_at is not null))
);

create function refuse_change_but_erasure_of_redaction() returns trigger language plpgsql as $$
begin
  if tg_op = 'UPDATE' and old.erased_at is null and new.erased_at is not null
    and to_jsonb(new) - '{pages_sealed,file_ref,erased_at}'::text[]
      = to_jsonb(old) - '{pages_sealed,file_ref,erased_at}'::text[]
  then
    return new;
  end if;
  raise exception 'redactions are only added, or erased as a whole';
end $$;
create trigger redactions_only_added before update or delete on redactions
  for each row execute function refuse_change_but_erasure_of_redaction();
create trigger redacted_pages_only_added before update or delete on redacted_pages
  for each row execute function refuse_change_but_erasure_of_redaction();

-- A look at a redacted page is a look at its paper.
alter table evidence_views
  add column redaction_id uuid,
  add column page integer,
  add foreign key (redaction_id, page) references redacted_pages (redaction_id, page),
  add check (num_nulls(redaction_id, page) = case when shown = 'redacted' then 0 else 2 end);
