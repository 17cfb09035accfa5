/** The tables of the mirror, of gossip and of alarms. Other parts make theirs when they start. */
export const schema = `
create table if not exists pending_checkpoints (
  size integer primary key,
  root blob not null,
  note text not null,
  received_at integer not null
) strict;

-- One row: what this member holds (entries, root) and what it last cosigned (size, note with its cosignatures).
create table if not exists mirror (
  id integer primary key check (id = 1),
  entries integer not null,
  root blob not null,
  size integer not null,
  note text,
  cosigned_at integer
) strict;

-- One row: the checkpoint that the witness key last cosigned, with its cosignature.
create table if not exists witness (id integer primary key check (id = 1), note text not null) strict;

-- What this member's keys have signed: a cosignature that isn't here was never given.
create table if not exists cosignatures (
  key_id text not null,
  size integer not null,
  time_seconds integer not null,
  root blob not null,
  primary key (key_id, size, time_seconds)
) strict, without rowid;

-- Signed by the log and seen elsewhere, for a size that this member doesn't hold yet.
create table if not exists seen_checkpoints (
  size integer not null,
  root blob not null,
  note text not null,
  seen_at text not null,
  primary key (size, root)
) strict;

-- One row: the largest checkpoint that the log has published, and in how many looks in a row it showed a smaller one.
create table if not exists published (
  id integer primary key check (id = 1),
  size integer not null,
  note text not null,
  smaller_looks integer not null default 0
) strict;

-- One row: the largest size seen with the cosignatures of the quorum.
create table if not exists final (id integer primary key check (id = 1), size integer not null) strict;

create table if not exists alarms (
  id integer primary key,
  name text not null,
  subject text not null,
  detail text not null,
  evidence text,
  stops integer not null default 1,
  raised_at integer not null,
  resolved_at integer,
  resolution text,
  delivered_at integer,
  attempts integer not null default 0,
  try_again_at integer not null default 0
) strict;
create unique index if not exists alarms_open on alarms (name, subject) where resolved_at is null;
`
