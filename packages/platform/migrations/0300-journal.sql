-- Every change of state is written once, together with the event that goes on the log: commands remember the answer to
-- a caller's key, journal_events keep the exact bytes of each entry, the outbox holds those that are not leaves yet.
create table commands (
  actor text not null,
  key text not null,
  kind text not null,
  -- keyed hash of the content: the content itself may hold personal data
  content_hash bytea not null,
  answer jsonb,
  recorded_at timestamptz not null,
  primary key (actor, key)
);

create table journal_events (
  event_no bigint generated always as identity primary key,
  event_id uuid not null unique,
  kind text not null,
  subject text not null,
  recorded_at timestamptz not null,
  -- canonical JSON (RFC 8785); its UTF-8 bytes are the leaf
  entry text not null check (octet_length(entry) <= 65535)
);
create index journal_events_by_subject on journal_events (subject, event_no);

-- Salts of the entries' commitments; deleting a person's data deletes the salt, and the commitment says nothing any more.
create table journal_salts (
  event_id uuid not null references journal_events (event_id),
  name text not null,
  salt bytea not null check (octet_length(salt) = 32),
  primary key (event_id, name)
);

create table journal_outbox (
  event_no bigint primary key references journal_events (event_no)
);

create table log_leaves (
  leaf_index bigint primary key check (leaf_index >= 0),
  event_no bigint not null unique references journal_events (event_no),
  leaf_hash bytea not null check (octet_length(leaf_hash) = 32)
);

create table log_heads (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  -- roots of the full subtrees, largest first: what appending needs
  frontier bytea[] not null,
  recorded_at timestamptz not null
);

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% rows are only added: record a new row that names the old one', tg_table_name;
end $$;

create trigger journal_events_only_added before update or delete on journal_events
  for each row execute function refuse_change();
create trigger log_leaves_only_added before update or delete on log_leaves
  for each row execute function refuse_change();
create trigger log_heads_only_added before update or delete on log_heads
  for each row execute function refuse_change();

-- Checkpoints that this log has signed. The only way on is to a larger size than the last, so that there are never two
-- signed trees of one size; a row is written before anybody sees the signature.
create table log_checkpoints (
  size bigint primary key check (size > 0),
  root bytea not null check (octet_length(root) = 32),
  -- the signed note (C2SP signed-note) without cosignatures
  note text not null,
  signed_at timestamptz not null
);
create function refuse_smaller_checkpoint() returns trigger language plpgsql as $$
begin
  if exists (select from log_checkpoints where size >= new.size) then
    raise exception 'a checkpoint of size % or larger is signed already', new.size;
  end if;
  return new;
end $$;
create trigger log_checkpoints_grow before insert on log_checkpoints
  for each row execute function refuse_smaller_checkpoint();
create trigger log_checkpoints_only_added before update or delete on log_checkpoints
  for each row execute function refuse_change();

-- What consortium members countersigned, as the lines of the note.
create table log_cosignatures (
  size bigint not null references log_checkpoints (size),
  key_name text not null,
  key_id text not null,
  line text not null,
  cosigned_at timestamptz not null,
  primary key (size, key_name, key_id)
);
create trigger log_cosignatures_only_added before update or delete on log_cosignatures
  for each row execute function refuse_change();

-- Sizes that the quorum has countersigned: every entry below is final.
create table log_finals (
  size bigint primary key references log_checkpoints (size),
  final_at timestamptz not null
);
create trigger log_finals_only_added before update or delete on log_finals
  for each row execute function refuse_change();

-- The consortium, each change a version that names its entry of the log.
create table log_consortia (
  version integer primary key check (version > 0),
  event_id uuid not null unique references journal_events (event_id),
  quorum integer not null check (quorum > 0),
  -- names and keys of the members, as in the entry
  members jsonb not null,
  log_key text not null,
  -- the policy file (C2SP tlog-policy)
  policy text not null,
  adopted_at timestamptz not null
);
create trigger log_consortia_only_added before update or delete on log_consortia
  for each row execute function refuse_change();
